"""Which rows of a table are sections and which are topics, and what their cells mean (R52).

Tables of thematic plans differ: columns are known by their headings, else by what stands in them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from curriculum.enums import HoursKind, PlannedWorkKind
from curriculum.tables import Cells

NAME, HOURS, KIND, HOMEWORK, CONTENT, NUMBER, SECTION, SKIPPED = (
    "name", "hours", "kind", "homework", "content", "number", "section", "skipped",
)  # fmt: skip
KIND_WORDS = (
    (HoursKind.INDEPENDENT, r"самост|внеауд|срс\b|independent"),
    (HoursKind.COURSE_WORK, r"курсов"),
    (HoursKind.CONSULTATION, r"консульт"),
    (HoursKind.ATTESTATION, r"аттестац|зач[её]т|экзамен"),
    (HoursKind.PRACTICE, r"практ|лабор|\bлр\b|\bпр\b|\bпз\b|\bлпз\b|семинар"),
    (HoursKind.THEORY, r"теор|лекц|урок|комбинир|theory"),
)
WORK_WORDS = (
    (PlannedWorkKind.CONTROL, r"^контрольн\w* работ"),
    (PlannedWorkKind.TEST, r"^(тест\b|тестирован|проверочн)"),
    (PlannedWorkKind.DICTATION, r"^(контрольн\w* )?диктант"),
    (PlannedWorkKind.ESSAY, r"^(сочинени|изложени)"),
    (PlannedWorkKind.DIAGNOSTIC, r"^диагностическ"),
)
HEADINGS = (
    (NUMBER, r"^(№|n\b|no\b|п/п|номер)"),
    (SKIPPED, r"дата|недел|уровень|примечан|оборудован|литератур|осваиваем|компетенц|эор|электронн"),
    (HOMEWORK, r"домашн|^д/?з\b|homework"),
    (HOURS, r"час|кол-?во|количеств|об[ъь]?[её]м|hours|^всего"),
    (KIND, r"^(вид|тип|форма)\b|kind"),
    (NAME, r"тем[аыу]\b|наименован|название|topic"),
    (SECTION, r"^(раздел|глава)|section"),
    (CONTENT, r"содержан|основн|деятельн|content"),
)
SECTION_ROW = re.compile(r"^(раздел|глава|модуль|блок|section)\b", re.IGNORECASE)
TOTAL_ROW = re.compile(r"^(итого|всего|общее кол|total)", re.IGNORECASE)
NUMBERED = re.compile(r"^\d{1,3}([.)]\s*|\s+[-–—]\s+)(?=\D)")
LARGEST = Decimal(500)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that was understood: a section, or a topic with hours and kind; `note` says what was guessed."""

    is_section: bool
    name: str
    hours: Decimal = Decimal(1)
    kind: HoursKind = HoursKind.THEORY
    homework: str = ""
    content: str = ""
    work: PlannedWorkKind | None = None
    note: bool = False


@dataclass
class Read:
    """What a table holds: its rows, and the rows left out, as they stand."""

    rows: list[ReadRow] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass
class Columns:
    """Which column means what; `kinds` are columns with hours of one kind."""

    places: dict[str, int]
    kinds: dict[int, HoursKind]

    def cell(self, row: Cells, name: str) -> str:
        place = self.places.get(name, -1)
        return row[place] if 0 <= place < len(row) else ""


def read_topics(table: Sequence[Cells]) -> Read:
    """Return the sections and topics of the table."""
    columns, first = find_columns(table)
    read, section = Read(), ""
    has_hours = HOURS in columns.places or bool(columns.kinds)
    for row in table[first:]:
        name = columns.cell(row, NAME) or columns.cell(row, SECTION)
        said = [cell for cell in row if cell]
        if not name and len(said) == 1:
            name = said[0]
        if not name or TOTAL_ROW.match(said[0]) or TOTAL_ROW.match(name) or is_numbering(row):
            read.left_out.append(" · ".join(said)[:120])
            continue
        over = columns.cell(row, SECTION)
        if over and over not in (section, name):
            section = over
            read.rows.append(ReadRow(True, over[:300]))
        if SECTION_ROW.match(name) or (has_hours and is_heading(row, columns)):
            read.rows.append(ReadRow(True, name[:300]))
        else:
            read.rows += topics_of(row, name, columns)
    return read


