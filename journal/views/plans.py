"""All courses with how far their programmes are fulfilled: the list and the workbook of it (R69, R70, R98)."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.asked import asked_number
from journal.queries.courses import CourseFilter, course_choices, listed_courses
from journal.queries.fulfilment import Fulfilment, fulfilment
from journal.views.excel import answer, start, write_rows
from journal.views.here import person, today

if TYPE_CHECKING:
    from curriculum.models import Course

PAGE = 60
WIDTHS = (14, 46, 30, 12, 12, 12, 12, 14, 14)

Line = tuple["Course", Fulfilment]


@never_cache
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """List the courses with how far their programmes are fulfilled; `off`: those that somebody is to see to."""
    on, who, asked, only_off = today(), person(request), asked_plans(request), request.GET.get("off") == "1"
    courses = listed_courses(who, on, asked)
    rows = [course for course, _facts in told_courses(courses, on, only_off=True)] if only_off else courses
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    if not shown.paginator.count and not any((asked.q, asked.group, asked.teacher, asked.subject, only_off)):
        raise Http404
    part = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "plans"
    context: dict[str, Any] = {
        "asked": asked,
        "only_off": only_off,
        "shown": shown,
        "lines": told_courses(shown.object_list, on),
    }
    if not part:
        context["choices"] = course_choices(who, on)
    return render(request, f"journal/plan/{'_list' if part else 'plans'}.html", context)


@never_cache
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """Give the list out as a workbook: hours of each course, what lags."""
    on, only_off = today(), request.GET.get("off") == "1"
    courses = listed_courses(person(request), on, asked_plans(request))
    lines = told_courses(courses, on, only_off=only_off)
    if not lines and not only_off:
        raise Http404
    book, sheet = start(_("Plan and fact"), WIDTHS, "A2")
    head = (
        _("Group"), _("Subject"), _("Teachers"), _("Programme, h"), _("Covered, h"), _("Not held, h"),
        _("No topic, h"), _("Topics that differ"), _("No lessons yet, h"),
    )  # fmt: skip
    write_rows(sheet, head, (plan_row(course, facts) for course, facts in lines))
    return answer(book, f"{_('Plan and fact')} {on:%d.%m.%Y}")


def asked_plans(request: HttpRequest) -> CourseFilter:
    """Return what the list of plans is narrowed to."""
    query = request.GET
    return CourseFilter(
        q=query.get("q", "")[:100].replace("\x00", "").strip(),
        group=asked_number(query.get("group")),
        teacher=asked_number(query.get("teacher")),
        subject=asked_number(query.get("subject")),
    )


def told_courses(courses: "Iterable[Course]", on: date, *, only_off: bool = False) -> list[Line]:
    """Return the courses with how far each is fulfilled."""
    found = list(courses)
    facts = fulfilment(found, on)
    return [(course, facts[course.pk]) for course in found if not only_off or facts[course.pk].is_off]


def plan_row(course: "Course", facts: Fulfilment) -> tuple[Any, ...]:
    """Return a course as a row of the workbook."""
    names = ", ".join(course.teachers)  # type: ignore[attr-defined]
    hours = (float(each) for each in (facts.program, facts.covered, facts.lag, facts.unwritten))
    start_of = (course.study_group.name, course.subject.name, names.replace("\xa0", " "))
    return (*start_of, *hours, facts.differs, float(facts.short))
