"""Curricula as colleges and schools keep them in Excel: which column is what, told by its heading (R44).

A college's sheet «План»: index, name, control forms (the numbers of the semesters), hours by
semester and kind. A school's: areas, subjects, hours a week in each grade.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from contingent.sheets.workbook import RawSheet, column_letter
from curriculum.enums import ControlKind, HoursKind

COLLEGE, SCHOOL = "college", "school"
HEADINGS_WITHIN, HEADING_ROWS = 40, 6
IGNORED, CODE, NAME, AREA, KIND, OPTIONAL = "", "code", "name", "area", "kind", "optional"
HOURS, CONTROL, FORMS = "h:", "c:", "forms"
ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
    "XII": 12,
}
TERM = re.compile(r"семестр\w*\s*[№.]?\s*(\d{1,2})|(\d{1,2})\s*[-–й]*\s*семестр|\bсем\.?\s*(\d{1,2})|(\d{1,2})\s*сем\b")
YEAR = re.compile(r"курс\w*\s*[№.]?\s*(\d)\b|\b(\d)\s*[-–й]*\s*курс")
WEEKS = re.compile(r"(\d{1,2}(?:[.,]\d)?)\s*нед")
GRADE = re.compile(r"^(?:\D*\s)?(\d{1,2}|[IVX]+)\s*[-«\"]?([а-яa-z]?)[»\"]?\s*(?:класс\w*|кл\.?)?$", re.I)
KIND_WORDS = (
    (HoursKind.CONSULTATION, r"конс"),
    (HoursKind.ATTESTATION, r"п\.?\s?атт|аттест|экз|контроль"),
    (HoursKind.COURSE_WORK, r"\bкп\b|\bкр\b|курсов|\bкрп\b"),
    (HoursKind.INDEPENDENT, r"\bср\b|\bсрс\b|самост|самоподг"),
    (HoursKind.PRACTICE, r"лаб|практ|\bпр\b|\bпз\b|\bлр\b|\bлпз\b"),
    (HoursKind.THEORY, r"лек|теор|урок|\bт\b|\bлк\b"),
)
TOTAL_WORDS = re.compile(r"итого|всего|обяз|макс|объ[её]м|нагрузк|\bс преп|эксперт|по плану|^σ$|сумма", re.I)
CONTROL_WORDS = (
    (ControlKind.MODULE_EXAM, r"модул|квалиф"),
    (ControlKind.COMPLEX_EXAM, r"компл"),
    (ControlKind.EXAM, r"экз"),
    (ControlKind.GRADED_CREDIT, r"диф|с оцен|\bдз\b"),
    (ControlKind.CREDIT, r"зач"),
    (ControlKind.COURSE_WORK, r"курсов|\bкп\b|\bкр\b"),
    (ControlKind.CONTROL_WORK, r"контрольн"),
    (ControlKind.OTHER, r"друг|ин(ые|ая)|защит|тест"),
)


@dataclass
class Column:
    """A column of the sheet: what its headings say, what is in it, and what it is taken for."""

    place: int
    letter: str
    heading: str
    samples: list[str] = field(default_factory=list)
    role: str = IGNORED
    term: int | None = None
    weeks: str = ""


@dataclass
class Layout:
    """A sheet as it was understood: its columns, rows of texts by number, titles above."""

    kind: str
    sheet: str
    columns: list[Column]
    rows: list[tuple[int, list[str]]]
    titles: list[str]


@dataclass(frozen=True)
class Form:
    """A control form of the organisation, as headings may name it."""

    id: int
    kind: str
    name: str
    short: str


def tidy(value: Any) -> str:
    """Return the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else round(value, 2)
    return " ".join(str(value).replace("\xa0", " ").split())[:300]


def read_layout(sheets: Iterable[RawSheet], kind: str, forms: Sequence[Form]) -> Layout | None:
    """Return the sheet that looks most like a plan; None when no sheet has its headings."""
    found = [layout for sheet in sheets if (layout := _layout(sheet, kind, forms))]
    return max(found, key=_likeness, default=None)


def _likeness(layout: Layout) -> tuple[bool, int, int]:
    useful = sum(bool(column.role) for column in layout.columns)
    return (re.fullmatch(r"план.*|уч.*план.*", layout.sheet.lower()) is not None, useful, len(layout.rows))


def _layout(sheet: RawSheet, kind: str, forms: Sequence[Form]) -> Layout | None:
    rows = [(number, [tidy(value) for value in cells]) for number, cells in sheet.rows]
    start = next((at for at, (_n, cells) in enumerate(rows[:HEADINGS_WITHIN]) if is_heading(cells, kind)), None)
    if start is None:
        return None
    end = _first_of_data(rows, start)
    columns = _columns(rows[start:end], sheet.merged)
    guess(columns, kind, forms)
    data = rows[end:]
    for column in columns:
        told = (cells[column.place] for _n, cells in data if column.place < len(cells) and cells[column.place])
        column.samples = [text for _turn, text in zip(range(3), dict.fromkeys(told), strict=False)]
    columns = [column for column in columns if column.samples or column.role]
    titles = [text for _n, cells in rows[:start] for text in dict.fromkeys(cells) if text]
    return Layout(kind, sheet.name, columns, data, titles)


def is_heading(cells: Sequence[str], kind: str) -> bool:
    """Whether a row begins the headings of a plan."""
    texts = [cell.lower() for cell in cells if cell]
    if kind == COLLEGE:
        has_code = any(re.match(r"индекс|код\b|шифр", text) for text in texts)
        return has_code and any("наименов" in text or "дисциплин" in text for text in texts)
    has_name = any(re.search(r"предмет|курс|направлени|программ", text) and len(text) < 80 for text in texts)
    grades = sum(grade_of(text) is not None for text in texts)
    return (
        has_name and (grades >= 1 or any("класс" in text or "недел" in text for text in texts)) and len(set(texts)) > 1
    )


