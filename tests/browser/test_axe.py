"""No page of the journal breaks a rule of accessibility that axe knows, in either scheme."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from journal.models import LessonRecord
from tests.browser.grid import Grid, sign_in
from tests.browser.test_grid_looks import violations
from tests.factories import LessonFactory, TeachingLoadFactory
from tests.journal.pages import Page as Journal
from tests.journal.pages import make_page, miss

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "courses": "/journal/",
    "page": "{journal}",
    "lesson": "{journal}lessons/{lesson}/",
    "lessons": "{journal}lessons/",
    "history": "{journal}history/",
    "print": "{journal}print/",
    "add a work": "{journal}works/add/",
    "work": "{journal}works/{work}/",
    "search": "/search/?q=а",
    "start": "/",
}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def full(live_server: LiveServer, browser: Browser, scheme: Any) -> Iterator[tuple[Page, Journal]]:
    """A page with marks, absences, topics and a lesson that did not take place."""
    context = browser.new_context(locale="ru-RU", color_scheme=scheme, reduced_motion="reduce")
    journal = make_page(6, 4, marks=True, last=timezone.localdate())
    miss(journal, journal.lessons[0], journal.students[0])
    miss(journal, journal.lessons[1], journal.students[1], "late", 15)
    LessonFactory(course=journal.course, date=timezone.localdate(), number=60, status="cancelled")
    sign_in(context, live_server.url, journal.teacher)
    yield context.new_page(), journal
    context.close()


def test_pages(full: tuple[Page, Journal], live_server: LiveServer) -> None:
    page, journal = full
    found = {}
    for name, path in PAGES.items():
        address = path.format(journal=journal.url, lesson=journal.lessons[0].pk, work=journal.works[0].pk)
        answer = page.goto(live_server.url + address)
        assert answer
        assert answer.ok, address
        if broken := violations(page):
            found[name] = broken
    assert found == {}


def test_work_in_a_dialog_and_what_it_refuses(full: tuple[Page, Journal], live_server: LiveServer) -> None:
    page, journal = full
    Grid(page, journal, live_server.url).open()
    page.get_by_role("link", name="Добавить работу").first.click()
    dialog = page.locator("#page-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("form")).to_be_visible()
    assert violations(page) == []
    dialog.locator("[name=weight]").fill("много")
    dialog.get_by_role("button", name="Добавить").click()
    expect(dialog.locator(".text-danger").first).to_be_visible()
    assert violations(page) == []


def test_conflicts_refusals_and_the_paste_that_cannot_go_in(
    full: tuple[Page, Journal], live_server: LiveServer, browser: Browser
) -> None:
    page, journal = full
    grid = Grid(page, journal, live_server.url).open()
    colleague = TeachingLoadFactory(course=journal.course).employee.user
    context = browser.new_context(locale="ru-RU")
    sign_in(context, live_server.url, colleague)
    theirs = Grid(context.new_page(), journal, live_server.url).open()
    theirs.go(0, 2)
    theirs.press("3", "3")
    theirs.saved()
    context.close()
    grid.go(0, 2)
    grid.press("5", "5")
    expect(page.locator("#grid-problems li")).to_have_count(2)
    assert violations(page) == []

    grid.go(3, 3)
    grid.paste("5\nпять\n4 3")
    expect(page.locator("#paste-dialog")).to_be_visible()
    assert violations(page) == []


def test_the_history_of_a_cell(full: tuple[Page, Journal], live_server: LiveServer) -> None:
    page, journal = full
    grid = Grid(page, journal, live_server.url).open()
    grid.go(0, 0)
    grid.press("F2")
    page.locator("[data-part=more]").evaluate("node => node.open = true")
    page.get_by_role("button", name="История клетки").click()
    expect(page.locator("#history-dialog")).to_contain_text(journal.teacher.short_name)
    assert violations(page) == []


def test_the_sign_in_and_another_persons_text_on_the_lesson(
    full: tuple[Page, Journal], live_server: LiveServer
) -> None:
    page, journal = full
    page.set_viewport_size({"width": 390, "height": 844})
    lesson = journal.lessons[-1]
    page.goto(f"{live_server.url}{journal.url}lessons/{lesson.pk}/")
    page.route(
        f"**/lessons/{lesson.pk}/*",
        lambda route: route.fulfill(
            status=409,
            json={
                "status": "conflict",
                "topic": "Чужая тема",
                "content": "",
                "homework": "§ 4",
                "author": "Иванова А. П.",
                "at_text": "22 ноября, 10:15",
                "seen": "0",
            },
        ),
    )
    page.locator("#id_topic").fill("Моя")
    expect(page.locator("#record-theirs")).to_contain_text("Иванова А. П.")
    assert violations(page) == []
    page.context.clear_cookies()
    page.locator(".codes button").first.click()
    expect(page.locator("#sign-in-dialog")).to_be_visible()
    assert violations(page) == []
    assert not LessonRecord.objects.filter(lesson=lesson).exclude(topic="").exists()
