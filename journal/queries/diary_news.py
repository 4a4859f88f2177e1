"""What has changed in a student's diary since the reader last looked (R2, R64).

The state the reader saw is compared with the state now: what was given and taken back between
two looks is no news. Everything comes from the history of this one student's rows.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User, initialled
from common.dated import holds_on
from common.prepared import Prepared
from contingent.enums import RepresentativeKind
from contingent.models import Representative, Student
from journal.models import Attendance, DiaryGlance, LessonRecord, Mark, Work
from journal.queries.diary_courses import in_group
from journal.queries.diary_fresh import HOMEWORK_AHEAD, HOMEWORK_BACK
from journal.queries.diary_lines import attendance_text
from journal.queries.diary_people import FIRST_LOOK

MOST_CHANGES = 200
MOST_ROWS = MOST_CHANGES
SETTLING = timedelta(seconds=10)
"""A change is dated when its saving begins: one may still be on its way when the page is shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as the reader saw it; `before` or `after` is empty when there is none."""

    at: datetime
    what: str
    course: int
    subject: str
    day: date
    title: str
    before: str
    after: str
    comment: str = ""

    @property
    def act(self) -> str:
        """Whether it is new, changed, or gone."""
        if not self.before:
            return "given"
        return "changed" if self.after else "removed"


@dataclass(frozen=True, slots=True)
class News:
    """The changes, the latest first, and when the reader last said that they have read them."""

    since: datetime
    read_at: datetime | None
    until: datetime
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Reading:
    """Who of the student and their representatives has read the diary, and when last."""

    name: str
    tie: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a row as its history tells it: `key` is the thing a reader knows it by."""

    row: int
    key: Hashable
    at: datetime
    gone: bool
    value: str
    about: tuple[int, str, date, str]
    comment: str = ""


def load_news(student: int, user: User, now: datetime, on: date) -> News:
    """Return what has changed in the diary since the user last said that they had read it."""
    ((since, read_at),) = GLANCE(student, user) or [(now - FIRST_LOOK, None)]
    changes = [
        *net("mark", mark_versions(student, since), since),
        *net("attendance", attendance_versions(student, since), since),
        *net("homework", homework_versions(student, since, on), since),
    ]
    changes.sort(key=lambda change: change.at, reverse=True)
    newest = changes[0].at if changes else since
    until = min(now, max(since, now - SETTLING, newest))
    return News(since, read_at, until, changes[:MOST_CHANGES])


def net(what: str, versions: Iterable[Version], since: datetime) -> list[Change]:
    """Return how the state now differs from the state at `since`; versions come oldest first."""
    seen: dict[int, Version] = {}
    current: dict[int, Version] = {}
    for version in versions:
        current[version.row] = version
        if version.at <= since:
            seen[version.row] = version
    before = {v.key: v for v in seen.values() if not v.gone and v.value}
    after = {v.key: v for v in current.values() if not v.gone and v.value}
    told = {v.key: v for v in (*seen.values(), *current.values())}
    changes = []
    for key, version in told.items():
        old, new = before.get(key), after.get(key)
        if (old and (old.value, old.comment)) == (new and (new.value, new.comment)):
            continue
        at = max(v.at for v in current.values() if v.key == key or seen.get(v.row, v).key == key)
        changes.append(
            Change(
                at,
                what,
                *(new or version).about,
                old.value if old else "",
                new.value if new else "",
                new.comment if new else "",
            )
        )
    return changes


def mark_versions(student: int, since: datetime) -> list[Version]:
    """Return the history of the student's marks that have changed since."""
    rows = MARKS(student, since)
    gone = deleted_works({row[1] for row in rows if row[6] is None})
    versions = []
    for pk, work, at, kind, code, comment, *about in rows:
        course, subject, day, name, title = about if about[0] is not None else gone[work]
        versions.append(Version(pk, work, at, kind == "-", code or "", (course, subject, day, title or name), comment))
    return versions


