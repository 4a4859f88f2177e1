"""The calendar study schedules as an Excel workbook: signs and colours as they are printed (R38)."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from contingent.sheets.writing import sheet_title
from curriculum.enums import WeekKind
from curriculum.queries.study_calendars import Line, Week, count_weeks, month_spans

FILLS = {
    WeekKind.THEORY: "E8F1F8", WeekKind.STUDY_PRACTICE: "D6ECD9", WeekKind.WORK_PRACTICE: "B9DFC0",
    WeekKind.DIPLOMA_PRACTICE: "9FD1A9", WeekKind.ATTESTATION: "FDE7B0", WeekKind.FINAL_PREPARATION: "F6D0CC",
    WeekKind.FINAL: "EEB0A9", WeekKind.VACATION: "E3E0F2",
}  # fmt: skip
THIN = Side(style="thin", color="999999")
A3 = 8
HEADS = 3


def calendar_workbook(title: str, weeks: Sequence[Week], lines: Sequence[Line], counted: Sequence[WeekKind]) -> bytes:
    """Return the workbook: a row a group, a column a week, totals by kind, the legend below."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = sheet_title(title)
    sheet["A1"], sheet["A1"].font = title, Font(bold=True, size=14)
    column = 2
    for name, span in month_spans(list(weeks)):
        sheet.cell(2, column, name)
        sheet.merge_cells(start_row=2, start_column=column, end_row=2, end_column=column + span - 1)
        column += span
    sheet.cell(HEADS, 1, _("Group"))
    for place, week in enumerate(weeks, start=2):
        sheet.cell(HEADS, place, f"{week.first:%d.%m}")
    for place, kind in enumerate(counted, start=len(weeks) + 2):
        sheet.cell(HEADS, place, str(kind.label))
    for number, line in enumerate(lines, start=HEADS + 1):
        _row(sheet, number, line, counted)
    _legend(sheet, HEADS + len(lines) + 2)
    _looks(sheet, len(weeks), len(counted), HEADS + len(lines))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _row(sheet: Any, number: int, line: Line, counted: Sequence[WeekKind]) -> None:
    name = sheet.cell(number, 1)
    name.value, name.data_type = line.name, "s"
    for place, letter in enumerate(line.weeks, start=2):
        _sign(sheet.cell(number, place), WeekKind(letter))
    counts = count_weeks(line.weeks)
    for place, kind in enumerate(counted, start=len(line.weeks) + 2):
        sheet.cell(number, place, counts[kind] or None)


def _sign(cell: Any, kind: WeekKind) -> None:
    """Write the sign as text: “=” of a vacation is no formula."""
    cell.value, cell.data_type, cell.quotePrefix = kind.sign, "s", True
    if kind in FILLS:
        cell.fill = PatternFill("solid", fgColor=FILLS[kind])


def _legend(sheet: Any, row: int) -> None:
    for number, kind in enumerate(WeekKind, start=row):
        _sign(sheet.cell(number, 1), kind)
        sheet.cell(number, 2, str(kind.label))


def _looks(sheet: Any, weeks: int, counted: int, last: int) -> None:
    sheet.freeze_panes = "B4"
    sheet.column_dimensions["A"].width = 14
    for place in range(2, weeks + 2):
        sheet.column_dimensions[get_column_letter(place)].width = 3.6
    for place in range(weeks + 2, weeks + counted + 2):
        sheet.column_dimensions[get_column_letter(place)].width = 8
    for row in sheet.iter_rows(min_row=2, max_row=last, max_col=weeks + counted + 1):
        for cell in row:
            cell.border = Border(THIN, THIN, THIN, THIN)
            vertical = cell.row == HEADS and cell.column > 1
            cell.alignment = Alignment(horizontal="center", vertical="center", text_rotation=90 if vertical else 0)
    sheet.page_setup.paperSize, sheet.page_setup.orientation = A3, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
