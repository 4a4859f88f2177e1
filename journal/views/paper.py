"""The page on paper: names with dates and marks on the left, topics and homework on the right."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from accounts.enums import AccessAction
from common.asked import asked_number
from journal.access import entry_rights
from journal.queries.lesson import lesson_list
from journal.queries.periods import course_periods, pick_period
from journal.queries.sheet import Sheet, load_sheet
from journal.queries.totals import row_ends
from journal.views.grid import Words, cells_of, comma, months_of, percent
from journal.views.here import day_of, person, see, visible_course

if TYPE_CHECKING:
    from curriculum.models import Course
    from journal.queries.periods import Period
    from schedule.models import Lesson

ACROSS = 28


class Spread(NamedTuple):
    """Two facing pages: the columns of some lessons, and what was written of these lessons."""

    months: list[tuple[str, int]]
    columns: list[Any]
    rows: list[tuple[Any, SafeString, str, str]]
    lessons: list["Lesson"]
    is_last: bool


@require_safe
def paper(request: HttpRequest, course: int) -> HttpResponse:
    """Show the page as the paper journal has it, ready for A4."""
    page, period, sheet = read(request, course, AccessAction.PRINTED)
    context = {
        "course": page,
        "period": period,
        "sheet": sheet,
        "spreads": list(spreads(sheet, lesson_list(page, period.starts, period.ends))),
    }
    return render(request, "journal/print/print.html", context)


def read(request: HttpRequest, course: int, action: AccessAction) -> tuple["Course", "Period", Sheet]:
    """Return the page, the period and the sheet that the address asks for, accounted for as taken out."""
    page = visible_course(request, course)
    on = day_of(page)
    period = pick_period(course_periods(page), asked_number(request.GET.get("period")), on)
    return page, period, load_sheet(page, period, entry_rights(person(request), page, on), see(request, page, action))


def spreads(sheet: Sheet, lessons: Any) -> Iterator[Spread]:
    """Yield the facing pages, so many columns on each; totals stand on the last."""
    written = {lesson.pk: lesson for lesson in lessons}
    ends = row_ends(sheet)
    words = Words.now()
    for start in range(0, len(sheet.columns), ACROSS):
        part = replace(sheet, columns=sheet.columns[start : start + ACROSS])
        rows = [
            (pupil, mark_safe(cells), comma(end.average, words.point), percent(end.attendance))  # noqa: S308 - escaped by cells_of
            for pupil, cells, end in zip(part.pupils, cells_of(part, focusable=False), ends, strict=True)
        ]
        shown = [lesson for lesson, _columns in groupby(part.columns, lambda c: c.lesson) if lesson]
        yield Spread(
            months=[(name, len(columns)) for name, columns in months_of(part)],
            columns=part.columns,
            rows=rows,
            lessons=[written[lesson] for lesson in shown if lesson in written],
            is_last=start + ACROSS >= len(sheet.columns),
        )
