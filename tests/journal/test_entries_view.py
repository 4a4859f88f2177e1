"""The door of the grid: what it takes, what it answers, what it keeps to itself."""

import json
import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from journal.models import Mark
from schedule.models import Lesson
from tests.factories import NOW, TODAY, CuratorshipFactory, LessonFactory, StudentFactory
from tests.journal.pages import Page, make_page

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def book(db: None) -> Page:
    return make_page(students=2, lessons=1, last=TODAY)


@pytest.fixture
def teacher(book: Page, client: Client) -> Client:
    client.force_login(book.teacher)
    return client


def entry(book: Page, value: str = "5", was: str = "", **values: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "kind": "mark",
        "student": book.students[0].pk,
        "lesson": book.lessons[0].pk,
        "work": book.works[0].pk,
        "value": value,
        "was": was,
    } | values


def send(client: Client, book: Page, *entries: Any, **body: Any) -> Any:
    return client.post(
        f"{book.url}entries/",
        json.dumps({"entries": list(entries)} | body),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )


def test_saved(book: Page, teacher: Client) -> None:
    asked = entry(book)
    response = send(teacher, book, asked)
    assert response.json() == {
        "results": [{"id": asked["id"], "status": "saved", "value": "5", "work": book.works[0].pk}]
    }
    mark = Mark.objects.get()
    assert mark.history.get().history_address == "127.0.0.1"


def test_results_come_in_the_order_asked(book: Page, teacher: Client) -> None:
    asked = [
        entry(book, "absent", kind="attendance", work=None),
        entry(book, "4", student=book.students[1].pk),
        entry(book, "7"),
    ]
    results = send(teacher, book, *asked).json()["results"]
    assert [r["id"] for r in results] == [e["id"] for e in asked]
    assert [r["status"] for r in results] == ["saved", "saved", "refused"]
    assert results[2]["reason"]


def test_conflict_names_the_other(book: Page, teacher: Client) -> None:
    send(teacher, book, entry(book, "4"))
    (result,) = send(teacher, book, entry(book, "5")).json()["results"]
    local = book.course.organization.local(NOW)
    assert (result["status"], result["value"], result["author"]) == ("conflict", "4", book.teacher.short_name)
    assert result["at"].endswith("+05:00")
    assert result["at_text"].startswith(f"{local.day} ") and ":" in result["at_text"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"entries": {}}',
        b"\xff",
        b"nan",
        b'{"entries": [1]}',
        b'{"entries": [{"id": "x"}]}',
        b"[" * 200_000,
    ],
)
def test_a_body_that_is_not_in_order(book: Page, teacher: Client, body: bytes) -> None:
    response = teacher.post(f"{book.url}entries/", body, content_type="application/json")
    assert (response.status_code, bool(response.json()["error"])) == (400, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "not-a-uuid"},
        {"id": 5},
        {"kind": "grade"},
        {"kind": None},
        {"student": "1"},
        {"student": True},
        {"student": None},
        {"student": -1},
        {"student": 2**63},
        {"student": 1.0},
        {"lesson": "1"},
        {"work": [1]},
        {"value": 5},
        {"value": None},
        {"was": None},
        {"value": "\x00"},
        {"value": "х" * 2001},
        {"value": "\ud83d"},
    ],
)
def test_an_entry_not_in_order_refuses_the_whole_body(book: Page, teacher: Client, wrong: dict[str, Any]) -> None:
    response = send(teacher, book, entry(book), entry(book, student=book.students[1].pk) | wrong)
    assert (response.status_code, bool(response.json()["error"])) == (400, True)
    assert not Mark.objects.exists()


def test_a_missing_field_is_named(book: Page, teacher: Client) -> None:
    asked = entry(book)
    del asked["was"]
    assert "was" in send(teacher, book, asked).json()["error"]


def test_no_more_than_500_at_once(book: Page, teacher: Client) -> None:
    assert send(teacher, book, *[entry(book)] * 501).status_code == 400


def test_signed_out_is_told_in_json(book: Page, client: Client) -> None:
    response = send(client, book, entry(book))
    assert (response.status_code, response.json()) == (401, {"error": "sign_in"})


def test_what_one_typed_does_not_go_in_under_anothers_name(book: Page, teacher: Client) -> None:
    assert send(teacher, book, entry(book), user=book.teacher.pk).status_code == 200
    response = send(teacher, book, entry(book, "2", "5"), user=book.teacher.pk + 1)
    assert (response.status_code, response.json()) == (401, {"error": "sign_in"})
    assert Mark.objects.get().grade.code == "5"


def test_a_stale_token_is_told_in_json(book: Page) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(book.teacher)
    response = send(client, book, entry(book))
    assert (response.status_code, response.json()) == (403, {"error": "csrf"})


def test_readers_are_refused_in_json(book: Page, client: Client) -> None:
    client.force_login(CuratorshipFactory(group=book.course.study_group).employee.user)
    response = send(client, book, entry(book))
    assert (response.status_code, bool(response.json()["error"])) == (403, True)


def test_the_page_of_another_is_not_there(book: Page, teacher: Client) -> None:
    other = make_page(students=1, lessons=1, last=TODAY)
    assert send(teacher, other, entry(other)).status_code == 404
    (result,) = send(teacher, book, entry(other)).json()["results"]
    assert result["status"] == "refused"
    (result,) = send(teacher, book, entry(book, student=StudentFactory().pk)).json()["results"]
    assert result["status"] == "refused"
    assert not Mark.objects.exists()


def test_a_page_that_is_not_ones_to_see_is_not_there_whatever_is_sent(book: Page, teacher: Client) -> None:
    other = make_page(students=1, lessons=1, last=TODAY)
    missing = f"/journal/{other.course.pk + 10**9}/entries/"
    for address in (f"{other.url}entries/", missing):
        for body in (b"{", b'{"entries": []}', b'{"entries": [{"id": "x"}]}'):
            assert teacher.post(address, body, content_type="application/json").status_code == 404


def test_a_substitution_long_past_is_no_way_to_learn_what_a_cell_holds(book: Page, client: Client) -> None:
    substitute = LessonFactory(course=book.course, date=TODAY, number=9).teacher.user
    client.force_login(substitute)
    assert send(client, book, entry(book)).json()["results"][0]["status"] == "refused"
    Lesson.objects.filter(teacher__user=substitute).update(date=TODAY - timedelta(days=60))
    assert send(client, book, entry(book)).status_code == 404


def test_get_is_not_a_way_in(book: Page, teacher: Client) -> None:
    assert teacher.get(f"{book.url}entries/").status_code == 405


def test_the_log_names_nobody(book: Page, teacher: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        send(teacher, book, entry(book, "тайна", kind="comment"))
        send(teacher, book, entry(book, kind="тайна"))
    assert "тайна" not in caplog.text and book.students[0].user.last_name not in caplog.text


def test_entries_that_share_an_id_refuse_the_whole_body(book: Page, teacher: Client) -> None:
    one = entry(book)
    response = send(teacher, book, one, one | {"student": book.students[1].pk})
    assert (response.status_code, bool(response.json()["error"])) == (400, True)
