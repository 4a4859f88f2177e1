"""Workbooks for the tests of loading, made cell by cell."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import Organization, User
from contingent.models import ImportBatch
from contingent.services.people_import import check_people_workbook
from tests.factories import AppointmentFactory, OrganizationFactory

AUGUST = datetime(2026, 8, 25, 12, 0, tzinfo=ZoneInfo("Asia/Yekaterinburg"))
SEPTEMBER = date(2026, 9, 1)
HEAD = ("ФИО обучающегося", "Дата рождения", "Группа", "Телефон", "Эл. почта", "ФИО матери", "Телефон", "Эл. почта")


def student_row(name: str = "Ёлкин Пётр Ильич", **other: Any) -> list[Any]:
    """Return a clean row under `HEAD`; a test names what it needs otherwise."""
    values = {
        "name": name,
        "born": "02.03.2009",
        "group": "ИС-11",
        "phone": "8 (902) 111-22-33",
        "email": "elkin@example.org",
        "mother": "Ёлкина Анна Петровна",
        "mother_phone": "89025554433",
        "mother_email": "anna@example.org",
    }
    return list((values | other).values())


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> BytesIO:
    """Return a workbook of the named sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> BytesIO:
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def students(*rows: Sequence[Any]) -> BytesIO:
    """Return a workbook of one sheet with the rows under `HEAD`."""
    return workbook(("Список", [HEAD, *rows]))


def administrator(organization: Organization | None = None) -> Any:
    """Return a journal administrator of the organisation."""
    return AppointmentFactory(organization=organization or OrganizationFactory(), role=Role.JOURNAL_ADMIN).user


def check(actor: User, file: BytesIO, **options: Any) -> ImportBatch:
    """Check the workbook as the actor, for the organisation they administer."""
    values = {"starts": SEPTEMBER, "contacts_optional": False, "now": AUGUST, "file_name": "список.xlsx"} | options
    organization = options.pop("organization", None) or actor.appointments.get().organization
    return check_people_workbook(actor=actor, file=file, **(values | {"organization": organization}))


def trace(actor: User, now: datetime = AUGUST) -> Trace:
    return Trace(actor, now, "10.0.0.1", "Загрузка")


def remarks(batch: ImportBatch) -> list[tuple[str, str]]:
    """Return every remark as (code, cell)."""
    return [(found["code"], found["cell"]) for item in batch.plan["items"] for found in item["remarks"]]


def outcomes(batch: ImportBatch) -> list[str]:
    return [item["outcome"] for item in batch.plan["items"]]
