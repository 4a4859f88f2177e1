"""The copy of a workbook with remarks, to be mended and loaded again."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill

from contingent.enums import RowOutcome
from contingent.models import ImportBatch
from contingent.remarks import WARNINGS, in_words
from contingent.sheets.writing import as_bytes, new_sheet, text_cell

WRONG = PatternFill("solid", fgColor="F8C9C4")
DOUBTFUL = PatternFill("solid", fgColor="FCEBB6")


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
