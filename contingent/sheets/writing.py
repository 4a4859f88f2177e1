"""Making a workbook: cells that stay text, sheets with headings that stay in place."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

FORBIDDEN = re.compile(r"[\[\]:*?/\\\t\r\n]")
SPECIAL = {"=", "+", "-", "@", "#"}
"""What begins something that is not text: a formula, or the name of an error."""
HEADING = PatternFill("solid", fgColor="DDE7EE")


def text_cell(sheet: Any, value: str) -> Any:
    """Return a cell that stays text whatever it begins with: a formula in a name is never run."""
    value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell: Any = WriteOnlyCell(sheet, value=None)
    if value:
        cell._value, cell.data_type = value, "s"
    cell.number_format, cell.quotePrefix = "@", value[:1] in SPECIAL
    return cell


def plain_cell(sheet: Any, value: str) -> Any:
    """Return the text itself where nothing takes it for anything else: that is quicker than a cell."""
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return text_cell(sheet, text) if text[:1] in SPECIAL else text or None


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
