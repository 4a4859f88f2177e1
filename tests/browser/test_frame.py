"""The door, the start page and the search in a real browser."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.factories import NOW, PASSWORD, LessonFactory
from tests.journal.conftest import Classroom, make_classroom

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1366, 768), (390, 844)]


@pytest.fixture
def room(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Classroom:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    room = make_classroom()
    LessonFactory(course=room.course, teacher=room.lesson.teacher, date=timezone.localdate())
    return room


def sign_in(page: Page, address: str, room: Classroom) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Логин").fill(room.teacher.username)
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Сегодня")
    page.wait_for_load_state()  # the scripts have run


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_door_and_start_page_have_no_violations(
    browser: Browser, browser_context_args: Any, live_server: Any, room: Classroom, size: Any, scheme: Any
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(**browser_context_args | {"viewport": viewport, "color_scheme": scheme})
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda note: refused.append(note.text) if note.type == "error" else None)
    page.goto(f"{live_server.url}/sign-in/")
    assert violations(page) == []
    sign_in(page, live_server.url, room)
    page.locator(".bar-person summary").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("#finder-input").fill(room.course.study_group.name)
    expect(page.locator("#finder-answers [role=option]").first).to_be_visible()
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, "the page scrolls sideways"
    assert refused == []
    context.close()


def test_the_search_by_keyboard(page: Page, live_server: Any, room: Classroom) -> None:
    sign_in(page, live_server.url, room)
    page.locator("body").press("/")
    expect(page.locator("#finder-input")).to_be_focused()
    page.keyboard.type(room.course.study_group.name.lower())
    first = page.locator("#finder-answers [role=option]").first
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#finder-answers [role=option]")).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/journal/{room.course.pk}/"))


def test_a_password_can_be_seen_and_caps_lock_is_told(page: Page, live_server: Any, room: Classroom) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    password = page.locator("#id_password")
    password.fill("тайна")
    page.locator("#show-password").click()
    expect(password).to_have_attribute("type", "text")
    password.evaluate("field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'A', modifierCapsLock: true}))")
    expect(page.locator("#caps-hint")).to_be_visible()


def test_the_menu_by_keyboard(page: Page, live_server: Any, room: Classroom) -> None:
    sign_in(page, live_server.url, room)
    page.locator(".bar-person summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Выйти")).to_be_hidden()
    expect(page.locator(".bar-person summary")).to_be_focused()
