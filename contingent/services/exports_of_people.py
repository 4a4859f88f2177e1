"""The lists of people as Excel workbooks: exactly what was found; what looks like a formula stays text."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from contingent.queries.accesses import AccessLine
from contingent.queries.groups.listing import GroupLine
from contingent.queries.lists.representatives import TieLine
from contingent.queries.lists.staff import StaffLine
from contingent.queries.lists.students import StudentLine
from contingent.services.personal import Sheet
from contingent.sheets.writing import as_bytes, new_sheet, plain_cell, text_cell

# Headings that the loading from Excel understands, whatever the language of the page.
OF_STUDENTS = (
    ("Личный номер", 18),
    ("ФИО", 38),
    ("Дата рождения", 16),
    ("Группа (класс)", 16),
    ("Форма обучения", 18),
    ("Мобильный телефон", 20),
    ("Электронная почта", 30),
)


def students_workbook(lines: Sequence[StudentLine]) -> bytes:
    """Return the students as a workbook that can be loaded again."""
    rows = (
        (line.outside_id, line.name, _day(line.birth_date), line.group, line.form, line.phone, line.email)
        for line in lines
    )
    return _workbook(_("Students"), OF_STUDENTS, rows)


def ties_workbook(lines: Sequence[TieLine]) -> bytes:
    """Return the representatives, a row for every tie."""
    columns = (
        (_("Representative"), 38),
        (_("Who they are"), 20),
        (_("Student"), 38),
        (_("Group or class"), 16),
        (_("Mobile"), 20),
        (_("E-mail"), 30),
        (_("From"), 12),
        (_("Until"), 12),
    )
    rows = (
        (
            line.name, line.kind, line.student, line.group, line.phone, line.email,
            _day(line.starts), _day(line.ended),
        )
        for line in lines
    )  # fmt: skip
    return _workbook(_("Representatives"), columns, rows)


def staff_workbook(lines: Sequence[StaffLine]) -> bytes:
    """Return the staff with their roles."""
    columns = (
        (_("Employee"), 38),
        (_("Position"), 34),
        (_("Roles in the journal"), 34),
        (_("Mobile"), 20),
        (_("E-mail"), 30),
        (_("From"), 12),
        (_("Until"), 12),
    )
    rows = (
        (
            line.name, line.position, ", ".join(line.roles), line.phone, line.email,
            _day(line.starts), _day(line.left),
        )
        for line in lines
    )  # fmt: skip
    return _workbook(_("Staff"), columns, rows)


def groups_workbook(lines: Sequence[GroupLine]) -> bytes:
    """Return the study groups with their curators, numbers and checks."""
    columns = (
        (_("Name"), 18),
        (_("Kind"), 18),
        (_("Year or parallel"), 12),
        (_("Specialty"), 38),
        (_("What the group is divided for"), 22),
        (_("Drawn from the groups"), 24),
        (_("Curator"), 28),
        (_("Students"), 14),
        (_("Composition"), 24),
        (_("Closed"), 14),
    )
    rows = (
        (
            line.name, line.kind_name, str(line.level), line.specialty, line.division, line.sources, line.curator,
            str(line.many), line.check_name, _day(line.closed_on),
        )
        for line in lines
    )  # fmt: skip
    return _workbook(_("Groups"), columns, rows)


def accesses_workbook(lines: Sequence[AccessLine]) -> bytes:
    """Return the log of accesses as it was found."""
    columns = (
        (_("When"), 18),
        (_("Who looked"), 34),
        (_("Action"), 14),
        (_("What"), 20),
        (_("Whose data"), 38),
        (_("Page"), 22),
        (_("Address"), 18),
    )
    rows = (
        (
            f"{line.at:%d.%m.%Y %H:%M:%S}", line.who, line.action, str(line.kind), line.subject, str(line.page),
            line.address,
        )
        for line in lines
    )  # fmt: skip
    return _workbook(_("Log of accesses"), columns, rows)


def person_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return everything held of a person, a sheet for each kind (152-ФЗ, art. 14); hours are by the reader's clock.

    Nobody loads it back, so only what looks like a formula needs a cell of its own: half the time.
    """
    book = Workbook(write_only=True)
    for told in sheets:
        if told.rows:
            sheet = new_sheet(book, told.title, told.headings, [24] * len(told.headings))
            for row in told.rows:
                sheet.append([plain_cell(sheet, _words(value)) for value in row])
    return as_bytes(book)


def _words(value: object) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return _day(value)
    return "" if value is None else str(value)


def _workbook(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = new_sheet(book, title, [heading for heading, _width in columns], [width for _heading, width in columns])
    for row in rows:
        sheet.append([text_cell(sheet, value) for value in row])
    return as_bytes(book)


def _day(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""
