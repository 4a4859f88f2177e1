"""What the columns of a table of topics mean: by their headings, else by what stands in them (R52)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from curriculum.enums import HoursKind
from curriculum.tables import Above, Cells

NAME, HOURS, KIND, HOMEWORK, CONTENT, NUMBER, SECTION, WORKS, ELEMENTS, SKIPPED = (
    "name", "hours", "kind", "homework", "content", "number", "section", "works", "elements", "skipped",
)  # fmt: skip
KIND_WORDS = (
    (HoursKind.INDEPENDENT, r"самост|внеауд|срс\b|independent"),
    (HoursKind.COURSE_WORK, r"курсов"),
    (HoursKind.CONSULTATION, r"консульт"),
    (HoursKind.ATTESTATION, r"аттестац|зач[её]т|экзамен"),
    (HoursKind.PRACTICE, r"практ|лабор|\bлр\b|\bпр\b|\bпз\b|\bлпз\b|семинар"),
    (HoursKind.THEORY, r"теор|лекц|урок|комбинир|theory"),
)
KIND_OF_NAME = re.compile(
    r"(практическ|лабораторн|самостоятельн\w* работ|консульт|курсов|зач[её]т|дифференц\w* зач|экзамен|семинар"
    r"|(промежуточн|итогов)\w* аттестац)"
)
HEADINGS = (
    (NUMBER, r"^(№|n\b|no\b|п/п|номер)"),
    (WORKS, r"^(в т\.?\s?ч\.?\s*)?контрольн"),
    (HOMEWORK, r"домашн|^д/?з\b|homework"),
    (ELEMENTS, r"кодификатор|^кэс\b|элемент\w* содерж|код\w* (\w+ )*элемент"),
    (SKIPPED, r"дата|недел|уровень|примечан|оборудован|литератур|осваиваем|компетенц|эор|электронн|практическ\w+ подг"
              r"|(форм|вид)\w* контрол|^вид\w*, форм"),
    (HOURS, r"час|кол-?во|количеств|об[ъь]?[её]м|hours|^всего|нагрузк|аудиторн"),
    (KIND, r"^(вид|тип|форма)\b|kind"),
    (NAME, r"тем[аыу]\b|наименован|название|topic"),
    (SECTION, r"^(раздел|глава)|section"),
    (CONTENT, r"содержан|основн|деятельн|content"),
)  # fmt: skip
BEFORE_KINDS = (NUMBER, WORKS, HOMEWORK, ELEMENTS, SKIPPED)
"""Headings that are these even where they name a kind: «№ урока», «Дата занятия»."""
HOURS_FIRST = re.compile(r"^(об[ъь]?[её]м|кол-?во|количеств|всего)")
SECTION_ROW = re.compile(r"^(раздел|глава|модуль|блок|section)\b", re.IGNORECASE)
THEME_ROW = re.compile(r"^тема\s*№?\s*\d", re.IGNORECASE)
NUMBERED = re.compile(r"^\d{1,3}([.)]\s*|\s+[-–—]\s+)(?=\D)")
LARGEST = Decimal(500)
LONG = 120
WITHIN = re.compile(r"макс|общ|^всего")
"""Headings of hours that hold independent work too."""


@dataclass
class Columns:
    """Which column means what; `kinds` are columns with hours of one kind; `holds_alone`: «total» holds
    independent work."""

    places: dict[str, int]
    kinds: dict[int, HoursKind] = field(default_factory=dict)
    holds_alone: bool = False

    def cell(self, row: Cells, name: str) -> str:
        """Return the text of the column in the row."""
        place = self.places.get(name, -1)
        return row[place] if 0 <= place < len(row) else ""

    def own(self, row: Cells, name: str) -> str:
        """Return the text of the column unless it is that of the row above."""
        text = self.cell(row, name)
        return "" if isinstance(text, Above) else text

    def hours(self, row: Cells) -> dict[HoursKind, Decimal]:
        """Return the hours that the row tells of by kind: by columns, and what is left of its total as theory."""
        found: dict[HoursKind, Decimal] = {}
        for place, kind in self.kinds.items():
            if place < len(row) and (hours := hours_of(row[place])) is not None:
                found[kind] = found.get(kind, Decimal(0)) + hours
        total = self.total(row)
        if total is None or HoursKind.THEORY in self.kinds.values():
            return found
        taught = {kind: hours for kind, hours in found.items() if kind != HoursKind.INDEPENDENT or self.holds_alone}
        left = total - sum(taught.values(), Decimal(0))
        if total <= 1 and left > 0:
            return {HoursKind.THEORY: total}
        found = found | {HoursKind.THEORY: left} if found and left > 0 else found
        return {kind: found[kind] for kind in HoursKind if kind in found}

    @property
    def has_hours(self) -> bool:
        """Whether some column tells hours."""
        return HOURS in self.places or bool(self.kinds)

    def total(self, row: Cells) -> Decimal | None:
        """Return the hours of the row's own column of hours."""
        return hours_of(self.cell(row, HOURS))


def hours_of(cell: str) -> Decimal | None:
    """Return the hours a cell tells that is not one with the cell above."""
    return None if isinstance(cell, Above) else hours_in(cell)


