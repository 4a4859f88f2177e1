"""The courses that a student attends, and the days on which they were in the course's group."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, OuterRef, Q

from common.dated import overlaps
from common.prepared import Prepared
from contingent.models import Membership


@dataclass(frozen=True, slots=True)
class AttendedCourse:
    """A course with the spans of days, both ends included, of the student in its group."""

    id: int
    name: str
    short_name: str
    period_kind: str
    spans: list[tuple[date, date | None]] = field(default_factory=list)

    def was_there(self, day: date) -> bool:
        """Whether the student was in the group on the day."""
        return any(starts <= day and (ends is None or day <= ends) for starts, ends in self.spans)


COURSES = Prepared(
    lambda student, first, last: (
        Membership.objects.filter(
            overlaps(first, last),
            student=student,
            group__courses__academic_year__starts__lte=last,
            group__courses__academic_year__ends__gte=first,
        )
        .order_by("group__courses__subject__sort_key", "group__courses", "starts")
        .values_list(
            "group__courses",
            "group__courses__subject__name",
            "group__courses__subject__short_name",
            "group__courses__period_kind",
            "starts",
            "ends",
        )
    )
)


def attended_courses(student: int, first: date, last: date) -> dict[int, AttendedCourse]:
    """Return by id the courses whose group the student was in on some day from first to last."""
    courses: dict[int, AttendedCourse] = {}
    for course, name, short_name, kind, starts, ends in COURSES(student, first, last):
        attended = courses.setdefault(course, AttendedCourse(course, name, short_name, kind))
        attended.spans.append((starts, ends))
    return courses


def in_group(student: int | OuterRef, day: str, course: str = "course__") -> Q:
    """Return the condition that the student was in the group of the row's course on the row's day.

    `day` is the lookup of the row's day, `course` the prefix of its course.
    """
    member = f"{course}study_group__memberships__"
    return Q(**{f"{member}student": student, f"{member}starts__lte": F(day)}) & (
        Q(**{f"{member}ends__isnull": True}) | Q(**{f"{member}ends__gte": F(day)})
    )
