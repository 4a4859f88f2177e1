"""A passkey in a real browser: the virtual authenticator of Chromium signs what a device would."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from tests.browser.grid import Grid, marks
from tests.browser.test_staff_sign_in import clean, enter
from tests.factories import PASSWORD, AppointmentFactory
from tests.journal.pages import make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
FACTOR = "/password/second-factor/"


def test_an_obliged_person_adds_a_passkey_and_signs_in_with_it_at_the_door_and_on_the_spot(
    live_server: LiveServer, page: Page, settings: Any
) -> None:
    cache.clear()
    settings.STAFF_SECOND_FACTOR = True
    journal = make_page(1, 1, last=timezone.localdate())
    User.objects.filter(pk=journal.teacher.pk).update(username="ivanova")
    AppointmentFactory(user=journal.teacher, role=Role.DIRECTOR)
    here = live_server.url.replace("127.0.0.1", "localhost")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    enter(page, here, "ivanova", PASSWORD)
    page.wait_for_url(f"**{FACTOR}**")
    page.set_viewport_size({"width": 390, "height": 844})
    clean(page)
    page.get_by_label("Название ключа").fill("Ноутбук")
    page.get_by_label("Ваш пароль").fill("не тот")
    page.get_by_role("button", name="Добавить ключ доступа").click()
    expect(page.locator("[data-part='error']")).to_be_visible()
    page.get_by_label("Ваш пароль").fill(PASSWORD)
    page.get_by_role("button", name="Добавить ключ доступа").click()
    expect(page.locator(".factor-codes li")).to_have_count(10)
    page.goto(f"{here}{FACTOR}")
    expect(page.get_by_text("Ключ доступа: Ноутбук")).to_be_visible()
    expect(page.get_by_label("Убрать: Ноутбук")).to_have_count(0)  # the only one, and obligatory
    clean(page)

    page.context.clear_cookies()
    enter(page, here, "ivanova", PASSWORD)
    page.wait_for_url("**/sign-in/code/")
    clean(page)
    page.get_by_role("button", name="Подтвердить ключом доступа").click()
    expect(page.locator(".bar-person")).to_be_visible()

    grid = Grid(page, journal, here).open()
    Session.objects.all().delete()
    grid.go(0, 0)
    grid.press("5", "Enter")
    dialog = page.locator("#sign-in-dialog")
    dialog.get_by_label("Пароль").fill(PASSWORD)
    dialog.get_by_role("button", name="Войти").click()
    key = dialog.get_by_role("button", name="Подтвердить ключом доступа")
    expect(key).to_be_focused()
    key.click()
    expect(dialog).to_be_hidden()
    grid.saved()
    assert marks(journal, 0) == ["5"]

    page.context.clear_cookies()
    by_number = here.replace("localhost", "127.0.0.1")
    enter(page, by_number, "ivanova", PASSWORD)
    expect(page.get_by_text("Ключ доступа здесь не сработает")).to_be_visible()
    clean(page)