def deleted_works(works: set[int]) -> dict[int, tuple[Any, ...]]:
    """Return what is told of columns that are there no more, as they were when deleted."""
    if not works:
        return {}
    rows = Work.history.filter(id__in=works).order_by("history_id").values_list("id", *ABOUT)
    return {pk: tuple(about) for pk, *about in rows}


def attendance_versions(student: int, since: datetime) -> list[Version]:
    """Return the history of the student's absences that have changed since."""
    return [
        Version(
            pk,
            lesson,
            at,
            gone == "-",
            attendance_text(kind, minutes),
            (course, subject, day, str(number)),
        )
        for pk, lesson, at, gone, kind, minutes, course, subject, day, number in ABSENCES(student, since)
    ]


def homework_versions(student: int, since: datetime, on: date) -> list[Version]:
    """Return the history of homework of lessons the student belongs to, that has changed since."""
    first, last = timezone.localdate(since) - HOMEWORK_BACK, on + HOMEWORK_AHEAD
    return [
        Version(pk, lesson, at, gone == "-", text, (course, subject, day, str(number)))
        for pk, lesson, at, gone, text, course, subject, day, number in HOMEWORK(student, since, first, last)
    ]


def changed(history: QuerySet[Any], since: datetime) -> QuerySet[Any]:
    """Return every version, oldest first, of the rows lately changed after the moment."""
    lately = history.filter(history_date__gt=since).values("id").annotate(last=Max("history_date"))
    ids = lately.order_by("-last").values("id")[:MOST_ROWS]
    return history.filter(id__in=ids).order_by("history_id")


ABOUT = ("course", "course__subject__name", "date", "kind__name", "title")
GLANCE = Prepared(
    lambda student, user: (
        DiaryGlance.objects.filter(student=student, user=user)
        .order_by("-seen_at")
        .values_list("seen_until", "seen_at")[:1]
    )
)
MARKS = Prepared(
    lambda student, since: changed(Mark.history.filter(student=student), since).values_list(
        "id", "work", "history_date", "history_type", "grade__code", "comment",
        *(f"work__{name}" for name in ABOUT),
    )
)  # fmt: skip
ABSENCES = Prepared(
    lambda student, since: changed(Attendance.history.filter(student=student), since).values_list(
        "id", "lesson", "history_date", "history_type", "kind", "minutes",
        "lesson__course", "lesson__course__subject__name", "lesson__date", "lesson__number",
    )
)  # fmt: skip
HOMEWORK = Prepared(
    lambda student, since, first, last: changed(
        LessonRecord.history.filter(
            in_group(student, "lesson__date", "lesson__course__"), lesson__date__range=(first, last)
        ),
        since,
    ).values_list(
        "id", "lesson", "history_date", "history_type", "homework",
        "lesson__course", "lesson__course__subject__name", "lesson__date", "lesson__number",
    )
)  # fmt: skip


def load_readings(student: int, on: date) -> list[Reading]:
    """Return the student and those who represent them on the day, with when each read the diary."""
    last = DiaryGlance.objects.filter(student=student).order_by("-seen_at").values("seen_at")
    names = ("user__last_name", "user__first_name", "user__patronymic")
    own = Student.objects.filter(pk=student).annotate(
        tie=Value(""), read_at=Subquery(last.filter(user=OuterRef("user"))[:1])
    )
    ties = Representative.objects.filter(holds_on(on), student=student).annotate(
        tie=F("kind"), read_at=Subquery(last.filter(user=OuterRef("user"))[:1])
    )
    rows = own.values_list(*names, "tie", "read_at").union(ties.values_list(*names, "tie", "read_at"), all=True)
    readings = [
        Reading(initialled(*name), str(RepresentativeKind(tie).label) if tie else _("Student"), read_at)
        for *name, tie, read_at in rows
    ]
    return sorted(readings, key=lambda reading: (reading.tie != _("Student"), reading.name))
