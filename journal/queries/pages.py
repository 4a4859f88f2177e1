"""Journal pages as lists and headings name them."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Concat, Left

from accounts.models import User
from common.dated import holds_on
from curriculum.models import Course, TeachingLoad
from journal.access import visible_courses


def page_courses(user: User, on: date) -> QuerySet[Course]:
    """Return the pages the user may open, each with what its heading says.

    `teachers` are the names of those who keep the page on the day, by the teaching load.
    """
    return (
        Course.objects.filter(pk__in=visible_courses(user, on).values("pk"))
        .select_related("organization__entry_policy", "academic_year", "subject", "study_group")
        .annotate(teachers=teacher_names(on))
    )


def teacher_names(on: date) -> ArraySubquery:
    """Return the expression for the names «Иванова А.» of a course's teachers on the day."""
    loads = TeachingLoad.objects.filter(holds_on(on), course=OuterRef("pk"))
    name = Concat(
        "employee__user__last_name", Value(" "), Left("employee__user__first_name", 1), Value(".")
    )
    return ArraySubquery(
        loads.order_by("employee__user__sort_key")
        .distinct("employee__user__sort_key")
        .values_list(name, flat=True)
    )