def _first_of_data(rows: Sequence[tuple[int, list[str]]], start: int) -> int:
    """Return the place of the first row that is not a heading."""
    heads = {text for text in rows[start][1] if text}
    for at in range(start + 1, min(start + HEADING_ROWS, len(rows))):
        cells = [text for text in rows[at][1] if text]
        if _numbers_columns(cells):
            continue
        first = next((text for text in rows[at][1][:3] if text), "")
        if first and first not in heads and not _is_heading_word(first):
            return at
    return start + 1


def _numbers_columns(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3…"""
    return len(cells) > 3 and cells[:4] == ["1", "2", "3", "4"]


def _is_heading_word(text: str) -> bool:
    return bool(
        re.match(
            r"(индекс|код|шифр|наименов|форм\w* контрол|семестр|курс \d|класс\w*|\d{1,2}( класс\w*)?)$", text.lower()
        )
    )


def _columns(rows: Sequence[tuple[int, list[str]]], merged: Sequence[tuple[int, int, int, int]]) -> list[Column]:
    """Return the columns with the headings above each, wide ones first."""
    heads = [cells for _n, cells in rows if not _numbers_columns([text for text in cells if text])]
    width = max(len(cells) for cells in heads)
    paths: list[list[str]] = [[] for _ in range(width)]
    for depth, cells in enumerate(heads):
        wide = ""
        for place in range(width):
            text = cells[place] if place < len(cells) else ""
            if text:
                wide = text
            elif depth < len(heads) - 1 and re.search(r"семестр|курс|форм\w* контрол|класс", wide.lower()):
                text = wide
            if text and text not in paths[place]:
                paths[place].append(text)
    return [
        Column(place, column_letter(place), " / ".join(path)) for place, path in enumerate(paths) if path
    ]  # fmt: skip


def guess(columns: Sequence[Column], kind: str, forms: Sequence[Form]) -> None:
    """Say of each column what it is, by its headings; no role is given twice where it can be but once."""
    taken: set[tuple[str, int | None]] = set()
    for column in columns:
        role, term = (_college if kind == COLLEGE else _school)(column.heading, forms)
        if role and (role, term) not in taken:
            column.role, column.term = role, term
            taken.add((role, term))
            if weeks := WEEKS.search(column.heading.lower()):
                column.weeks = weeks[1].replace(",", ".")


def _college(heading: str, forms: Sequence[Form]) -> tuple[str, int | None]:
    text, last = heading.lower(), heading.split(" / ")[-1].lower()
    if re.match(r"индекс|код\b|шифр", text):
        return CODE, None
    if re.match(r"вид( строки)?$", text):
        return KIND, None
    if re.match(r"вар", text):
        return OPTIONAL, None
    if re.match(r"наименов|.*дисциплин", text) and "семестр" not in text:
        return NAME, None
    if (term := term_of(text)) is not None:
        return _hours(last), term
    if role := _control(last, forms) if "контрол" in text or "аттест" in text or _control(last, forms) else "":
        return role, None
    return IGNORED, None


def term_of(text: str) -> int | None:
    """Return the semester a heading names; “курс 2, семестр 1” is the third."""
    found = TERM.search(text)
    if not found:
        return None
    number = int(next(part for part in found.groups() if part))
    year = YEAR.search(text)
    if year and number <= 2 and (course := int(next(part for part in year.groups() if part))) > 1:
        return (course - 1) * 2 + number
    return number


def _hours(last: str) -> str:
    if TERM.search(last):
        return HOURS + HoursKind.THEORY
    if TOTAL_WORDS.search(last):
        return IGNORED
    return next((HOURS + kind for kind, words in KIND_WORDS if re.search(words, last)), IGNORED)


def _control(last: str, forms: Sequence[Form]) -> str:
    """Return the role of a column of control forms: one of the organisation's, by its name or its kind."""
    if TOTAL_WORDS.search(last):
        return IGNORED
    for form in forms:
        if last.strip(" .") in (form.name.lower(), form.short.lower()):
            return f"{CONTROL}{form.id}"
    for kind, words in CONTROL_WORDS:
        if re.search(words, last):
            return next((f"{CONTROL}{form.id}" for form in forms if form.kind == kind), IGNORED)
    return IGNORED


def _school(heading: str, forms: Sequence[Form]) -> tuple[str, int | None]:
    parts = [part.lower() for part in heading.split(" / ")]
    text = parts[-1]
    if "област" in parts[0] or "направлен" in parts[0]:
        return AREA, None
    grade = grade_of(re.sub(r"\[.*|\(.*", "", text).strip())
    if grade is None and re.search(r"предмет|курс|программ|назван", parts[0]):
        return NAME, None
    if grade is not None:
        return (
            FORMS if "аттест" in heading.lower() or "контрол" in heading.lower() else HOURS + HoursKind.THEORY
        ), grade
    return IGNORED, None


def grade_of(text: str) -> int | None:
    """Return the parallel a heading names: “5”, “5 класс”, “V класс”, “5А”."""
    found = GRADE.match(re.sub(r"\s*[\[(].*", "", text.strip()))
    if not found:
        return None
    number = int(found[1]) if found[1].isdigit() else ROMAN.get(found[1].upper(), 0)
    return number if 1 <= number <= 12 else None
