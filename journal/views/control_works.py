"""The schedule of control works of a group, with clashes; the same in a student's diary (R53)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access_log import GROUP, note_access
from common.asked import asked_day, asked_number
from curriculum.enums import PlannedWorkKind
from journal.queries.control_works import (
    ControlWork,
    clashes_of,
    courses_of_group,
    courses_of_student,
    weeks_of,
    work_groups,
    works_by_group,
    works_of,
)
from journal.queries.diary_people import OpenDiary
from journal.views.diary_here import diary_page, frame
from journal.views.excel import answer, start, write_rows
from journal.views.here import person, today

if TYPE_CHECKING:
    from contingent.models import StudyGroup

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
    first, last = months(request, on)
    chosen = asked_number(request.GET.get("group"))
    group = next((row for row in groups if row.pk == chosen), None)
    if chosen and group is None:
        raise Http404
    if group is None and len(groups) == 1:
        group = groups[0]
    context: dict[str, Any] = {"groups": groups, "group": group, "first": first, "last": last, "today": on,
               "before": month_of(first - timedelta(days=1)), "after": last + timedelta(days=1)}  # fmt: skip
    if group is None:
        context["clashes"] = clashes_of(groups, first, last, on)
    else:
        note_access(request, GROUP, group.pk, group.organization_id)
        context["weeks"] = weeks_of(works_of(list(courses_of_group(group.pk)), first, last), on)
    return render(request, "journal/plan/control_works.html", context)


@never_cache
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """Give the schedule of a group, or of all that the person reads, out as a workbook."""
    me, on = person(request), today()
    chosen = asked_number(request.GET.get("group"))
    groups = [row for row in work_groups(me, on) if chosen in (None, row.pk)]
    if not groups:
        raise Http404
    first, last = months(request, on)
    if chosen:
        note_access(request, GROUP, groups[0].pk, groups[0].organization_id)
    found = works_by_group(groups, first, last)
    book, sheet = start(_("Control works"), (14, 12, 6, 9, 44, 44, 24, 24), "A2")
    head = (
        _("Group"), _("Date"), _("Day"), _("Lesson No."), _("Subject"), _("Work"), pgettext("of a work", "Kind"),
        _("Clash"),
    )  # fmt: skip
    write_rows(sheet, head, (row for group in groups for row in work_rows(group, found.get(group.pk, []), on)))
    return answer(book, f"{_('Control works')} {first:%m.%Y}–{last:%m.%Y}")


def work_rows(group: "StudyGroup", works: list[ControlWork], on: date) -> Iterator[tuple[Any, ...]]:
    """Yield the works of a group as rows of the workbook."""
    for week in weeks_of(works, on):
        for day in week.days:
            clash = [_("several on one day")] if day.clashes else []
            clash += [_("five and more in the week")] if week.clashes else []
            for work in day.works:
                kind = str(PlannedWorkKind(work.kind).label)
                weekday = date_format(day.date, "D")
                yield group.name, day.date, weekday, work.number, work.subject, work.title, kind, "; ".join(clash)


def months(request: HttpRequest, on: date) -> tuple[date, date]:
    """Return the first and the last day of the two months that are asked for."""
    first = month_of(asked_day(request.GET.get("from")) or on)
    return first, month_of(first + timedelta(days=2 * MONTH)) - timedelta(days=1)


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