def hours_in(text: str) -> Decimal | None:
    """Return the hours a text tells: «2», «1,5», «2 ч.», «8/4» of which 4 are practice; None when it tells none."""
    pattern = r"(\d{1,3}(?:[.,]\d)?)\d*\s*(ч|час\w*|h)?\.?(\s*[/(]\s*\d{0,3}([.,]\d)?[-–—]?\s*\)?)?"
    match = re.fullmatch(pattern, text.strip().lower())
    hours = Decimal(match[1].replace(",", ".")) if match else None
    return hours if hours and hours <= LARGEST else None


def kind_in(text: str, *, of_name: bool = False) -> HoursKind | None:
    """Return the kind of hours that the words tell; in a topic's name only its first words do."""
    lowered = text.lower()
    if of_name and not KIND_OF_NAME.match(NUMBERED.sub("", lowered)):
        return None
    return next((kind for kind, words in KIND_WORDS if re.search(words, lowered)), None)


def find_columns(table: Sequence[Cells]) -> tuple[Columns, int]:
    """Return which columns mean what, and the number of the first row after the headings."""
    for number, row in enumerate(table[:10]):
        columns = headings(row)
        if NAME not in columns.places and {SECTION, HOURS} <= columns.places.keys():
            columns.places[NAME] = columns.places.pop(SECTION)
        if NAME in columns.places and (len(columns.places) > 1 or columns.kinds):
            return columns, _more_headings(table, number, columns)
    return guessed(table), 0


def headings(row: Cells) -> Columns:
    """Return what the cells of a row mean as headings."""
    columns = Columns({})
    for place, cell in enumerate(row):
        text = cell.lower()
        if not text or isinstance(cell, Above):
            continue
        means = HOURS if HOURS_FIRST.match(text) else ""
        means = means or next((name for name, words in HEADINGS if re.search(words, text[:LONG])), "")
        known = means in BEFORE_KINDS or HOURS_FIRST.match(text) or len(text) > LONG
        if not known and (kind := kind_in(text)) and not re.search(r"вид|тип|форм|тем[аы]|наимен|содержан", text):
            columns.kinds[place] = kind
            continue
        if means and columns.places.setdefault(means, place) == place and means == HOURS:
            columns.holds_alone = bool(WITHIN.search(text))
    return columns


def _more_headings(table: Sequence[Cells], number: int, columns: Columns) -> int:
    """Take in further rows of headings, «Количество часов» over «теория», «практика»; return the row after them."""
    for row in table[number + 1 : number + 3]:
        said = {cell for cell in row if cell and not isinstance(cell, Above)}
        if len(said) < 2 or any(len(cell) > LONG or hours_in(cell) or is_row(cell) for cell in said):
            break
        more = headings(row)
        if not more.kinds and HOURS not in more.places:
            break
        number += 1
        columns.kinds |= more.kinds
        if HOURS in more.places:
            columns.places[HOURS], columns.holds_alone = more.places[HOURS], more.holds_alone
        elif columns.places.get(HOURS) in more.kinds:
            del columns.places[HOURS]
        columns.places |= {name: place for name, place in more.places.items() if name not in columns.places}
    return number + 1


def is_row(text: str) -> bool:
    """Whether the text begins a section or a theme, whatever stands beside it."""
    return bool((SECTION_ROW.match(text) and len(text) > 10) or THEME_ROW.match(text))


def guessed(table: Sequence[Cells]) -> Columns:
    """Return the columns of a table without headings, by what stands in them."""
    width = max((len(row) for row in table), default=0)
    columns = [[row[place] for row in table if place < len(row) and row[place]] for place in range(width)]
    numeric = {
        place
        for place, cells in enumerate(columns)
        if cells and sum(hours_in(cell) is not None for cell in cells) >= 0.6 * len(cells)
    }
    counting = {place for place in numeric if is_counting(columns[place])}
    texts = {
        place: sum(map(len, cells)) / max(1, sum(1 for row in table if any(row)))
        for place, cells in enumerate(columns)
        if place not in numeric and cells
    }
    told = [place for place in texts if all(len(cell) < 30 and kind_in(cell) for cell in columns[place])]
    return Columns(_named(texts, told, sorted(numeric - counting) or sorted(numeric)[1:]))


def _named(texts: Mapping[int, float], told: Sequence[int], hours: Sequence[int]) -> dict[str, int]:
    """Return the longest text as the name, the first number as hours, words of a kind as the kind."""
    named = [place for place in texts if place not in told] or list(texts)
    places = {NAME: max(named, key=lambda place: texts[place], default=0)}
    if hours:
        places[HOURS] = hours[0]
    for place in sorted(texts):
        if place != places[NAME] and KIND not in places:
            if place in told:
                places[KIND] = place
            elif place > places[NAME]:
                places.setdefault(HOMEWORK, place)
    return places


def is_counting(cells: Sequence[str]) -> bool:
    """Whether the cells number the rows: each a larger number than the one before."""
    numbers = [int(cell.rstrip(".")) for cell in cells if cell.rstrip(".").isdecimal()]
    return len(numbers) > 2 and all(one < other for one, other in pairwise(numbers))
