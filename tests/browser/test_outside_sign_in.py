"""In through госуслуги and РСААГ in a real browser: out to a stand-in provider and back by real redirects."""

from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from tests.accounts.outside import STRANGER, configured, person, provider
from tests.browser.grid import sign_in
from tests.factories import AppointmentFactory, MembershipFactory, RepresentativeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def clean(page: Page) -> None:
    """The page has no accessibility violation and no sideways scroll."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def go_as(page: Page, address: str, name: str, way: str = "Родителям") -> None:
    """Press the button of the door, choose a person at the provider, come back."""
    page.goto(f"{address}/sign-in/")
    page.get_by_role("button", name=way).click()
    page.get_by_role("button", name=name).click()


@pytest.fixture
def parent() -> Any:
    member = MembershipFactory()
    return RepresentativeFactory(
        student=member.student, user__last_name="Ёлкина", user__birth_date=date(1985, 3, 14)
    ).user


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_a_parent_comes_in_and_reads_the_diary(
    live_server: LiveServer, page: Page, settings: Any, parent: Any, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    with provider(settings, "gosuslugi", [person("100", parent, family_name="Елкина")]) as outside:
        page.goto(f"{live_server.url}/diary/?from=mail")
        expect(page.get_by_role("button", name="Родителям")).to_be_visible()
        clean(page)
        page.get_by_role("button", name="Родителям").click()
        page.wait_for_url(f"{outside}/**")
        page.get_by_role("button", name="Елкина").click()
        page.wait_for_url(f"{live_server.url}/diary/**")
    student = parent.representations.get().student
    expect(page.get_by_role("main")).to_contain_text(student.user.first_name)


def test_after_signing_out_the_next_one_at_the_computer_is_asked_who_they_are(
    live_server: LiveServer, page: Page, settings: Any, parent: Any
) -> None:
    with provider(settings, "gosuslugi", [person("100", parent), STRANGER], remembers=True) as outside:
        go_as(page, live_server.url, "Ёлкина")
        page.wait_for_url(f"{live_server.url}/diary/**")
        page.context.clear_cookies(name="sessionid")
        page.goto(f"{live_server.url}/sign-in/")
        page.get_by_role("button", name="Родителям").click()  # the provider remembers: no question
        page.wait_for_url(f"{live_server.url}/diary/**")
        page.locator(".bar-person summary").click()
        page.get_by_role("button", name="Выйти").click()
        page.wait_for_url(f"{live_server.url}/sign-in/")
        page.get_by_role("button", name="Родителям").click()
        page.wait_for_url(f"{outside}/**")
        expect(page.get_by_role("button", name="Незнакомова")).to_be_visible()


def test_a_stranger_asks_the_administrator_links_and_the_second_try_works(
    live_server: LiveServer, page: Page, browser: Browser, settings: Any, parent: Any
) -> None:
    student = parent.representations.get().student
    admin = AppointmentFactory(organization=student.organization, role=Role.JOURNAL_ADMIN).user
    with provider(settings, "gosuslugi", [STRANGER]):
        go_as(page, live_server.url, "Незнакомова")
        page.wait_for_url("**/sign-in/request/")
        expect(page.get_by_role("heading", name="Мы вас не нашли")).to_be_visible()
        clean(page)
        page.fill("#organization-q", "нет такой")
        expect(page.locator("#organizations")).to_contain_text("Организации с таким названием нет")
        page.fill("#organization-q", student.organization.name[:5].lower())
        page.get_by_label(student.organization.name).check()
        page.get_by_label("Фамилия и имя ребёнка").fill(student.user.full_name)
        page.get_by_role("button", name="Отправить заявку").click()
        expect(page.get_by_text("ждёт ответа")).to_be_visible()

        office = browser.new_context(locale="ru-RU", viewport={"width": 390, "height": 844})
        sign_in(office, live_server.url, admin)
        desk = office.new_page()
        desk.goto(f"{live_server.url}/contingent/sign-ins/")
        clean(desk)
        desk.get_by_role("link", name="Незнакомова").click()
        expect(desk.locator(".sign-in-candidate")).to_have_count(1)  # by the child that was named
        clean(desk)
        desk.get_by_role("button", name="Связать с этим человеком").click()
        expect(desk.get_by_text("Теперь этот человек входит сам")).to_be_visible()
        office.close()

        go_as(page, live_server.url, "Незнакомова")
        page.wait_for_url(f"{live_server.url}/diary/**")
        expect(page.get_by_role("main")).to_contain_text(student.user.first_name)


def test_a_wrong_state_and_a_provider_that_is_down_end_at_the_door_with_words(
    live_server: LiveServer, page: Page, context: BrowserContext, settings: Any, parent: Any
) -> None:
    with provider(settings, "gosuslugi", [person("100", parent)]):
        page.goto(f"{live_server.url}/sign-in/through/gosuslugi/callback/?code=x&state=x")
        expect(page.get_by_text("Начните его заново с этой страницы")).to_be_visible()
        assert "code=" not in page.url
    settings.SOCIALACCOUNT_PROVIDERS = configured("gosuslugi", "http://127.0.0.1:9")
    answer = page.goto(f"{live_server.url}/sign-in/?next=/diary/")
    assert answer
    page.get_by_role("button", name="Родителям").click()
    expect(page.get_by_text("сервис сейчас не отвечает")).to_be_visible()
    assert page.url.endswith("?next=%2Fdiary%2F")
    clean(page)
