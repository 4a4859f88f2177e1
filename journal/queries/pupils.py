"""The rows of a page: who was in the group in the period, and on which days."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from common.dated import overlaps
from common.plans import Rows
from common.prepared import Prepared, Statement
from contingent.models import Membership, Student
from curriculum.models import Course
from journal.queries.periods import Period
from journal.row_access import Seen

Spans = tuple[tuple[date, date | None], ...]


class Pupil(NamedTuple):
    """A student of the group; `left` is their last day in it when they are no longer there.

    `throughout`: they were in the group on every day of the page.
    """

    id: int
    name: str
    full_name: str
    spans: Spans
    throughout: bool
    joined: date | None
    left: date | None

    def was_there(self, day: date) -> bool:
        """Whether the student was in the group on the day."""
        return self.throughout or any(starts <= day and (ends is None or day <= ends) for starts, ends in self.spans)


MEMBERS = Prepared(
    lambda group, first, last: (
        Membership.objects.filter(overlaps(first, last), group=group)
        .order_by("student__user__sort_key", "student_id", "starts")
        .values_list(
            "student_id",
            "student__user__last_name",
            "student__user__first_name",
            "student__user__patronymic",
            "starts",
            "ends",
        )
    )
)


def pupils_asked(course: Course, period: Period) -> Statement:
    """Return what asks for the students of a page."""
    return MEMBERS.with_values(course.study_group_id, period.starts, period.ends)


def page_pupils(rows: Rows, period: Period, on: date) -> list[Pupil]:
    """Return the students of the group on some day of the period, by name; leavers stay."""
    people: dict[int, tuple[str, str, str]] = {}
    spans: dict[int, list[tuple[date, date | None]]] = {}
    for student, last, first, patronymic, starts, ends in rows:
        people[student] = (last, first, patronymic)
        spans.setdefault(student, []).append((starts, ends))
    return named(people, {pk: tuple(days) for pk, days in spans.items()}, period, on)


def strangers(course: Course, students: Collection[int], period: Period, on: date) -> list[Pupil]:
    """Return those who have marks here though the group no longer knows them: nothing is hidden."""
    own = Student.objects.filter(organization=course.organization_id)
    rows = own.filter(pk__in=students).order_by("user__sort_key")
    people = {
        pk: (last, first, patronymic)
        for pk, last, first, patronymic in rows.values_list(
            "pk", "user__last_name", "user__first_name", "user__patronymic"
        )
    }
    return named(people, {}, period, on)


def named(people: dict[int, tuple[str, str, str]], spans: dict[int, Spans], period: Period, on: date) -> list[Pupil]:
    """Return the rows with the names to show: the patronymic only where it tells namesakes apart."""
    called = Counter(name[:2] for name in people.values())
    pupils = []
    for pk, (last, first, patronymic) in people.items():
        days = spans.get(pk, ())
        full = f"{last} {first} {patronymic}".strip()
        short = full if called[last, first] > 1 else f"{last} {first}"
        ends = days[-1][1] if days else period.starts
        began = days[0][0] if days and days[0][0] > period.starts else None
        left = ends if ends is not None and ends < on else None
        whole = any(s <= period.starts and (e is None or e >= period.ends) for s, e in days)
        pupils.append(Pupil(pk, short, full, days, whole, began, left))
    return pupils


def group_students(course: Course, seen: Seen | None) -> list[tuple[int, str]]:
    """Return everyone who has ever been in the group and is seen, for a list to choose from."""
    rows = (
        Student.objects.filter(memberships__group=course.study_group_id)
        .order_by("user__sort_key", "pk")
        .values_list("pk", "user__last_name", "user__first_name", "user__sort_key")
        .distinct()
    )
    return [(pk, f"{last} {first}") for pk, last, first, _key in rows if seen is None or pk in seen.students]
