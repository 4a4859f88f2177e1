"""From a record as it was sent to one in the neutral form, or to what is wrong with it.

Required of people (R22): surname, name, e-mail, mobile; a patronymic if there is one.
"""

from collections.abc import Callable
from datetime import date

from contingent.feeds.problems import Problem
from contingent.feeds.reader import KEY_LIMIT, Reader
from contingent.feeds.records import (
    EmployeeRecord,
    Gone,
    GroupRecord,
    Raw,
    Record,
    RepresentativeRecord,
    StudentRecord,
    TieRecord,
)
from contingent.remarks import BadValue
from contingent.services.people_import import names, values

Parser = Callable[[Reader], Record]


def parse(raw: Raw, today: date) -> Record | list[Problem]:
    """Return the record that was sent, or everything that is wrong with it."""
    reader = Reader(raw, today)
    parser = PARSERS.get(reader.text("type"))
    if parser is None:
        return [Problem("type", "type_unclear", {"value": reader.text("type")[:60]})]
    record = parser(reader)
    return reader.problems or record


def identity(raw: Raw) -> tuple[str, str]:
    """Return the type and key of a raw record, also of one that cannot be taken; "" where it has none.

    A record set aside is there all the same: whom it tells of is not gone.
    """
    reader = Reader(raw, date.min)
    kind = reader.text("type")
    if kind == "tie":
        student, person = reader.text("student"), reader.text("representative")
        return kind, f"{student}/{person}" if student and person else ""
    return kind, reader.text("person" if kind == "representative" else "key")


def _group(reader: Reader) -> GroupRecord:
    name = reader.checked("name", reader.text("name"), names.group_name, required=True)
    told = reader.text("level")
    level = reader.checked("level", told, lambda value: str(values.level(value)))
    return GroupRecord(
        key=reader.key("key"),
        name=name,
        level=int(level) if level else names.class_level(name),
        specialty=reader.line("specialty", 200),
        curator=reader.key("curator", required=False),
    )


def _student(reader: Reader) -> StudentRecord:
    key, person = reader.key("key"), reader.key("person")
    last, first, patronymic = _names(reader)
    email, phone, born = reader.email(), reader.phone(), reader.birth_date()
    form, group, order = reader.form(), reader.key("group", required=False), reader.order()
    starts, ends = reader.span()
    return StudentRecord(
        key, person, last, first, patronymic, email, phone, born, form, group, order, starts, ends
    )  # fmt: skip


def _representative(reader: Reader) -> RepresentativeRecord:
    person = reader.key("person")
    last, first, patronymic = _names(reader)
    email, phone, born = reader.email(), reader.phone(), reader.birth_date()
    return RepresentativeRecord(person, last, first, patronymic, email, phone, born, reader.kind())


def _tie(reader: Reader) -> TieRecord:
    student, person, kind = reader.key("student"), reader.key("representative"), reader.kind()
    starts, ends = reader.span()
    return TieRecord(student, person, kind, starts, ends)


def _employee(reader: Reader) -> EmployeeRecord:
    key, person = reader.key("key"), reader.key("person")
    last, first, patronymic = _names(reader)
    email, phone, born = reader.email(), reader.phone(), reader.birth_date()
    position = reader.line("position", 200)
    starts, ends = reader.span()
    return EmployeeRecord(key, person, last, first, patronymic, email, phone, born, position, starts, ends)


def _gone(reader: Reader) -> Gone:
    kind = reader.text("kind")
    if kind not in PARSERS or kind == Gone.TYPE:
        reader.problems.append(Problem("kind", "type_unclear", {"value": kind[:60]}))
    return Gone(kind, reader.line("key", 2 * KEY_LIMIT + 1, required=True))


def _names(reader: Reader) -> tuple[str, str, str]:
    """Return surname, name and patronymic, out of one field where a table has them so."""
    if "full_name" in reader.raw and not reader.text("last_name") and (whole := reader.text("full_name")):
        try:
            return names.full_name(whole)
        except BadValue as bad:
            reader.problems.append(Problem("full_name", bad.code, bad.values))
            return "", "", ""
    return reader.name("last_name"), reader.name("first_name"), reader.name("patronymic", required=False)


PARSERS: dict[str, Parser] = {
    GroupRecord.TYPE: _group,
    StudentRecord.TYPE: _student,
    RepresentativeRecord.TYPE: _representative,
    TieRecord.TYPE: _tie,
    EmployeeRecord.TYPE: _employee,
    Gone.TYPE: _gone,
}
