"""The rows of a workbook as students and representatives, each value checked by itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from contingent.remarks import STUDENT, BadValue, Remark, remark, stops
from contingent.services.people_import import names, values
from contingent.services.people_import.headers import Column
from contingent.sheets import values as sheet_values
from contingent.sheets.workbook import RawSheet

ERRORS = re.compile(r"^#(N/A|Н/Д|REF!|ССЫЛКА!|VALUE!|ЗНАЧ!|NAME\?|ИМЯ\?|DIV/0!|ДЕЛ/0!|NULL!|NUM!)$")
KINDS = {
    "mother": "parent",
    "father": "parent",
    "representative": "parent",
    "guardian": "guardian",
    "trusted": "trusted",
}
KIN = ((r"опекун|попечител", "guardian"), (r"доверенн", "trusted"))


@dataclass(slots=True)
class Person:
    """Someone whom a row tells of; an empty text is a cell without a value."""

    last_name: str = ""
    first_name: str = ""
    patronymic: str = ""
    email: str = ""
    phone: str = ""
    kind: str = ""
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))


@dataclass(slots=True)
class Row:
    """One student of the workbook with the representatives beside them."""

    sheet: str
    number: int
    student: Person
    birth_date: str = ""
    outside_id: str = ""
    group: str = ""
    level: int | None = None
    form: str = ""
    order: str = ""
    starts: str = ""
    representatives: list[Person] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    raw: dict[str, str] = field(default_factory=dict)

    @property
    def at(self) -> str:
        """The row's address in the workbook."""
        return f"{self.sheet}!{self.number}"

    def cell(self, name: str) -> str:
        """Return the address of the student's field, of the row when it has no column."""
        return self.student.cells.get(name, self.at)

    @property
    def is_rejected(self) -> bool:
        return stops(self.remarks)


def as_json(row: Row) -> dict[str, Any]:
    """Return the row as it is kept."""
    return asdict(row)


def from_json(kept: Mapping[str, Any]) -> Row:
    """Return the row that was kept."""
    people = [Person(**person) for person in kept["representatives"]]
    return Row(**{**kept, "student": Person(**kept["student"]), "representatives": people})


class Reader:
    """Reads the rows of one sheet, whose columns are known."""

    def __init__(self, sheet: RawSheet, columns: Sequence[Column], today: date) -> None:
        self.sheet, self.today = sheet, today
        self.columns = columns
        self.persons = list(dict.fromkeys(column.person for column in columns))

    def read(self, number: int, cells: Sequence[Any], group: str) -> Row:
        """Return the row; what is wrong with its values is among its remarks."""
        row = Row(self.sheet.name, number, Person())
        for column in self.columns:
            text = sheet_values.as_text(cells[column.place] if column.place < len(cells) else None)
            if text:
                row.raw[column.letter] = text[:500]
        for name in self.persons:
            person = row.student if name == STUDENT else Person(kind=_kind(name))
            for column in self.columns:
                if column.person == name:
                    self._take(row, person, column, cells)
            told = (person.last_name, person.first_name, person.email, person.phone)
            if name != STUDENT and (any(told) or self._has_text(row, name)):
                row.representatives.append(person)
        if not row.group and group:
            self._group(row, row.student, group, row.at)
        return row

    def _has_text(self, row: Row, name: str) -> bool:
        return any(
            column.letter in row.raw for column in self.columns if column.person == name and column.field != "kind"
        )

    def _take(self, row: Row, person: Person, column: Column, cells: Sequence[Any]) -> None:
        value = cells[column.place] if column.place < len(cells) else None
        address = f"{self.sheet.name}!{column.letter}{row.number}"
        person.cells[column.field] = address
        text = sheet_values.as_text(value)
        if not re.search(r"\w", text):
            return
        try:
            if ERRORS.match(text):
                raise BadValue("formula_error", value=text)
            self._set(row, person, column.field, value, address)
        except BadValue as bad:
            row.remarks.append(remark(bad.code, address, bad.values))

    def _set(self, row: Row, person: Person, name: str, value: Any, address: str) -> None:
        text = sheet_values.as_text(value)
        if name == "full_name":
            person.last_name, person.first_name, person.patronymic = names.full_name(text)
            self._latin(row, text, address)
        elif name in ("last_name", "first_name", "patronymic"):
            setattr(person, name, names.name_part(text))
            self._latin(row, text, address)
        elif name == "phone":
            self._contact(row, person, name, values.phone, value, address)
        elif name == "email":
            self._contact(row, person, name, values.email, value, address)
        elif name == "kind":
            person.kind = next((kind for words, kind in KIN if re.search(words, text.lower())), person.kind)
        elif name in ("birth_date", "starts"):
            check = values.birth_date if name == "birth_date" else values.start_date
            setattr(row, name, check(value, self.today, self.sheet.epoch).isoformat())
        elif name == "outside_id":
            row.outside_id = sheet_values.short_text(value, 64)
        elif name == "order":
            row.order = sheet_values.short_text(value, 120)
        elif name == "form":
            row.form = values.study_form(value)
        elif name == "level":
            row.level = values.level(value)
        else:
            self._group(row, person, text, address, letter=name == "letter")

    def _contact(
        self,
        row: Row,
        person: Person,
        name: str,
        check: Callable[[object], tuple[str, bool]],
        value: Any,
        address: str,
    ) -> None:
        taken, several = check(value)
        setattr(person, name, taken)
        if several:
            row.remarks.append(remark(f"{name}_several", address, {"taken": taken}))

    def _latin(self, row: Row, text: str, address: str) -> None:
        if not re.search(r"[А-Яа-яЁё]", text):
            row.remarks.append(remark("whole_latin", address, {"value": text[:60]}))

    def _group(self, row: Row, person: Person, text: str, address: str, *, letter: bool = False) -> None:
        """Take the group; a class may stand in two columns, the number and the letter."""
        person.cells.setdefault("group", address)
        try:
            name = names.group_name(f"{row.group}{text}" if letter else text)
        except BadValue as bad:
            row.remarks.append(remark(bad.code, address, bad.values))
            return
        row.group = name
        if row.level is None and names.class_level(name) > 1:
            row.level = names.class_level(name)


def _kind(person: str) -> str:
    return KINDS[person.rstrip("0123456789")]


def check_required(row: Row, *, contacts_optional: bool) -> None:
    """Remark what the regulation requires and the row lacks (R22, T3.1, S3.1).

    Surname, name, e-mail and mobile of the student and of each representative. Where the
    administrator says so, students themselves may have no contacts: small children have none.
    """
    remarked = {found["cell"] for found in row.remarks}

    def need(person: Person, fields: Sequence[str]) -> None:
        for name in fields:
            cell = person.cells.get(name) or person.cells.get("full_name") or row.at
            if not getattr(person, name) and cell not in remarked:
                row.remarks.append(remark(f"missing_{name}", cell))

    need(row.student, ("last_name", "first_name"))
    if not contacts_optional:
        need(row.student, ("email", "phone"))
    if not row.group and row.cell("group") not in remarked:
        row.remarks.append(remark("missing_group", row.cell("group")))
    for person in row.representatives:
        if not (person.last_name and person.first_name):
            cell = person.cells.get("full_name") or person.cells.get("last_name") or row.at
            if cell not in remarked:
                row.remarks.append(remark("missing_representative_name", cell))
            continue
        need(person, ("email", "phone"))
