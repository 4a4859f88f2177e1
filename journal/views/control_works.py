"""The schedule of control works of a group, with clashes; the same in a student's diary (R53)."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access_log import GROUP, note_access
from journal.queries.control_works import (
    clashes_of,
    courses_of_group,
    courses_of_student,
    weeks_of,
    work_groups,
    works_of,
)
from journal.queries.diary_people import OpenDiary
from journal.views.diary_here import asked_day, diary_page, frame
from journal.views.here import number, person, today

AHEAD = timedelta(days=120)
MONTH = 31


@never_cache
@require_safe
def control_works(request: HttpRequest) -> HttpResponse:
    """Show a group's control works by week from a month on; without a group, where works clash."""
    me, on = person(request), today()
    groups = work_groups(me, on)
    if not groups:
        raise Http404
    first = month_of(asked_day(request.GET.get("from")) or on)
    chosen = number(request.GET.get("group"))
    group = next((row for row in groups if row.pk == chosen), None)
    if chosen and group is None:
        raise Http404
    if group is None and len(groups) == 1:
        group = groups[0]
    last = month_of(first + timedelta(days=2 * MONTH)) - timedelta(days=1)
    context: dict[str, Any] = {"groups": groups, "group": group, "first": first, "last": last, "today": on,
               "before": month_of(first - timedelta(days=1)), "after": last + timedelta(days=1)}  # fmt: skip
    if group is None:
        context["clashes"] = clashes_of(groups, first, last, on)
    else:
        note_access(request, GROUP, group.pk, group.organization_id)
        context["weeks"] = weeks_of(works_of(list(courses_of_group(group.pk)), first, last), on)
    return render(request, "journal/plan/control_works.html", context)


def month_of(day: date) -> date:
    """Return the first day of the day's month."""
    return day.replace(day=1)


@diary_page
def diary_works(request: HttpRequest, opened: OpenDiary) -> HttpResponse:
    """Show a student's control works to come, by week (R53)."""
    on = today()
    monday = on - timedelta(days=on.weekday())
    courses = list(courses_of_student(opened.diary.student, monday, on + AHEAD))
    weeks = weeks_of(works_of(courses, monday, on + AHEAD), on)
    return render(request, "journal/diary/works.html", frame(opened, "works", weeks=weeks, today=on))
