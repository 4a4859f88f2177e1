"""A teacher's start page: marks that are owed, own courses."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F

from accounts.models import User
from curriculum.models import Course
from journal.access import taught_courses
from journal.models import Mark
from journal.queries.periods import period_of

SHOWN = 12


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A work with marks that were promised («.») by a day that has passed."""

    work: int
    course: int
    period: int | None
    subject: str
    group: str
    kind: str
    due: date
    marks: int


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A page of the user's own."""

    id: int
    subject: str
    group: str


def read_owed(user: User, on: date) -> list[OwedLine]:
    """Return the user's works with marks promised by a day that has passed (R58)."""
    rows = (
        Mark.objects.filter(
            work__course__in=taught_courses(user, on).values("pk"),
            work__due__lt=on,
            grade__is_owed=True,
        )
        .order_by()
        .values("work", "work__course", "work__due", "work__kind__name", "work__title")
        .annotate(
            marks=Count("pk"),
            subject=F("work__course__subject__short_name"),
            group=F("work__course__study_group__name"),
            period=period_of("work__course__", "work__date"),
        )
        .order_by("work__due", "work")[:SHOWN]
    )
    return [
        OwedLine(
            work=row["work"],
            course=row["work__course"],
            period=row["period"],
            subject=row["subject"],
            group=row["group"],
            kind=row["work__title"] or row["work__kind__name"],
            due=row["work__due"],
            marks=row["marks"],
        )
        for row in rows
    ]


def read_courses(user: User, on: date) -> list[CourseLine]:
    """Return the pages that are the user's own on the day (R27), in order of group and subject."""
    rows = (
        Course.objects.filter(
            pk__in=taught_courses(user, on).values("pk"),
            academic_year__starts__lte=on,
            academic_year__ends__gte=on,
        )
        .order_by("subject__sort_key", "study_group__sort_key")
        .values_list("pk", "subject__name", "study_group__name")
    )
    return [CourseLine(*row) for row in rows]
