"""The diary in a real browser: a phone on a bus, several children, long words, dark and light."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.grid import sign_in
from tests.factories import NOW, TODAY
from tests.journal.diary.family import MONDAY, Family, give, make_course, make_family, make_lesson, miss, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
LONG = "Организация-обслуживания-" * 6


@pytest.fixture
def family(monkeypatch: pytest.MonkeyPatch) -> Family:
    """A parent with two children, on a Friday noon, with a week behind them."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    family = make_family(2)
    for number, child in enumerate(family.children, 1):
        for day in range(5):
            lesson = make_lesson(child.course, MONDAY + timedelta(days=day))
            give(child.student, lesson, "5432"[day % 4], comment=f"Слово {number}", title="Силы")
            write(lesson, topic="Закон Ома", homework="Прочитать https://example.org/ohm до урока")
        miss(child.student, lesson, "late:15")
    return family


@pytest.fixture
def phone(live_server: LiveServer, context: BrowserContext, family: Family) -> Page:
    """The parent's phone with the first child's week open."""
    sign_in(context, live_server.url, family.parent)
    page = context.new_page()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    go(page, live_server.url + family.child.url())
    return page


def go(page: Page, address: str) -> None:
    """Open the page; a refusal is a failure."""
    answer = page.goto(address)
    assert answer is not None and answer.ok, address


WIDER = """[...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
    .map((e) => `${e.tagName}.${e.className}`)"""


def fits(page: Page) -> bool:
    """Whether nothing makes the page wider than the screen; tells what does."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, page.evaluate(WIDER)
    return True


def test_the_week_on_a_phone_opens_at_today(phone: Page, family: Family) -> None:
    today = phone.locator(".diary-day.is-today")
    expect(today.get_by_role("heading", level=2)).to_contain_text("Пятница")
    expect(today).to_be_in_viewport()
    expect(today).to_contain_text("опоздание 15 мин")
    expect(today).to_contain_text("Слово 1")
    assert fits(phone)
    phone.get_by_role("link", name="Понедельник, 16 ноября").click()
    expect(phone.get_by_role("heading", name="Понедельник 16 ноября")).to_be_in_viewport()


def test_a_mark_is_there_when_the_phone_is_looked_at_again(
    live_server: LiveServer, context: BrowserContext, family: Family
) -> None:
    sign_in(context, live_server.url, family.parent)
    page = context.new_page()
    page.clock.install()
    go(page, live_server.url + family.child.url())
    lesson = make_lesson(family.child.course, TODAY, 2)
    give(family.child.student, lesson, "5", comment="Только что")
    page.clock.fast_forward(60_000)
    expect(page.get_by_text("Только что")).to_have_count(0)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Только что")).to_be_visible()


def test_without_a_network_what_was_shown_stays(
    live_server: LiveServer, context: BrowserContext, family: Family
) -> None:
    sign_in(context, live_server.url, family.parent)
    page = context.new_page()
    page.clock.install()
    go(page, live_server.url + family.child.url())
    context.set_offline(True)
    page.clock.fast_forward(60_000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Слово 1").first).to_be_visible()


def test_another_child_of_the_same_week(phone: Page, family: Family, live_server: LiveServer) -> None:
    two = family.children[1]
    go(phone, live_server.url + family.child.url("?week=2026-11-16"))
    phone.get_by_role("navigation", name="Чей дневник").locator("a").nth(1).click()
    expect(phone).to_have_url(live_server.url + two.url("?week=2026-11-16"))
    expect(phone.locator(".diary-name")).to_have_text(two.student.user.full_name)
    expect(phone.get_by_text("Слово 1")).to_have_count(0)
    expect(phone.get_by_text("Слово 2").first).to_be_attached()


def test_reading_what_is_new(phone: Page, family: Family) -> None:
    phone.get_by_role("link", name="Что нового (есть новое)").click()
    expect(phone.locator(".diary-news li")).not_to_have_count(0)
    phone.get_by_role("button", name="С дневником ознакомлен(а)").click()
    expect(phone.get_by_text("С тех пор ничего не изменилось.")).to_be_visible()
    expect(phone.get_by_text("Вы ознакомились с дневником 20 ноября 2026 в 12:00.")).to_be_visible()


def test_from_the_week_to_the_average(phone: Page, family: Family) -> None:
    phone.locator(".diary-lesson h3 a").first.click()
    expect(phone.get_by_role("heading", name="Как получился средний балл")).to_be_visible()
    phone.get_by_label("Ещё столько").fill("4")
    phone.get_by_role("button", name="Посчитать").click()
    expect(phone.get_by_text("Средний балл станет 4,33")).to_be_visible()
    assert fits(phone)


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_long_words_make_no_page_wider(
    live_server: LiveServer, context: BrowserContext, family: Family, width: int
) -> None:
    child = family.child
    child.student.user.last_name = LONG[:100]
    child.student.user.save()
    course = make_course(child.group, subject__name=LONG, subject__short_name=LONG[:60])
    lesson = make_lesson(course, TODAY, 3)
    give(child.student, lesson, "5", comment=LONG * 3, title=LONG)
    write(lesson, topic=LONG * 3, homework=f"https://example.org/{LONG * 4}")
    sign_in(context, live_server.url, family.parent)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    for tail in ("", "period/", "new/", f"subjects/{course.pk}/"):
        go(page, live_server.url + child.url(tail))
        assert fits(page), tail


def test_only_safe_addresses_are_links(phone: Page, family: Family) -> None:
    links = phone.locator(".diary-text a")
    expect(links.first).to_have_attribute("href", "https://example.org/ohm")
    expect(links.first).to_have_attribute("rel", "noopener noreferrer nofollow")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, {"width": 1366, "height": 768}], ids=["phone", "desk"])
def test_everyone_can_read_it(
    live_server: LiveServer, context: BrowserContext, family: Family, scheme: str, size: dict[str, int]
) -> None:
    sign_in(context, live_server.url, family.parent)
    page = context.new_page()
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for tail in ("", "?week=2026-07-06", "period/", "new/", f"subjects/{family.child.course.pk}/"):
        go(page, live_server.url + family.child.url(tail))
        found = Axe().run(page)
        assert found.violations_count == 0, f"{tail}: {found.generate_report()}"


def test_on_paper_there_is_only_the_diary(phone: Page, family: Family) -> None:
    phone.emulate_media(media="print")
    for hidden in (".bar", ".diary-people", ".diary-tabs", ".diary-jump"):
        expect(phone.locator(hidden).first).to_be_hidden()
    expect(phone.locator(".diary-lesson").first).to_be_visible()
