"""Which rows of a table are sections and which are topics (R52).

Tables of thematic plans differ: columns are known by their headings, else by what stands in them
(topic_columns); a theme that takes several rows is read whole (topic_themes).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from curriculum.tables import Above, Cells
from curriculum.topic_columns import (
    CONTENT,
    NAME,
    NUMBER,
    SECTION,
    SECTION_ROW,
    THEME_ROW,
    Columns,
    find_columns,
    hours_in,
)
from curriculum.topic_themes import ReadRow, theme_rows

TOTAL_ROW = re.compile(r"^(итого|всего|общее кол|total)", re.IGNORECASE)
NUMBER_OF = re.compile(r"^(?:(?:раздел|тема|глава)\s*№?\s*)?(\d{1,3}(?:\.\d{1,3})*)(?=[\s.)]|$)", re.IGNORECASE)


@dataclass
class Read:
    """What a table holds: its rows, and the rows left out, as they stand."""

    rows: list[ReadRow] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass
class Theme:
    """A row that names something, with the rows that go on with it; `number` as it is numbered: 1.2 → (1, 2)."""

    name: str
    over: str
    lines: list[Cells]
    number: tuple[int, ...] = ()
    is_section: bool = False


def read_topics(table: Sequence[Cells]) -> Read:
    """Return the sections and topics of the table."""
    columns, first = find_columns(table)
    read, section = Read(), ""
    themes = themes_of(table[first:], columns, read.left_out)
    for place, theme in enumerate(themes):
        if theme.over and theme.over not in (section, theme.name):
            section = theme.over
            read.rows.append(ReadRow(True, section[:300]))
        if theme.is_section or is_over(themes, place, columns):
            section = theme.name
            read.rows.append(ReadRow(True, section[:300]))
            theme.lines = theme.lines[1:]
            if not theme.lines:
                continue
        read.rows += theme_rows(theme.name, theme.lines, columns)
    return read


def themes_of(rows: Sequence[Cells], columns: Columns, left_out: list[str]) -> list[Theme]:
    """Return the rows gathered by what they are about; totals go to those left out."""
    found: list[Theme] = []
    for row in rows:
        said = [cell for cell in row if cell and not isinstance(cell, Above)]
        name = columns.own(row, NAME) or columns.own(row, SECTION)
        if not name and len(said) == 1 and not columns.own(row, CONTENT) and hours_in(said[0]) is None:
            name = said[0]
        if not said or is_numbering(said):
            continue
        if TOTAL_ROW.match(said[0]) or TOTAL_ROW.match(name):
            left_out.append(" · ".join(dict.fromkeys(said))[:120])
        elif name:
            is_section = bool(SECTION_ROW.match(name)) or (columns.has_hours and is_heading(row, columns))
            number = NUMBER_OF.match(columns.own(row, NUMBER)) or NUMBER_OF.match(name)
            steps = tuple(map(int, number[1].split("."))) if number else ()
            found.append(Theme(name, columns.cell(row, SECTION), [row], steps, is_section))
        elif found:
            found[-1].lines.append(row)
        else:
            left_out.append(" · ".join(dict.fromkeys(said))[:120])
    return found


def is_numbering(said: Sequence[str]) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3."""
    return len(said) > 1 and list(said) == [str(n) for n in range(1, len(said) + 1)]


def is_heading(row: Cells, columns: Columns) -> bool:
    """Whether the row has words and neither hours nor a kind: a section, as a merged row or alone."""
    said = {cell for place, cell in enumerate(row) if cell and place != columns.places.get(NUMBER)}
    return len(said) == 1 and hours_in(next(iter(said))) is None


def is_over(themes: Sequence[Theme], place: int, columns: Columns) -> bool:
    """Whether the row holds the rows after it: 1 before 1.1, or a theme with the hours of the lessons under it."""
    theme, after = themes[place], themes[place + 1 : place + 2]
    if not after or len(theme.lines) > 1 or after[0].is_section:
        return False
    if theme.number and after[0].number[:-1] == theme.number:
        return True
    if not THEME_ROW.match(theme.name) or THEME_ROW.match(after[0].name):
        return False
    under = Decimal(0)
    for row in themes[place + 1 :]:
        if row.is_section or THEME_ROW.match(row.name):
            break
        under += sum((hours for line in row.lines for hours in taught(line, columns)), Decimal(0))
    return under > 0 and under == sum(taught(theme.lines[0], columns), Decimal(0))


def taught(row: Cells, columns: Columns) -> list[Decimal]:
    """Return the hours of a row, of whatever kind."""
    return list(columns.hours(row).values()) or [hours for hours in [columns.total(row)] if hours]
