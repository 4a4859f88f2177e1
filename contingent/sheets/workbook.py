"""Opening a workbook that a stranger made: checked before it is read, read within bounds."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from contingent.errors import UnreadableWorkbook

BIGGEST_FILE = 10 * 2**20
BIGGEST_UNPACKED = 100 * 2**20
BIGGEST_STRINGS = 24 * 2**20
MOST_PARTS = 2000
MOST_SHEETS = 80
MOST_ROWS = 10_000
MOST_LINES = 1_200_000
MOST_COLUMNS = 120
MOST_MERGED = 50_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')

Cells = tuple[Any, ...]


@dataclass
class RawSheet:
    """A sheet's name and its rows that are not empty, by number; merged cells are filled in."""

    name: str
    rows: list[tuple[int, Cells]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    epoch: date = date(1899, 12, 30)


def read_workbook(file: IO[bytes]) -> list[RawSheet]:
    """Return the visible sheets of an Excel workbook; raise `UnreadableWorkbook`, saying what to do."""
    check_container(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            return _sheets(book)
        finally:
            book.close()
    except UnreadableWorkbook:
        raise
    except Exception as error:
        raise UnreadableWorkbook(
            _("The workbook is damaged. Open it in Excel, save it again as .xlsx and load that file.")
        ) from error


def check_container(file: IO[bytes]) -> None:
    """Raise `UnreadableWorkbook` unless the file is a workbook of a size that is safe to unpack."""
    file.seek(0, 2)
    if file.tell() > BIGGEST_FILE:
        raise UnreadableWorkbook(
            _("The file is larger than 10 MB. Remove pictures and needless sheets, or load it in parts.")
        )
    file.seek(0)
    head = file.read(8)
    if head == OLE:
        file.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            raise UnreadableWorkbook(
                _("The workbook is protected by a password. Take the password off in Excel and save it.")
            )
        raise UnreadableWorkbook(
            _("This is a workbook of an old kind (.xls). Save it in Excel as “Excel Workbook (.xlsx)”.")
        )
    if not zipfile.is_zipfile(file):
        raise UnreadableWorkbook(_("This is not an Excel workbook. Open the table in Excel and save it as .xlsx."))
    file.seek(0)
    try:
        _check_parts(zipfile.ZipFile(file).infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableWorkbook(
            _("The workbook is damaged. Open it in Excel, save it again as .xlsx and load that file.")
        ) from error
    finally:
        file.seek(0)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if not any(name.endswith("workbook.xml") for name in names):
        raise UnreadableWorkbook(_("This is not an Excel workbook. Open the table in Excel and save it as .xlsx."))
    strings = sum(part.file_size for part in parts if "sharedstrings" in part.filename.lower())
    whole = sum(part.file_size for part in parts)
    if whole > BIGGEST_UNPACKED or strings > BIGGEST_STRINGS or len(parts) > MOST_PARTS:
        raise UnreadableWorkbook(
            _("The workbook is too large inside. Copy the table alone into a new workbook and load that.")
        )


def _sheets(book: Any) -> list[RawSheet]:
    sheets, left, lines = [], MOST_ROWS, MOST_LINES
    for sheet in book.worksheets[:MOST_SHEETS]:
        if sheet.sheet_state != "visible":
            continue
        merged = _merged(sheet)
        raw = RawSheet(sheet.title, [], merged, book.epoch.date())
        for number, cells in _rows(sheet, merged):
            lines -= 1
            if cells:
                raw.rows.append((number, cells))
                left -= 1
            if left < 0 or lines < 0:
                raise UnreadableWorkbook(
                    _("There are more than %(rows)d rows. Load the workbook in parts.") % {"rows": MOST_ROWS}
                )
        sheets.append(raw)
    return sheets


def _merged(sheet: Any) -> list[tuple[int, int, int, int]]:
    """Return the merged ranges (first column, first row, last column, last row, from 1).

    The read-only reader passes over them; they stand at the end of the sheet's part.
    """
    found: list[bytes] = []
    tail = b""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        while len(found) < MOST_MERGED and (chunk := part.read(2**18)):
            text = tail + chunk
            found += MERGED.findall(text)
            tail = text[text.rfind(b"<") :][-200:]
    ranges = {tuple(range_boundaries(ref.decode())) for ref in found[:MOST_MERGED]}
    return sorted(ranges)  # type: ignore[arg-type]


def _rows(sheet: Any, merged: list[tuple[int, int, int, int]]) -> Iterator[tuple[int, Cells]]:
    """Yield every row, an empty one as (); a merged cell's value is repeated in all of its cells."""
    sheet.reset_dimensions()
    opens: dict[int, list[tuple[int, int, int, int]]] = {}
    for area in merged:
        opens.setdefault(area[1], []).append(area)
    held: list[tuple[tuple[int, int, int, int], Any]] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        if cells.count(None) == len(cells) and not held:
            yield number, ()
            continue
        held = [(area, value) for area, value in held if area[3] >= number]
        own = any(value not in (None, "") for value in cells)
        for area in opens.get(number, ()):
            value = cells[area[0] - 1] if area[0] <= len(cells) else None
            if value not in (None, ""):
                held.append((area, value))
        if not own:
            yield number, ()
            continue
        if held:
            row = list(cells)
            for area, value in held:
                for place in range(area[0] - 1, min(area[2], len(row))):
                    row[place] = value
            cells = tuple(row)
        yield number, _trimmed(cells)


def _trimmed(cells: Cells) -> Cells:
    last = len(cells)
    while last and cells[last - 1] is None:
        last -= 1
    return cells[:last]


def column_letter(place: int) -> str:
    """Return the letter of the column that is `place` columns from the first."""
    return str(get_column_letter(place + 1))
