"""The copy of a workbook with remarks, to be mended and loaded again."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from contingent.enums import RowOutcome
from contingent.models import ImportBatch
from contingent.remarks import WARNINGS, in_words

FORBIDDEN = re.compile(r"[\[\]:*?/\\\t\r\n]")
HEADING = PatternFill("solid", fgColor="DDE7EE")
WRONG = PatternFill("solid", fgColor="F8C9C4")
DOUBTFUL = PatternFill("solid", fgColor="FCEBB6")


def text_cell(sheet: Any, value: str) -> Any:
    """Return a cell that stays text whatever it begins with: a formula in a name is never run."""
    value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell: Any = WriteOnlyCell(sheet, value=None)
    if value:
        cell._value, cell.data_type = value, "s"
    cell.number_format, cell.quotePrefix = "@", value[:1] in {"=", "+", "-", "@"}
    return cell


def new_sheet(book: Any, title: str, headings: Sequence[str], widths: Sequence[int]) -> Any:
    """Add a sheet with a row of headings that stays in place."""
    sheet = book.create_sheet(sheet_title(title))
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    cells = []
    for heading in headings:
        cell = text_cell(sheet, heading)
        cell.font, cell.fill = Font(bold=True), HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cells.append(cell)
    sheet.append(cells)
    return sheet


def sheet_title(title: str) -> str:
    """Return the title without what Excel does not allow in one: 31 characters and not all of them."""
    allowed = FORBIDDEN.sub(" ", ILLEGAL_CHARACTERS_RE.sub("", title))[:31].strip("' ")
    return allowed or "1"


def as_bytes(book: Any) -> bytes:
    """Return the workbook as a file."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def remarks_workbook(batch: ImportBatch, *, rejected_only: bool) -> bytes:
    """Return the rows as they were typed, the cells in question coloured, the reasons at the end.

    Sheets and headings are the workbook's own, so that the mended copy can be loaded again;
    columns that are not loaded are not kept and so are not here.
    """
    book = Workbook(write_only=True)
    for report in batch.sheets:
        items = [
            (item, batch.rows[item["row"]])
            for item in batch.plan["items"]
            if batch.rows[item["row"]]["sheet"] == report["name"]
            and (not rejected_only or item["outcome"] == RowOutcome.REJECTED)
        ]
        if items:
            _copy(book, report, items)
    if not book.worksheets:
        new_sheet(book, _("Nothing rejected"), [_("Every row can be loaded.")], [40])
    return as_bytes(book)


def _copy(book: Any, report: dict[str, Any], items: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    columns = report["columns"]
    with_group = not report["has_group_column"] and not report["of_representatives"]
    headings = [column["header"] for column in columns] + [_("Class or group")] * with_group
    widths = [max(14, min(34, len(heading) + 2)) for heading in headings]
    sheet = new_sheet(book, report["name"], [*headings, _("Remarks"), _("Row in the file")], [*widths, 70, 12])
    for item, row in items:
        found = {remark["cell"]: remark["code"] for remark in reversed(item["remarks"])}
        cells = []
        for column in columns:
            cell = text_cell(sheet, row["raw"].get(column["letter"], ""))
            code = found.get(f"{report['name']}!{column['letter']}{row['number']}")
            if code:
                cell.fill = DOUBTFUL if code in WARNINGS else WRONG
            cells.append(cell)
        if with_group:
            cells.append(text_cell(sheet, row["group"]))
        told = text_cell(sheet, " ".join(f"{r['cell'].rpartition('!')[2]}: {in_words(r)}" for r in item["remarks"]))
        told.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([*cells, told, row["number"]])
