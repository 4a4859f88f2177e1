"""The list of courses with their programmes: which have one, its state, its hours against the curriculum (R50)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Left

from accounts.models import NO_BREAK, User
from common.dated import ONE_DAY, lasting
from common.sql import sort_key
from curriculum.enums import DocumentState
from curriculum.models import Course, TeachingLoad, WorkProgram
from curriculum.models.programme import STATES
from curriculum.program_access import planned_courses, programmed_courses
from curriculum.queries.programs.hours import planned_hours, program_hours, total
from curriculum.queries.readiness import PROGRAMS, step_days

NONE, LATE = "none", "late"
WORDS = {state: STATES[state] for state in DocumentState if state != DocumentState.ARCHIVED}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to: `state` a state, «none», or «late»; `mine`: of one's own load; a year or all."""

    q: str = ""
    state: str = ""
    mine: bool = False
    year: int | None = None

    def within(self, courses: QuerySet[Course], on: date) -> QuerySet[Course]:
        """Narrow to the year, else to the years that are not over."""
        return courses.filter(academic_year=self.year) if self.year else courses.filter(academic_year__ends__gte=on)


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """A course with its programme, if it has one; hours of all kinds together."""

    course: Course
    teachers: list[str]
    program: WorkProgram | None
    version: WorkProgram | None
    hours: Decimal
    planned: Decimal
    late_since: date | None
    is_mine: bool


def listed_courses(user: User, on: date, asked: Asked) -> QuerySet[Course]:
    """Return the courses of the years that are not over, by group and subject."""
    own = programmed_courses(user, on)
    courses = own if asked.mine else planned_courses(user, on)
    courses = asked.within(courses, on)
    if asked.state == NONE:
        courses = courses.filter(program=None)
    elif asked.state == LATE:
        due = Q() if asked.year else Q(academic_year__starts__lte=on)
        courses = courses.filter(due, ~Q(program__state=DocumentState.APPROVED) | Q(program=None))
    elif asked.state in DocumentState.values:
        followed = WorkProgram.objects.filter(previous=OuterRef("program"), state=asked.state)
        courses = courses.filter(Q(program__state=asked.state) | Exists(followed))
    for word in sort_key(asked.q).split()[:6]:
        kept = TeachingLoad.objects.filter(course=OuterRef("pk"), employee__user__sort_key__contains=word)
        courses = courses.filter(
            Q(study_group__sort_key__contains=word) | Q(subject__sort_key__contains=word) | Exists(kept)
        )
    loads = TeachingLoad.objects.filter(lasting(on - ONE_DAY), course=OuterRef("pk"))
    name = Concat("employee__user__last_name", Value(NO_BREAK), Left("employee__user__first_name", 1), Value("."))
    names = loads.order_by("employee__user__sort_key").distinct("employee__user__sort_key").values_list(name, flat=True)
    return (
        courses.select_related("study_group", "subject", "academic_year__organization", "program")
        .annotate(teachers=ArraySubquery(names), is_mine=Exists(own.filter(pk=OuterRef("pk"))))
        .order_by("study_group__sort_key", "subject__sort_key", "pk")
    )


def program_lines(courses: Collection[Course], on: date) -> list[ProgramLine]:
    """Return the courses with their programmes and hours, in a bounded number of queries."""
    programs = {course.program_id for course in courses if course.program_id}
    newer = {
        row.previous_id: row
        for row in WorkProgram.objects.filter(previous__in=programs).exclude(state=DocumentState.ARCHIVED)
    }
    hours = program_hours(programs)
    due = step_days(PROGRAMS, {course.academic_year for course in courses})
    planned = planned_hours([course.pk for course in courses])
    return [
        ProgramLine(
            course=course,
            teachers=course.teachers,  # type: ignore[attr-defined]
            program=course.program,
            version=newer.get(course.program_id),
            hours=total(hours.get(course.program_id or 0, {})),
            planned=total(planned.get(course.pk, {})),
            late_since=late_since(course, due[course.academic_year_id], on),
            is_mine=course.is_mine,  # type: ignore[attr-defined]
        )
        for course in courses
    ]


def late_since(course: Course, due: date, on: date) -> date | None:
    """Return by which day the course should have had an approved programme; None while it is in time or has one."""
    approved = course.program is not None and course.program.state == DocumentState.APPROVED
    return due if not approved and on > due else None


def state_counts(user: User, on: date, asked: Asked) -> dict[str, int]:
    """Return how many courses of the years that are not over are in which state, for the boxes over the list."""
    own = programmed_courses(user, on) if asked.mine else planned_courses(user, on)
    counts: dict[str, int] = {}
    for state in asked.within(own, on).order_by().values_list("program__state", flat=True):
        counts[state or NONE] = counts.get(state or NONE, 0) + 1
    return counts
