"""Excel workbooks out of rows, written as a stream; nothing people typed becomes a formula."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
HEAD = Font(bold=True)
TOP = Alignment(vertical="top", wrap_text=True)


def cell(sheet: Any, value: Any, *, bold: bool = False, wrap: bool = False, form: str = "") -> Any:
    """Return a cell. Text stays text, whatever it begins with; dates stay dates."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        made.data_type = "s"
        made.quotePrefix = value.startswith(DANGEROUS)
    elif isinstance(value, datetime):
        made.number_format = form or "DD.MM.YYYY HH:MM"
    elif isinstance(value, date):
        made.number_format = form or "DD.MM.YYYY"
    elif form:
        made.number_format = form
    if bold:
        made.font = HEAD
    if wrap:
        made.alignment = TOP
    return made


def start(title: str, widths: Sequence[float], freeze: str) -> tuple[Workbook, Any]:
    """Return a new workbook with one sheet whose columns have these widths."""
    book = Workbook(write_only=True)
    sheet = add_sheet(book, title, widths, freeze)
    return book, sheet


def add_sheet(book: Workbook, title: str, widths: Sequence[float], freeze: str) -> Any:
    """Add a sheet; Excel allows its title 31 characters and not all of them."""
    allowed = ILLEGAL_CHARACTERS_RE.sub("", title)
    sheet = book.create_sheet("".join(" " if c in "[]:*?/\\\t\r\n" else c for c in allowed)[:31])
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = freeze
    return sheet


def write_rows(sheet: Any, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table with its head."""
    sheet.append([cell(sheet, name, bold=True) for name in head])
    for row in rows:
        sheet.append([cell(sheet, value, wrap=isinstance(value, str)) for value in row])


def answer(book: Workbook, name: str) -> HttpResponse:
    """Return the workbook as a download."""
    file = BytesIO()
    book.save(file)
    response = HttpResponse(file.getvalue(), content_type=TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response
