"""The page as an Excel workbook: a sheet of marks and a sheet of lessons."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl.styles import Alignment

from accounts.enums import AccessAction
from journal.enums import LETTERS, AttendanceKind
from journal.queries.lesson import lesson_list
from journal.queries.sheet import Sheet
from journal.queries.totals import row_ends
from journal.views.excel import add_sheet, answer, cell, start
from journal.views.paper import read

if TYPE_CHECKING:
    from curriculum.models import Course
    from journal.queries.periods import Period

CENTRE = Alignment(horizontal="center")


@require_safe
def excel(request: HttpRequest, course: int) -> HttpResponse:
    """Give the page as a workbook with real dates and numbers."""
    page, period, sheet = read(request, course, AccessAction.EXPORTED)
    widths = [5, 34, *[7] * len(sheet.columns), 9, 9]
    book, marks = start(_("Marks"), widths, "C4")
    for row in mark_rows(marks, page, period, sheet):
        marks.append(row)
    lessons = add_sheet(book, _("Lessons"), [12, 6, 50, 60, 50, 22], "A2")
    for row in lesson_rows(lessons, page, period):
        lessons.append(row)
    return answer(book, f"{page.study_group.name} {page.subject.short_name} {period.name}")


def mark_rows(sheet: Any, page: "Course", period: "Period", content: Sheet) -> Iterator[list[Any]]:
    """Yield the rows of the left page."""
    title = f"{page.study_group.name}. {page.subject.code} {page.subject.name}. {period.name}"
    yield [cell(sheet, title, bold=True)]
    dates = [centred(cell(sheet, c.date, bold=True, form="DD.MM")) for c in content.columns]
    yield [
        cell(sheet, "№", bold=True),
        cell(sheet, _("Student"), bold=True),
        *dates,
        cell(sheet, _("Average"), bold=True),
        cell(sheet, _("Attendance"), bold=True),
    ]
    yield ["", "", *(centred(cell(sheet, c.kind)) for c in content.columns)]
    for place, (pupil, end) in enumerate(zip(content.pupils, row_ends(content), strict=True), 1):
        row = [cell(sheet, place), cell(sheet, pupil.full_name)]
        row += [centred(cell(sheet, cell_value(content, column, pupil.id))) for column in content.columns]
        percent = None if end.attendance is None else end.attendance / 100
        yield [*row, cell(sheet, end.average, form="0.00"), cell(sheet, percent, form="0%")]


def cell_value(content: Sheet, column: Any, pupil: int) -> Any:
    """Return what stands in a cell: a number where a mark is one, text with letters otherwise."""
    mark = content.mark(column.work, pupil)
    absence = content.absences.get((column.lesson or 0, pupil))
    code: Any = mark.code if mark else ""
    if absence:
        kind, minutes = absence
        return f"{code} {LETTERS[AttendanceKind(kind)]}{minutes or ''}".strip()
    return int(code) if code.isascii() and code.isdigit() else (code or None)


def lesson_rows(sheet: Any, page: "Course", period: "Period") -> Iterator[list[Any]]:
    """Yield the rows of the right page."""
    head = [_("Date"), "№", _("Topic"), _("What was done"), _("Homework"), _("Teacher")]
    yield [cell(sheet, name, bold=True) for name in head]
    for lesson in lesson_list(page, period.starts, period.ends):
        record = getattr(lesson, "record", None)
        texts = [getattr(record, name, "") for name in ("topic", "content", "homework")]
        if not lesson.takes_record:
            texts[0] = lesson.get_status_display()
        yield [
            cell(sheet, lesson.date),
            cell(sheet, lesson.number),
            *(cell(sheet, text, wrap=True) for text in texts),
            cell(sheet, lesson.teacher.user.short_name),
        ]


def centred(made: Any) -> Any:
    made.alignment = CENTRE
    return made
