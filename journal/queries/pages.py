"""Journal pages as lists and headings name them."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Concat, Left

from accounts.models import NO_BREAK, Organization, User
from common.dated import holds_on
from common.plans import Rows
from common.prepared import Prepared
from contingent.models import StudyGroup
from curriculum.models import AcademicYear, Course, Subject, TeachingLoad
from journal.access import given_lessons, visible_courses
from journal.models import EntryPolicy
from journal.queries.periods import periods_found

RELATED: dict[str, Any] = {
    "organization": Organization,
    "academic_year": AcademicYear,
    "subject": Subject,
    "study_group": StudyGroup,
}


def page_courses(user: User, on: date) -> QuerySet[Course]:
    """Return the pages the user may open, each with what its heading says.

    `teachers` are the names of those who keep the page on the day, by the teaching load.
    """
    return headed(Course.objects.filter(pk__in=visible_courses(user, on).values("pk")), on)


def headed(courses: QuerySet[Course], on: date) -> QuerySet[Course]:
    """Return the pages, each with what its heading says on the day."""
    return courses.select_related("organization__entry_policy", "academic_year", "subject", "study_group").annotate(
        teachers=teacher_names(on)
    )


def teacher_names(on: date) -> ArraySubquery:
    """Return the expression for the names «Иванова А.» of a course's teachers on the day."""
    loads = TeachingLoad.objects.filter(holds_on(on), course=OuterRef("pk"))
    name = Concat("employee__user__last_name", Value(NO_BREAK), Left("employee__user__first_name", 1), Value("."))
    return ArraySubquery(
        loads.order_by("employee__user__sort_key").distinct("employee__user__sort_key").values_list(name, flat=True)
    )


POLICY: Any = Organization._meta.get_field("entry_policy")


def columns_of(model: Any, prefix: str = "") -> list[str]:
    """Return the names of a model's own columns as a query asks for them."""
    return [prefix + field.attname for field in model._meta.concrete_fields]


COURSE_COLUMNS = [
    *columns_of(Course),
    *(name for field, model in RELATED.items() for name in columns_of(model, f"{field}__")),
    "organization__entry_policy__entry_days",
    "teachers",
    "periods",
]
ONE_PAGE = Prepared(
    lambda user, on, pk: (
        page_courses(user, on).filter(pk=pk).annotate(periods=periods_found()).values_list(*COURSE_COLUMNS)
    )
)
PAGE_OF_GIVEN = Prepared(
    lambda user, on, pk, lesson: (
        headed(Course.objects.filter(pk__in=given_lessons(user, on).filter(pk=lesson).values("course")), on)
        .filter(pk=pk)
        .annotate(periods=periods_found())
        .values_list(*COURSE_COLUMNS)
    )
)


def find_page(user: User, on: date, pk: int) -> Course | None:
    """Return one page with all that its heading and its rights need; None if not visible."""
    return first_page(ONE_PAGE(user, on, pk))


def find_page_of_given(user: User, on: date, pk: int, lesson: int) -> Course | None:
    """Return the page of a lesson that the user gave: the lesson stays theirs to read when the page is not (R61)."""
    return first_page(PAGE_OF_GIVEN(user, on, pk, lesson))


def first_page(rows: Rows) -> Course | None:
    """Return the page that the columns of the first row make; None without a row."""
    if not rows:
        return None
    row = list(rows[0])
    course: Any = taken(Course, row)
    for name, model in RELATED.items():
        setattr(course, name, taken(model, row))
    days, course.teachers, course.periods = row
    organization = course.organization
    policy = None if days is None else EntryPolicy(organization=organization, entry_days=days)
    POLICY.set_cached_value(organization, policy)
    found: Course = course
    return found


def taken(model: Any, row: list[Any]) -> Any:
    """Return an instance out of the first values of the row, and drop them from it."""
    names = columns_of(model)
    values, row[:] = row[: len(names)], row[len(names) :]
    return model.from_db("default", names, values)
