"""Messages in a real browser: read, badge, letters, on a computer and a phone, light and dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from notifications.models import CaughtMail, InboxMessage
from notifications.registry import Line, Notice
from notifications.services.inbox import tell
from tests.browser.grid import sign_in
from tests.factories import NOW, AppointmentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1366, 768, "light"), (390, 844, "dark")]
LONG = "Организация-обслуживания-" * 5


@pytest.fixture
def admin(settings: Any) -> User:
    """A journal administrator with three messages and a caught mail, words long and short."""
    settings.DEMO = True
    appointment = AppointmentFactory.create(role=Role.JOURNAL_ADMIN)
    person: User = appointment.user
    lines = [Line(f"20 ноября, 2-е занятие: {LONG}", "/journal/"), Line("и ещё 3")]
    notices = [
        Notice(person.pk, f"t:{n}", f"Заполните журнал: {n} {LONG if n == 1 else ''}", "Что делать", lines)
        for n in range(3)
    ]
    tell(appointment.organization, "absence", notices, NOW)
    CaughtMail.objects.create(
        message_id="1", recipient=person, address=person.email, title=LONG, text=f"http://localhost/{LONG}"
    )
    return person


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_every_page_fits_and_breaks_no_rule(
    live_server: LiveServer, context: BrowserContext, admin: User, width: int, height: int, scheme: Any
) -> None:
    sign_in(context, live_server.url, admin)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    message = InboxMessage.objects.get(thread="t:1")
    for url in (
        "/inbox/",
        f"/inbox/{message.pk}/",
        "/inbox/choices/",
        "/obligations/terms/",
        "/mail/",
        "/inbox/?kind=test",
    ):
        page.goto(live_server.url + url)
        if url == "/mail/":
            page.locator("details.letter summary").click()
        assert fits(page), url
        found = Axe().run(page)
        assert found.violations_count == 0, f"{url}: {found.generate_report()}"


def test_opening_a_message_reads_it_and_the_badge_follows(
    live_server: LiveServer, context: BrowserContext, admin: User
) -> None:
    sign_in(context, live_server.url, admin)
    page = context.new_page()
    page.goto(f"{live_server.url}/inbox/")
    expect(page.locator(".places .count")).to_have_text("3")
    page.get_by_role("button", name="Заполните журнал: 2").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Заполните журнал: 2")
    expect(page.get_by_role("link", name="20 ноября, 2-е занятие")).to_have_attribute("href", "/journal/")
    expect(page.locator(".places .count")).to_have_text("2")
    page.get_by_role("link", name="Все сообщения").click()
    page.get_by_role("button", name="Отметить все прочитанными").click()
    expect(page.get_by_text("2 сообщения отмечены прочитанными.")).to_be_visible()
    expect(page.locator(".places .count")).to_have_count(0)
