"""A table out of Excel or Word, from the clipboard, a text or a workbook, as rows of texts (R52)."""

import csv
from collections.abc import Sequence
from html.parser import HTMLParser
from io import StringIO

from contingent.sheets.workbook import RawSheet

MOST_ROWS = 1000
MOST_COLUMNS = 30
LONGEST = 2000

Cells = list[str]


class Above(str):
    """The text of a cell that is one with the cell above it: repeated for words, never counted twice for numbers."""

    __slots__ = ()


def tidy(text: str) -> str:
    """Return a cell's text without needless spaces."""
    return " ".join(text.replace("\xa0", " ").replace("\xad", "").split())[:LONGEST]


class _Tables(HTMLParser):
    """Collects the cells of tables: rows, with spans filled in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Cells] = []
        self.cell: list[str] | None = None
        self.row: dict[int, str] = {}
        self.spans: dict[int, tuple[int, str]] = {}
        self.size = (1, 1)
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script", "title"):
            self.silent += 1
        elif tag == "tr":
            self._end_row()
            self.row = {}
        elif tag in ("td", "th"):
            self._end_cell()
            told = dict(attrs)
            self.size = (_span(told.get("rowspan")), _span(told.get("colspan")))
            self.cell = []
        elif tag in ("br", "p", "div", "li") and self.cell is not None:
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "title"):
            self.silent = max(0, self.silent - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is None:
            return
        place = self._free()
        text = tidy("".join(self.cell))
        rows, columns = self.size
        for column in range(place, min(place + columns, MOST_COLUMNS)):
            self.row[column] = text
            if rows > 1:
                self.spans[column] = (rows, text)
        self.cell = None

    def _free(self) -> int:
        place = 0
        while place in self.row or (place in self.spans and self.spans[place][0] > 0):
            if place not in self.row:
                self._take_span(place)
            place += 1
        return place

    def _take_span(self, place: int) -> None:
        self.row[place] = Above(self.spans[place][1])

    def _end_row(self) -> None:
        self._end_cell()
        if not self.row:
            return
        for place in [place for place, (left, _text) in self.spans.items() if left > 0]:
            if place not in self.row:
                self._take_span(place)
        self.spans = {place: (left - 1, text) for place, (left, text) in self.spans.items() if left > 1}
        width = max(self.row) + 1
        if len(self.rows) < MOST_ROWS:
            self.rows.append([self.row.get(column, "") for column in range(width)])
        self.row = {}


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 500) if text and text.isascii() and text.isdigit() and len(text) < 5 else 1


def read_html(text: str) -> list[Cells]:
    """Return the rows of the tables in what Excel, Word or a browser puts on the clipboard."""
    found = _Tables()
    found.feed(text)
    found.close()
    found._end_row()
    return [row for row in found.rows if any(row)]


def read_text(text: str) -> list[Cells]:
    """Return the rows of a table copied as text: tabs between cells, quotes round cells of several lines."""
    rows = []
    for row in csv.reader(StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t", strict=False):
        cells = [tidy(cell) for cell in row[:MOST_COLUMNS]]
        if any(cells):
            rows.append(cells)
        if len(rows) == MOST_ROWS:
            break
    return rows


def read_sheets(sheets: Sequence[RawSheet]) -> list[Cells]:
    """Return the rows of the workbook's largest sheet."""
    sheet = max(sheets, key=lambda sheet: len(sheet.rows), default=RawSheet("", []))
    under = {
        (number, column - 1)
        for left, top, right, bottom in sheet.merged
        if bottom - top < MOST_ROWS
        for number in range(top + 1, bottom + 1)
        for column in range(left, min(right, MOST_COLUMNS) + 1)
    }
    made = []
    for number, values in sheet.rows[:MOST_ROWS]:
        texts = [tidy(_written(value)) for value in values[:MOST_COLUMNS]]
        made.append([Above(text) if (number, place) in under else text for place, text in enumerate(texts)])
    return [row for row in made if any(row)]


def _written(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def read_clipboard(html: str, text: str) -> list[Cells]:
    """Return the rows of what was pasted: its table when it has one, else its lines."""
    rows = read_html(html) if "<t" in html.lower() else []
    return rows or read_text(text)
