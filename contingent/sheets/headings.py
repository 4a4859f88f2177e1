"""Finding the row of headings among titles and notes, and which column holds what, however it is worded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contingent.sheets.values import as_text
from contingent.sheets.workbook import RawSheet, column_letter

HEADINGS_WITHIN = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A recognised column of a table: whose field it holds; `place` counts from 0."""

    place: int
    letter: str
    header: str
    field: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a sheet: at which of the sheet's rows its headings are, its columns, headings not known."""

    start: int
    columns: tuple[Found, ...]
    unknown: tuple[str, ...]

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns}


def find_table(
    sheet: RawSheet, words: Mapping[str, str], needed: Sequence[str] = (), exact: Mapping[str, str] | None = None
) -> Table | None:
    """Return the table whose headings tell the most of our fields; None when not all needed ones are told.

    `words` gives each field, in order of precedence, a pattern of its heading as `plain` leaves it:
    small letters, ё as е, signs as single spaces. `exact` says by whole headings, and comes first.
    """
    best: Table | None = None
    for index, (number, cells) in enumerate(sheet.rows[:HEADINGS_WITHIN]):
        for above in (None, sheet.rows[index - 1] if index else None):
            table = _table(index, headings_of(sheet, number, cells, above), words, exact or {})
            if set(needed) <= table.fields and table.columns and (not best or len(table.columns) > len(best.columns)):
                best = table
    return best


def _table(
    index: int, headers: Sequence[tuple[int, str, str]], words: Mapping[str, str], exact: Mapping[str, str]
) -> Table:
    columns: list[Found] = []
    unknown: list[str] = []
    taken: set[str] = set()
    for place, letter, header in headers:
        text = plain(header)
        field = exact.get(text, "")
        if not field or field in taken:
            field = next((name for name, words_ in words.items() if name not in taken and re.search(words_, text)), "")
        if field and len(text) <= 120:
            taken.add(field)
            columns.append(Found(place, letter, header, field))
        else:
            unknown.append(header)
    return Table(index, tuple(columns), tuple(dict.fromkeys(unknown)))


def plain(header: str) -> str:
    """Return the heading in small letters, ё as е, signs as single spaces."""
    text = header.lower().replace("ё", "е").replace("№", " номер ")
    return " ".join(re.sub(r"[^\w]+|_", " ", text).split())


def headings_of(
    sheet: RawSheet, number: int, cells: Sequence[Any], above: tuple[int, Sequence[Any]] | None
) -> list[tuple[int, str, str]]:
    """Return the texts of a row of headings, each with the wider heading above it before it."""
    found = []
    for place, value in enumerate(cells):
        text = as_text(value) if isinstance(value, str) else ""
        if above and above[0] == number - 1:
            upper = as_text(above[1][place]) if place < len(above[1]) else ""
            wide = any(
                left <= place + 1 <= right and top <= number - 1 <= bottom < number and 1 <= right - left <= 8
                for left, top, right, bottom in sheet.merged
            )
            if wide and upper and upper != text:
                text = f"{upper} {text}".strip()
        if text:
            found.append((place, column_letter(place), text))
    return found
