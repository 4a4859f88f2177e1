"""The page on paper and in Excel reads like the paper journal."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.audit import Trace
from journal.services.lesson_records import write_lesson
from tests.factories import NOW, MembershipFactory
from tests.journal.pages import Page, give, make_page, miss

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def book(client: Client) -> Page:
    book = make_page(students=2, lessons=2)
    give(book, book.works, book.students[:1], "5")
    miss(book, book.lessons[0], book.students[1], "absent")
    miss(book, book.lessons[1], book.students[0], "late", 15)
    write_lesson(
        lesson=book.lessons[0],
        topic="Тема урока",
        content="",
        homework="§ 12",
        trace=Trace(actor=book.teacher, now=NOW),
    )
    client.force_login(book.teacher)
    return book


def test_excel_has_real_dates_and_numbers(book: Page, client: Client) -> None:
    response = client.get(f"{book.url}journal.xlsx")
    workbook = load_workbook(BytesIO(response.content))
    marks, lessons = workbook.worksheets
    rows = [[cell.value for cell in row] for row in marks.iter_rows()]
    assert marks.freeze_panes == "C4"
    assert [value.date() for value in rows[1][2:4]] == [lesson.date for lesson in book.lessons]
    by_name = {row[1]: row for row in rows[3:]}
    full = book.students[0].user.full_name
    assert by_name[full][2:] == [5, "5 о15", 5, 1]
    assert by_name[book.students[1].user.full_name][2:] == ["н", None, None, 0.5]
    assert [cell.value for cell in lessons[2]][2:5] == ["Тема урока", None, "§ 12"]
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]


def test_paper_has_both_pages(book: Page, client: Client) -> None:
    html = client.get(f"{book.url}print/").content.decode()
    left, right = html[html.index("paper-left") :].split("paper-right")
    assert "<i>н</i>" in left and "5<i>о15</i>" in left
    assert "Тема урока" in right and "§ 12" in right
    assert "tabindex=0" not in left


def test_a_long_period_goes_on_over_the_page(client: Client) -> None:
    book = make_page(students=1, lessons=30)
    client.force_login(book.teacher)
    html = client.get(f"{book.url}print/").content.decode()
    assert (html.count("paper-left"), html.count("paper-right")) == (2, 2)


def test_names_are_escaped(book: Page, client: Client) -> None:
    MembershipFactory(group=book.course.study_group, student__user__last_name="<script>", starts=date(2026, 9, 1))
    assert "<script> " not in client.get(f"{book.url}print/").content.decode()
