"""Who is told of an absence that nobody explained, and in which words (R71, R72).

A parent has one message for a child and a day, a curator one for a group and a day; more lessons
missed change it in place. A letter goes out only when a student's state changes: once when first
found absent, once when that is withdrawn.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.enums import OrganizationKind
from accounts.models import Organization
from journal.queries.absences import Absences, Missed, absences_of, homes_of, parents_of
from journal.services.absence_notices import ABSENCE
from notifications.models import OutboxMessage
from notifications.queries import told
from notifications.registry import LetterText, Line, MessageKind, Notice, registry

Told = dict[tuple[int, str], Any]
Actors = set[int | None]
"""Who entered what the outbox says of one student's day."""


def compose_absences(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    """Tell the curator and the representatives what is news since they were last told; their own doing is none."""
    events: dict[tuple[int, date], Actors] = defaultdict(set)
    for row in rows:
        day = date.fromisoformat(row.payload["day"])
        events[row.payload["student"], day].add(row.actor_id)
    for day in sorted({day for _student, day in events}):
        of_day = {student: actors for (student, on), actors in events.items() if on == day}
        yield from compose_day(organization, day, of_day, organization.local_day(now))


def compose_day(organization: Organization, day: date, events: dict[int, Actors], today: date) -> Iterator[Notice]:
    """Tell of one day's absences."""
    homes = homes_of(events, day, today)
    parents = parents_of(events, today)
    threads = {student_thread(student, day) for student in events}
    threads |= {group_thread(home.group, day) for home in homes.values()}
    people = {user for users in parents.values() for user in users}
    known = told(people | {home.curator for home in homes.values()}, threads)
    earlier = {int(student) for facts in known.values() for student in facts}
    told_lessons = {lesson for facts in known.values() for lessons in facts.values() for lesson in lessons}
    absences = absences_of(events.keys() | earlier, day, told_lessons)
    for student, actors in events.items():
        curator = homes[student].curator_name if student in homes else ""
        for parent in parents.get(student, ()):
            yield from tell_parent(parent, student, day, actors, absences, known, curator, organization.kind)
    groups: dict[tuple[int, int, str], dict[int, Actors]] = defaultdict(dict)
    for student, home in homes.items():
        groups[home.group, home.curator, home.group_name][student] = events[student]
    for (group, to, name), of_group in groups.items():
        yield from tell_curator(to, group_thread(group, day), name, day, of_group, absences, known)


def tell_parent(
    parent: int,
    student: int,
    day: date,
    actors: Actors,
    absences: Absences,
    known: Told,
    curator: str,
    kind: str,
) -> Iterator[Notice]:
    """Tell one representative of one child; nothing of any other student is in it."""
    thread = student_thread(student, day)
    before = known.get((parent, thread), {}).get(str(student), [])
    missed = absences.unexplained(student)
    after = [lesson.id for lesson in missed]
    if before == after or not (before or actors != {parent}):
        return
    values = {"student": absences.names[student], "day": date_format(day, "j E"), "curator": curator}
    diary = f"{reverse('diary:week', args=[student])}?week={day.isoformat()}"
    if after:
        title = _("Marked absent: %(student)s, %(day)s") % values
        text = absent_text(kind, values)
        lines = [lesson_line(lesson, diary) for lesson in missed]
    else:
        title = _("The mark of absence is withdrawn: %(student)s, %(day)s") % values
        text = _("We wrote to you that the student was absent. The teacher has changed that. You need do nothing.")
        lines = [lesson_line(lesson, diary, state=True) for lesson in absences.among(student, before)]
    letter = LetterText(title, text, lines) if bool(before) != bool(after) else None
    yield Notice(parent, thread, title, text, lines, facts={str(student): after}, letter=letter)


def absent_text(kind: str, values: dict[str, str]) -> str:
    """Return what an absence means to a representative and what to do."""
    text = _("The teacher marked the student absent at the lessons below and knows no reason.")
    if not values["curator"]:
        todo = _("If you know the reason, tell the school.")
    elif kind == OrganizationKind.SCHOOL:
        todo = _("If you know the reason, tell the class teacher (%(curator)s).") % values
    else:
        todo = _("If you know the reason, tell the curator (%(curator)s).") % values
    return f"{text} {todo}"


def tell_curator(
    curator: int,
    thread: str,
    group: str,
    day: date,
    events: dict[int, Actors],
    absences: Absences,
    known: Told,
) -> Iterator[Notice]:
    """Tell the curator who of the group is absent; the letter names only whose state has changed."""
    before: dict[int, list[int]] = {
        int(student): lessons for student, lessons in known.get((curator, thread), {}).items()
    }
    asked = before.keys() | {student for student, actors in events.items() if actors != {curator}}
    after = {student: [m.id for m in absences.unexplained(student)] for student in asked}
    after = {student: lessons for student, lessons in after.items() if lessons}
    if before == after:
        return
    came = sorted(after.keys() - before.keys(), key=absences.order)
    went = sorted(before.keys() - after.keys(), key=absences.order)
    title = curator_title(group, day, len(after))
    text = (
        _("Teachers marked these students absent and know no reason. The parents are told too. Find out why.")
        if after
        else _("The marks of absence you were told of have been withdrawn. You need do nothing.")
    )
    withdrawn = [
        Line(_("%(student)s: the mark of absence is withdrawn") % {"student": absences.names[s]}) for s in went
    ]
    now_absent = [student_line(student, absences) for student in sorted(after, key=absences.order)]
    letter = None
    if came or went:
        letter = LetterText(title, text, [student_line(student, absences) for student in came] + withdrawn)
    facts = {str(student): lessons for student, lessons in after.items()}
    yield Notice(curator, thread, title, text, now_absent, facts=facts, letter=letter)


def curator_title(group: str, day: date, count: int) -> str:
    """Return the title of a curator's message."""
    values = {"group": group, "day": date_format(day, "j E"), "count": count}
    if not count:
        return _("%(group)s, %(day)s: marks of absence withdrawn") % values
    return (
        ngettext(
            "%(group)s, %(day)s: %(count)d student absent without a reason",
            "%(group)s, %(day)s: %(count)d students absent without a reason",
            count,
        )
        % values
    )


def lesson_line(lesson: Missed, diary: str, state: bool = False) -> Line:
    """Return the line of a lesson, with what is in the journal now if asked."""
    text = _("lesson %(number)d, %(time)s: %(subject)s") % {
        "number": lesson.number,
        "time": f"{lesson.starts_at:%H:%M}",
        "subject": lesson.subject,
    }
    return Line(f"{text} — {lesson.state}" if state else text, diary)


def student_line(student: int, absences: Absences) -> Line:
    """Return a curator's line of a student with the lessons missed, leading to the journal."""
    missed = absences.unexplained(student)
    numbers = ", ".join(str(number) for number in sorted({lesson.number for lesson in missed}))
    text = ngettext("%(student)s: lesson %(numbers)s", "%(student)s: lessons %(numbers)s", len(missed))
    values = {"student": absences.names[student], "numbers": numbers}
    return Line(text % values, missed[-1].journal_url)


def student_thread(student: int, day: date) -> str:
    return f"{ABSENCE}:student:{student}:{day.isoformat()}"


def group_thread(group: int, day: date) -> str:
    return f"{ABSENCE}:group:{group}:{day.isoformat()}"


registry.add_message(
    MessageKind(
        code=ABSENCE,
        title=gettext_lazy("Absences without a reason"),
        hint=gettext_lazy("The minute a teacher marks a student absent; one letter for a student and a day."),
        compose=compose_absences,
    )
)
