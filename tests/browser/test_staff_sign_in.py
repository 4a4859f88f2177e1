"""The staff's sign-in in a real browser: first password, second factor, the dialog on the spot, ending a session."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts import factor
from accounts.audit import Trace
from accounts.services.credentials import give_links, give_slips
from journal.models import Mark
from tests.browser.grid import Grid
from tests.factories import PASSWORD, EmployeeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FRESH = "совсем-другой-пароль-7"


def clean(page: Page) -> None:
    """The page has no accessibility violation and no sideways scroll."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def enter(page: Page, address: str, login: str, password: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Логин").fill(login)
    page.get_by_label("Пароль", exact=True).fill(password)
    page.get_by_role("button", name="Войти", exact=True).click()


def test_from_the_slip_through_a_password_of_ones_own_to_a_second_factor(live_server: LiveServer, page: Page) -> None:
    cache.clear()
    row = EmployeeFactory(user__username="ivanova")
    trace = Trace(actor=EmployeeFactory().user, now=timezone.now())
    (slip,) = give_slips(people=[(row.user, row.organization)], trace=trace)
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, live_server.url, "ivanova", slip.secret)
    expect(page.get_by_role("heading", name="Придумайте свой пароль")).to_be_visible()
    clean(page)
    page.goto(f"{live_server.url}/inbox/")
    expect(page.get_by_role("heading", name="Придумайте свой пароль")).to_be_visible()
    for field in page.locator("input[type=password]").all():
        field.fill(FRESH)
    page.get_by_role("button", name="Сохранить и продолжить").click()
    page.wait_for_url("**/inbox/")
    page.goto(f"{live_server.url}/password/second-factor/")
    clean(page)
    page.get_by_role("button", name="Настроить").click()
    expect(page.locator(".factor-picture svg")).to_be_visible()
    clean(page)
    secret = page.locator(".factor-secret").inner_text().replace(" ", "")
    page.get_by_label("Код из приложения").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Включить").click()
    expect(page.locator(".factor-codes li")).to_have_count(10)
    clean(page)
    spare = page.locator(".factor-codes li").first.inner_text()
    page.context.clear_cookies()
    enter(page, live_server.url, "ivanova", FRESH)
    page.wait_for_url("**/sign-in/code/")
    clean(page)
    page.get_by_label("Код").fill(spare)
    page.get_by_role("button", name="Дальше").or_(page.get_by_role("button", name="Продолжить")).click()
    page.wait_for_url(f"{live_server.url}/**")
    expect(page.locator(".bar-person")).to_be_visible()
    (link,) = give_links(people=[(row.user, row.organization)], trace=trace)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in/link/{link.secret}/")
    for field in page.locator("input[type=password]").all():
        field.fill(f"{FRESH}-и-ещё")
    page.get_by_role("button", name="Задать пароль").click()
    page.wait_for_url("**/sign-in/")


def test_the_dialog_on_the_spot_asks_for_the_code_and_the_mark_goes_in(grid: Grid) -> None:
    cache.clear()
    teacher = grid.journal.teacher
    codes = factor.turn_on(teacher, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    Session.objects.all().delete()
    grid.go(0, 0)
    grid.press("5", "Enter")
    dialog = grid.page.locator("#sign-in-dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Пароль").fill(PASSWORD)
    dialog.get_by_role("button", name="Войти").click()
    expect(dialog.get_by_label("Код с телефона")).to_be_visible()
    expect(dialog.get_by_label("Пароль")).to_be_hidden()
    dialog.get_by_label("Код с телефона").fill(codes[0])
    dialog.get_by_role("button", name="Войти").click()
    expect(dialog).to_be_hidden()
    grid.saved()
    assert Mark.objects.filter(work__course=grid.journal.course).count() == 1


def test_a_forgotten_sign_in_elsewhere_is_ended(live_server: LiveServer, page: Page, browser: Browser) -> None:
    cache.clear()
    EmployeeFactory(user__username="ivanova")
    elsewhere = browser.new_context(locale="ru-RU").new_page()
    enter(elsewhere, live_server.url, "ivanova", PASSWORD)
    expect(elsewhere.locator(".bar-person")).to_be_visible()
    enter(page, live_server.url, "ivanova", PASSWORD)
    page.goto(f"{live_server.url}/sessions/")
    clean(page)
    expect(page.locator(".own-sessions li")).to_have_count(2)
    page.get_by_role("button", name="Завершить").click()
    expect(page.locator(".own-sessions li")).to_have_count(1)
    elsewhere.reload()
    expect(elsewhere.get_by_role("button", name="Войти", exact=True)).to_be_visible()
    elsewhere.context.close()
