"""The first page anyone sees."""

import pytest
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_sign_in_opens_styled_and_asks_no_other_server(live_server: LiveServer, context: BrowserContext) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("input[name=username]")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).fontFamily") != "Times"
    assert asked
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
