"""A real Chromium for the tests of this folder."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import find
from tests.browser.grid import Grid, sign_in
from tests.journal.pages import make_page

# Playwright's synchronous interface runs an event loop in this thread; Django's guard against
# database use inside one does not apply to the tests' own set-up.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# A page that is slow on a busy machine is not a page that is wrong.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **find().launch_arguments()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "ru-RU",
        "timezone_id": "Asia/Yekaterinburg",
        "viewport": {"width": 1366, "height": 768},
    }


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """The visitor's browser. A test fails when a page broke the security policy or left an exception uncaught."""
    broken: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            broken.append(message.text)

    def watch(page: Page) -> None:
        page.on("console", note)
        page.on("pageerror", lambda error: broken.append(str(error)))

    context.on("page", watch)
    yield context
    assert broken == []


@pytest.fixture
def grid(live_server: LiveServer, context: BrowserContext) -> Grid:
    """The page of a course with four lessons up to today and six students, open for its teacher."""
    journal = make_page(6, 4, last=timezone.localdate())
    sign_in(context, live_server.url, journal.teacher)
    return Grid(context.new_page(), journal, live_server.url).open()
