"""The history of a page: who, when, from what to what; and who may see it (R64)."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.audit import Trace
from accounts.enums import Role
from journal.enums import EntryKind
from journal.queries.history import Scope, page_changes
from journal.services.cells import Entry
from journal.services.entries import save_entries
from journal.services.lesson_records import write_lesson
from journal.views import history
from tests.factories import NOW, AppointmentFactory
from tests.journal.pages import Page, make_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
ADDRESS = "192.0.2.77"


@pytest.fixture
def book() -> Page:
    return make_page(students=2, lessons=2)


def put(
    book: Page, value: str, was: str = "", *, kind: EntryKind = EntryKind.MARK, student: int = 0, work: int = 0
) -> None:
    entry = Entry(
        uuid4(),
        kind,
        book.students[student].pk,
        book.lessons[work].pk,
        None if kind == EntryKind.ATTENDANCE else book.works[work].pk,
        value,
        was,
    )
    trace = Trace(actor=book.teacher, now=NOW, address=ADDRESS)
    (outcome,) = save_entries(course=book.course, entries=[entry], trace=trace)
    assert outcome.status == "saved", outcome.reason


def told(book: Page, **scope: object) -> list[tuple[str, object, object]]:
    changes = page_changes(book.course, Scope(**scope), None)  # type: ignore[arg-type]
    return [(name, before, after) for change in reversed(changes) for name, before, after in change.differing()]


def test_a_cell_tells_each_change_of_its_own(book: Page) -> None:
    put(book, "3")
    put(book, "5", "3")
    put(book, "Исправил", "", kind=EntryKind.COMMENT)
    put(book, "", "5")
    put(book, "4", "")
    put(book, "2", student=1)
    put(book, "2", work=1)
    cell = {"student": book.students[0].pk, "work": book.works[0].pk, "lesson": book.lessons[0].pk}
    marks = [change for change in told(book, **cell) if change[0] == "mark"]
    assert marks == [("mark", None, "3"), ("mark", "3", "5"), ("mark", "5", None), ("mark", None, "4")]
    assert ("comment", "", "Исправил") in told(book, **cell)


def test_a_cell_tells_absences_too(book: Page) -> None:
    put(book, "absent", kind=EntryKind.ATTENDANCE)
    put(book, "late:15", "absent", kind=EntryKind.ATTENDANCE)
    put(book, "", "late:15", kind=EntryKind.ATTENDANCE)
    put(book, "ill", kind=EntryKind.ATTENDANCE, work=1)
    cell = {"student": book.students[0].pk, "work": book.works[0].pk, "lesson": book.lessons[0].pk}
    assert [c for c in told(book, **cell) if c[0] == "attendance"] == [
        ("attendance", None, "absent"),
        ("attendance", "absent", "late"),
        ("attendance", "late", None),
    ]


def test_a_page_tells_works_and_records(book: Page) -> None:
    trace = Trace(actor=book.teacher, now=NOW)
    write_lesson(lesson=book.lessons[0], topic="Тема", content="", homework="", trace=trace)
    assert ("topic", None, "Тема") in told(book)
    assert len(list(page_changes(book.course, Scope(what="work"), None))) == 2
    assert {c[0] for c in told(book, lesson=book.lessons[0].pk)} >= {"topic", "weight"}


def test_page_shows_who_and_when_and_keeps_addresses_for_those_who_answer(book: Page, client: Client) -> None:
    put(book, "5")
    client.force_login(book.teacher)
    html = client.get(f"{book.url}history/").content.decode()
    assert book.teacher.short_name in html and "20.11.2026 12:00" in html
    assert ADDRESS not in html
    for role, shown in ((Role.DIRECTOR, True), (Role.JOURNAL_ADMIN, True)):
        client.force_login(AppointmentFactory(organization=book.course.organization, role=role).user)
        assert (ADDRESS in client.get(f"{book.url}history/").content.decode()) is shown


def test_dialog_has_the_rows_of_the_page(book: Page, client: Client) -> None:
    put(book, "5")
    client.force_login(book.teacher)
    url = f"{book.url}history/?student={book.students[0].pk}"
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.strip() in client.get(url).content.decode()


def test_another_pages_history_is_not_told(book: Page, client: Client) -> None:
    other = make_page(students=1, lessons=1)
    put(other, "2")
    asked = {"student": other.students[0].pk, "work": other.works[0].pk, "lesson": other.lessons[0].pk}
    assert told(book, **asked) == []
    client.force_login(book.teacher)
    html = client.get(f"{book.url}history/", asked).content.decode()
    assert other.students[0].user.last_name + " " not in html and other.teacher.short_name not in html


def test_pages_of_fifty(book: Page, client: Client) -> None:
    value = ""
    for turn in range(51):
        put(book, "54"[turn % 2], value)
        value = "54"[turn % 2]
    client.force_login(book.teacher)
    url = f"{book.url}history/?what=mark"
    first, second = client.get(url), client.get(f"{url}&page=2")
    assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 1)
    assert client.get(f"{url}&page=99999999999").status_code == 200


def test_excel_holds_no_formula(book: Page, client: Client) -> None:
    put(book, "5")
    put(book, '=HYPERLINK("http://evil","5")', "", kind=EntryKind.COMMENT)
    write_lesson(
        lesson=book.lessons[0], topic="=1+1", content="", homework="@x\x01", trace=Trace(actor=book.teacher, now=NOW)
    )
    client.force_login(book.teacher)
    for part in ("history.xlsx", "journal.xlsx"):
        response = client.get(book.url + part)
        assert response.status_code == 200
        workbook = load_workbook(BytesIO(response.content))
        cells = [cell for sheet in workbook for row in sheet for cell in row if cell.value is not None]
        assert not [cell for cell in cells if cell.data_type == "f"]
        if part == "journal.xlsx":
            assert [cell.quotePrefix for cell in cells if cell.value == "=1+1"] == [True]


@pytest.mark.parametrize("most, cut", [(2, True), (3, False)])
def test_excel_says_that_it_does_not_hold_everything(
    book: Page, client: Client, monkeypatch: pytest.MonkeyPatch, most: int, cut: bool
) -> None:
    put(book, "5")
    put(book, "4", "5")
    put(book, "3", "4")
    monkeypatch.setattr(history, "MOST", most)
    client.force_login(book.teacher)
    response = client.get(f"{book.url}history.xlsx?what=mark")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert (f"не больше {most}" in rows[0][0]) is cut
    assert len(rows) == cut + 1 + min(most, 3)
