"""Sheets as people keep them: titles above, headings in two rows, totals below, a sheet for a class."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from contingent.remarks import STUDENT, remark
from contingent.services.people_import.headers import Column, columns_of, names_student
from contingent.services.people_import.names import group_name, looks_like_group
from contingent.services.people_import.rows import Reader, Row
from contingent.sheets.headings import HEADINGS_WITHIN, headings_of
from contingent.sheets.values import as_text
from contingent.sheets.workbook import RawSheet

OF_GROUP = {"group", "form", "order", "starts", "level", "letter"}
TOTALS = re.compile(
    r"^(итого|всего|в том числе|из них|количество|директор|зам|кл(ассный|\.)? рук\w*|куратор|секретарь|дата)\b", re.I
)
REPRESENTATIVES = re.compile(r"представител|родител|законн", re.I)


@dataclass
class SheetReport:
    """How a sheet was understood: shown to the person, and needed for the corrected copy.

    `repeated` are filled columns that hold what another column holds: (letter, heading) of the one
    that is read and of the other.
    """

    name: str
    columns: list[dict[str, Any]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    repeated: list[tuple[str, str, str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    group: str = ""
    has_group_column: bool = False
    of_representatives: bool = False
    is_read: bool = False


def read_sheets(
    sheets: Sequence[RawSheet], today: date, *, contacts_optional: bool
) -> tuple[list[SheetReport], list[Row]]:
    """Return how each sheet was understood, and all rows; representatives are put beside their students."""
    reports: list[SheetReport] = []
    students: list[Row] = []
    others: list[Row] = []
    for sheet in sheets:
        report, rows = read_sheet(sheet, today, contacts_optional=contacts_optional, single=len(sheets) == 1)
        reports.append(report)
        (others if report.of_representatives else students).extend(rows)
    join_representatives(students, others)
    return reports, students + [row for row in others if row.is_rejected]


def read_sheet(sheet: RawSheet, today: date, *, contacts_optional: bool, single: bool) -> tuple[SheetReport, list[Row]]:
    """Return how the sheet was understood and its rows; no rows when it has no headings of ours."""
    report = SheetReport(sheet.name)
    found = find_headings(sheet)
    if found is None:
        return report, []
    start, told, headers = found
    columns = read_of(told)
    fields = {(column.person, column.field) for column in columns}
    report.is_read = True
    report.columns = [asdict(column) for column in columns]
    known = {column.place for column in columns}
    report.ignored = list(dict.fromkeys(text for place, _l, text in headers if place not in known))
    report.repeated = _repeated(sheet, start, told)
    report.has_group_column = (STUDENT, "group") in fields
    report.of_representatives = _of_representatives(sheet.name, fields)
    report.group = "" if report.has_group_column else _group_above(sheet, start, single)
    if not report.of_representatives:
        wanted = ("group",) if contacts_optional else ("email", "phone", "group")
        report.missing = [
            (STUDENT, name)
            for name in wanted
            if (STUDENT, name) not in fields and not (name == "group" and report.group)
        ]
    report.missing += [
        (person, name)
        for person in dict.fromkeys(column.person for column in columns if column.person != STUDENT)
        for name in ("email", "phone")
        if (person, name) not in fields
    ]
    rows = _rows(sheet, start, Reader(sheet, columns, today), report, headers)
    if (STUDENT, "group") in report.missing and any(row.group for row in rows):
        report.missing.remove((STUDENT, "group"))
    return report, rows


def find_headings(sheet: RawSheet) -> tuple[int, list[Column], list[tuple[int, str, str]]] | None:
    """Return the place of the row of headings among the rows, its columns, those that repeat too, all its headings."""
    best: tuple[int, int, list[Column], list[tuple[int, str, str]]] | None = None
    by_title = bool(REPRESENTATIVES.search(sheet.name))
    for index, (number, cells) in enumerate(sheet.rows[:HEADINGS_WITHIN]):
        for above in (None, sheet.rows[index - 1] if index else None):
            headers = headings_of(sheet, number, cells, above)
            columns = columns_of(headers, by_title)
            many = len(read_of(columns))
            if names_student(columns) and many > 1 and (best is None or many > best[0]):
                best = (many, index, columns, headers)
    return best[1:] if best else None


def read_of(columns: Sequence[Column]) -> list[Column]:
    """Return the columns that are read: of those that hold the same, the first."""
    return [column for column in columns if not column.same]


def _repeated(sheet: RawSheet, start: int, columns: Sequence[Column]) -> list[tuple[str, str, str, str]]:
    """Return the columns that repeat others, where there is anything in them."""
    headers = {column.letter: column.header for column in columns}
    below = [cells for _number, cells in sheet.rows[start + 1 :]]
    return [
        (column.same, headers[column.same], column.letter, column.header)
        for column in columns
        if column.same and any(column.place < len(cells) and as_text(cells[column.place]) for cells in below)
    ]


def _of_representatives(name: str, fields: set[tuple[str, str]]) -> bool:
    """Whether the sheet tells of representatives of students who are on other sheets."""
    has = any(person != STUDENT for person, _field in fields)
    of_student = {field for person, field in fields if person == STUDENT}
    return has and (bool(REPRESENTATIVES.search(name)) and not of_student & {"email", "phone"})


def _group_above(sheet: RawSheet, start: int, single: bool) -> str:
    """Return the group that the sheet's name or a title above the headings tells."""
    for _number, cells in sheet.rows[:start]:
        for text in dict.fromkeys(as_text(value) for value in cells if value):
            found = re.search(r"\b(?:класса?|групп[аыеу])\b\s*:?\s*([\w\-–/ «»\"“”]{1,30})$", text, re.I)
            if found and looks_like_group(found[1]):
                return group_name(found[1])
            if found := re.search(r"\b(\d{1,2}\s*[-–]?\s*[«\"“]?[А-Яа-я][»\"”]?)\s+класс", text):
                return group_name(found[1])
            if looks_like_group(text):
                return group_name(text)
    return group_name(sheet.name) if looks_like_group(sheet.name) else ""


