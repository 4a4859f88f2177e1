"""A teacher's start page: marks that are owed, own courses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    DateField,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from common.prepared import Prepared
from curriculum.models import Course
from journal.access import own_loads, taught_courses
from journal.models import EntryPolicy, Mark, Work
from journal.queries.periods import period_of
from schedule.models import Lesson

SHOWN = 12


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A work with marks that were promised («.») by a day that has passed.

    `is_closed`: its entry window has closed too (R42), and who taught it can no longer give them.
    """

    work: int
    course: int
    period: int | None
    subject: str
    group: str
    kind: str
    due: date
    marks: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A page of the user's own."""

    id: int
    subject: str
    group: str


def read_owed(user: User, on: date) -> list[OwedLine]:
    """Return the user's works with marks promised by a day that has passed (R58); those they can give come first."""
    return [
        OwedLine(work, course, period, subject, group, title or kind, due, marks, is_closed)
        for work, course, period, subject, group, title, kind, due, marks, is_closed in OWED(user, on)
    ]


def read_courses(user: User, on: date) -> list[CourseLine]:
    """Return the pages that are the user's own on the day (R27), in order of group and subject."""
    return [CourseLine(*row) for row in COURSES(user, on)]


def owed_works(user: User, on: date) -> Any:
    """Ask for the works first and count marks by work: the other way round reads all marks there are."""
    owed = Mark.objects.filter(work=OuterRef("pk"), grade__is_owed=True).order_by().values("work")
    # Sub-queries: with two tables more the planner no longer begins with the few works of the teacher's courses.
    policy = EntryPolicy.objects.filter(organization=OuterRef("course__organization")).values("entry_days")
    lesson = Lesson.objects.filter(pk=OuterRef("lesson")).values("date")
    return (
        Work.objects.filter(course__in=own_loads(user, on).values("course"), due__lt=on)
        .annotate(
            count=Subquery(owed.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
            period=period_of("course__", "date"),
            closes=ExpressionWrapper(
                Coalesce(Subquery(lesson), "date") + Coalesce(Subquery(policy), Value(EntryPolicy.DEFAULT_DAYS)),
                output_field=DateField(),
            ),
        )
        .annotate(is_closed=ExpressionWrapper(Q(closes__lt=on), output_field=BooleanField()))
        .filter(count__gt=0)
        .order_by("is_closed", "due", "pk")
        .values_list(
            "pk",
            "course",
            "period",
            "course__subject__short_name",
            "course__study_group__name",
            "title",
            "kind__name",
            "due",
            "count",
            "is_closed",
        )[:SHOWN]
    )


OWED = Prepared(owed_works)
COURSES = Prepared(
    lambda user, on: (
        Course.objects.filter(
            pk__in=taught_courses(user, on).values("pk"),
            academic_year__starts__lte=on,
            academic_year__ends__gte=on,
        )
        .order_by("subject__sort_key", "study_group__sort_key")
        .values_list("pk", "subject__name", "study_group__name")
    )
)