def is_numbering(row: Cells) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3."""
    said = [cell for cell in row if cell]
    return len(said) > 1 and said == [str(n) for n in range(1, len(said) + 1)]


def is_heading(row: Cells, columns: Columns) -> bool:
    """Whether the row has words and neither hours nor a kind: a section, as a merged row or alone."""
    said = {cell for place, cell in enumerate(row) if cell and place != columns.places.get(NUMBER)}
    return len(said) == 1 and hours_in(next(iter(said))) is None


def topics_of(row: Cells, name: str, columns: Columns) -> list[ReadRow]:
    """Return the topics of a row: one, or one for each kind that has hours."""
    texts = columns.cell(row, HOMEWORK), columns.cell(row, CONTENT)
    plain = NUMBERED.sub("", name)[:500]
    work = next((kind for kind, words in WORK_WORDS if re.search(words, plain.lower())), None)
    told = kind_in(columns.cell(row, KIND)) or kind_in(plain.split("«")[0][:40], of_name=True)
    found = [
        (kind, hours)
        for place, kind in columns.kinds.items()
        if place < len(row) and (hours := hours_in(row[place])) is not None
    ]
    if not found:
        hours = hours_in(columns.cell(row, HOURS))
        return [ReadRow(False, plain, hours or Decimal(1), told or HoursKind.THEORY, *texts, work, hours is None)]
    return [
        ReadRow(False, plain, hours, kind, *(texts if turn == 0 else ("", "")), work if turn == 0 else None)
        for turn, (kind, hours) in enumerate(found)
    ]


def hours_in(text: str) -> Decimal | None:
    """Return the hours a cell tells: «2», «1,5», «2 ч.»; None when it tells none."""
    match = re.fullmatch(r"(\d{1,3}(?:[.,]\d)?)\d*\s*(ч|час\w*|h)?\.?", text.strip().lower())
    try:
        hours = Decimal(match[1].replace(",", ".")) if match else None
    except InvalidOperation:
        return None
    return hours if hours and hours <= LARGEST else None


def kind_in(text: str, *, of_name: bool = False) -> HoursKind | None:
    """Return the kind of hours that the words tell; in a topic's name only its first words do."""
    lowered = text.lower()
    if of_name and not re.match(
        r"(практическ|лабораторн|самостоятельн\w* работ|консульт|курсов|зач[её]т|дифференц\w* зач|экзамен|семинар)",
        NUMBERED.sub("", lowered),
    ):
        return None
    return next((kind for kind, words in KIND_WORDS if re.search(words, lowered)), None)


def find_columns(table: Sequence[Cells]) -> tuple[Columns, int]:
    """Return which columns mean what, and the number of the first row after the headings."""
    for number, row in enumerate(table[:10]):
        places, kinds = headings(row)
        if NAME in places and (len(places) > 1 or kinds):
            return _second_heading(table, number, Columns(places, kinds))
        if SECTION in places and HOURS in places:
            places[NAME] = places.pop(SECTION)
            return _second_heading(table, number, Columns(places, kinds))
    return guessed(table), 0


def headings(row: Cells) -> tuple[dict[str, int], dict[int, HoursKind]]:
    """Return what the cells of a row mean as headings."""
    places: dict[str, int] = {}
    kinds: dict[int, HoursKind] = {}
    for place, cell in enumerate(row):
        text = cell.lower()
        if len(text) > 120 or not text:
            continue
        kind = kind_in(text)
        if kind and not re.search(r"вид|тип|форма|тем[аы]|наимен|содержан", text):
            kinds[place] = kind
            continue
        means = next((name for name, words in HEADINGS if re.search(words, text)), "")
        if means:
            places.setdefault(means, place)
    return places, kinds


def _second_heading(table: Sequence[Cells], number: int, columns: Columns) -> tuple[Columns, int]:
    """Take in a second row of headings: «Количество часов» over «теория», «практика»."""
    following = table[number + 1] if number + 1 < len(table) else []
    if not any(hours_in(cell) for cell in following):
        places, kinds = headings(following)
        total = next((place for place, cell in enumerate(following) if re.match(r"всего|общ", cell.lower())), None)
        if kinds or total is not None:
            columns.kinds |= kinds
            if total is not None:
                columns.places[HOURS] = total
            elif columns.places.get(HOURS) in kinds:
                del columns.places[HOURS]
            columns.places |= {name: place for name, place in places.items() if name not in columns.places}
            number += 1
    return columns, number + 1


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
    named = [place for place in texts if place not in told] or list(texts)
    places = {NAME: max(named, key=lambda place: texts[place], default=0)}
    if left := sorted(numeric - counting) or (sorted(numeric)[1:] if len(numeric) > 1 else []):
        places[HOURS] = left[0]
    for place in sorted(texts):
        if place != places[NAME] and KIND not in places:
            if place in told:
                places[KIND] = place
            elif place > places[NAME]:
                places.setdefault(HOMEWORK, place)
    return Columns(places, {})


def is_counting(cells: Sequence[str]) -> bool:
    """Whether the cells number the rows: each a larger number than the one before."""
    numbers = [int(cell.rstrip(".")) for cell in cells if cell.rstrip(".").isdecimal()]
    return len(numbers) > 2 and all(one < other for one, other in pairwise(numbers))