def _rows(
    sheet: RawSheet, start: int, reader: Reader, report: SheetReport, headers: list[tuple[int, str, str]]
) -> list[Row]:
    rows: list[Row] = []
    group = report.group
    heading = {text for _p, _l, text in headers}
    name_places = {c.place for c in reader.columns if c.person == STUDENT and c.field in ("full_name", "last_name")}
    for number, cells in sheet.rows[start + 1 :]:
        told = [as_text(value) for value in cells]
        texts = {text for text in told if text}
        if _is_service([text for text in told if text], texts, heading):
            if not texts <= heading:
                _note(report, number, texts)
            continue
        ours = [c for c in reader.columns if c.place < len(told) and re.search(r"\w", told[c.place])]
        if len(texts) == 1 and (text := next(iter(texts))) and looks_like_group(text):
            group = "" if report.has_group_column else text
            _note(report, number, texts)
            continue
        named = any(c.place in name_places for c in ours)
        if not named and {c.person for c in ours} <= {STUDENT} and {c.field for c in ours} <= OF_GROUP:
            _note(report, number, texts)
            continue
        row = reader.read(number, cells, group)
        if rows and _continues(sheet, number, name_places, named, ours):
            _append(rows[-1], row)
        else:
            rows.append(row)
    return rows


def _is_service(told: Sequence[str], texts: set[str], heading: set[str]) -> bool:
    """Whether the row is not a person: repeated headings, numbers of columns, a total, a signature."""
    first = told[0] if told else ""
    if texts <= heading or (len(texts) > 2 and len(texts & heading) >= len(texts) - 1):
        return True
    if len(told) > 2 and list(told) == [str(n) for n in range(1, len(told) + 1)]:
        return True
    return bool(TOTALS.match(first)) and len(texts) <= 4 and not any("@" in text for text in texts)


def _continues(sheet: RawSheet, number: int, places: set[int], named: bool, ours: list[Column]) -> bool:
    """Whether the row only adds a representative to the student of the row above."""
    if not named:
        return any(c.person != STUDENT for c in ours)
    return any(
        left == right == place + 1 and top < number <= bottom
        for left, top, right, bottom in sheet.merged
        for place in places
    )


def _append(row: Row, more: Row) -> None:
    own = {person.full_name for person in row.representatives}
    row.representatives += [person for person in more.representatives if person.full_name not in own]
    own_cells = set(more.student.cells.values())
    row.remarks += [found for found in more.remarks if found["cell"] not in own_cells]


def _note(report: SheetReport, number: int, texts: set[str]) -> None:
    if len(report.passed_over) < 200:
        report.passed_over.append(f"{number}: {', '.join(sorted(texts))}"[:120])


def join_representatives(students: list[Row], others: list[Row]) -> None:
    """Put the representatives of a separate sheet beside their students of the other sheets."""
    numbers = {row.outside_id: [row] for row in students if row.outside_id}
    by_name: dict[str, list[Row]] = {}
    for row in students:
        by_name.setdefault(_key(row), []).append(row)
    for row in others:
        fits = numbers.get(row.outside_id) if row.outside_id else None
        if fits is None:
            fits = by_name.get(_key(row), [])
            for name in ("birth_date", "group"):
                if told := getattr(row, name):
                    fits = [student for student in fits if getattr(student, name) in ("", told)]
        if len(fits) == 1:
            if row.is_rejected:
                continue
            _append(fits[0], row)
        elif row.student.last_name:
            code = "several_such_students" if fits else "no_such_student"
            row.remarks.append(remark(code, row.student.cells.get("full_name") or row.cell("last_name")))
        elif not row.is_rejected:
            row.remarks.append(remark("missing_last_name", row.at))


def _key(row: Row) -> str:
    return row.student.full_name.lower().replace("ё", "е")
