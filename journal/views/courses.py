"""The list of journal pages."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.asked import asked_number
from journal.queries.courses import CourseFilter, course_choices, course_lines, listed_courses
from journal.views.here import person, today

PAGE = 50


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """List the pages the person may open; what it is narrowed to stays in the address."""
    on, who, query = today(), person(request), request.GET
    asked = CourseFilter(
        q=query.get("q", "")[:100].strip(),
        group=asked_number(query.get("group")),
        teacher=asked_number(query.get("teacher")),
        subject=asked_number(query.get("subject")),
        past=query.get("past") == "1",
    )
    shown = Paginator(listed_courses(who, on, asked), PAGE).get_page(query.get("page"))
    part = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "courses"
    context = {
        "asked": asked,
        "narrowed": any((asked.q, asked.group, asked.teacher, asked.subject)),
        "shown": shown,
        "lines": course_lines(list(shown.object_list), on),
    }
    if not part:
        context["choices"] = course_choices(who, on)
    return render(request, f"journal/courses/{'_list' if part else 'courses'}.html", context)
