"""Records out of CSV and Excel tables, a row at a time."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from contingent.errors import UnreadableWorkbook
from contingent.feeds.errors import FeedBroken
from contingent.feeds.headers import FIELDS, TYPE_HEADERS, plain, type_in_words, type_of_table
from contingent.feeds.pages import storable
from contingent.sheets.values import as_text
from contingent.sheets.workbook import MOST_COLUMNS, check_container

HEADER_WITHIN = 20  # rows
MOST_ROWS = 1_000_000
Row = Sequence[object]
Raws = Iterator[dict[str, Any]]
UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def records_of_csv(name: str, file: IO[bytes]) -> Raws:
    """Yield the records of a CSV file: comma, semicolon or tab; UTF-8 with or without BOM, or windows-1251."""
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        delimiter = _delimiter(text)
        text.seek(0)
        yield from _records(name.rpartition(".")[0], csv.reader(text, delimiter=delimiter))
    except (csv.Error, UnicodeDecodeError):
        raise FeedBroken(_("The table in %(name)s is broken.") % {"name": name[:100]}) from None
    finally:
        text.detach()


def records_of_workbook(file: IO[bytes]) -> Raws:
    """Yield the records of every visible sheet of an Excel workbook."""
    try:
        check_container(file)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except UnreadableWorkbook as error:
        raise FeedBroken(error.message) from None
    except Exception:  # a damaged workbook fails in openpyxl in any way
        raise FeedBroken(_("The workbook is damaged. Open it in Excel, save it again as .xlsx.")) from None
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()
                yield from _records(sheet.title, sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
    except FeedBroken:
        raise
    except Exception:
        raise FeedBroken(_("The workbook is damaged. Open it in Excel, save it again as .xlsx.")) from None
    finally:
        book.close()


def _records(title: str, rows: Iterable[Row]) -> Raws:
    """Yield the rows below the header as records."""
    columns: list[str] = []
    kind = ""
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise FeedBroken(_("The table has more rows than can be read."))
        if columns:
            if raw := _record(row, columns, kind):
                yield raw
        elif header := _header(title, row):
            columns, kind = header
        elif number >= HEADER_WITHIN:
            break
    if not columns:
        raise FeedBroken(_("“%(title)s” has no row of headers that is understood.") % {"title": title[:60]})


def _header(title: str, row: Row) -> tuple[list[str], str] | None:
    """Return the columns as plain headers and the table's type, if this is the row of headers."""
    columns = [plain(cell) if cell is not None else "" for cell in row]
    if any(name in TYPE_HEADERS for name in columns):
        return columns, ""
    kind = type_of_table(title, columns)
    return (columns, kind) if kind else None


def _record(row: Row, columns: list[str], kind: str) -> dict[str, Any]:
    """Return the raw record of a row: {} for an empty one; an unknown column is not taken."""
    cells = {name: text for name, cell in zip(columns, row, strict=False) if name and (text := _text(cell))}
    if not cells:
        return {}
    if not kind:
        told = next((cells[name] for name in TYPE_HEADERS if name in cells), "")
        kind = type_in_words(told.lower())
    raw = {"type": kind}
    for name, text in cells.items():
        if field := FIELDS.get(kind, {}).get(name):
            raw.setdefault(field, text)
    if kind == "group" and "name" in raw:
        raw.setdefault("key", raw["name"])
    return raw


def _text(cell: object) -> str:
    if isinstance(cell, (date, datetime)):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return str(storable(as_text(cell)))


def _encoding(file: IO[bytes]) -> str:
    """Return the encoding of a text file; whatever is not UTF-8 is windows-1251, as Excel writes here."""
    file.seek(0)
    if encoding := UTF16.get(file.read(2)):
        return encoding
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while piece := file.read(2**18):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


def _delimiter(text: IO[str]) -> str:
    head = text.read(10_000)
    return max(";,\t", key=head.count)
