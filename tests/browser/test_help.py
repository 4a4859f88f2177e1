"""Help over a page: asked with F1, kept through a lost session, answered, read; on a computer and a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from communication.models import Question
from communication.services.questions import write_to_question
from tests.browser.grid import Grid, sign_in
from tests.factories import AppointmentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Длинноесловобезпробелов" * 8
SIZES = [(1366, 768, "light"), (390, 844, "dark")]


@pytest.fixture
def helper(grid: Grid) -> User:
    """Who helps where the journal of the grid is."""
    return AppointmentFactory.create(organization=grid.journal.course.organization, role=Role.IT_SUPPORT).user


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def test_a_question_from_the_journal_survives_the_session_and_is_answered(
    live_server: LiveServer, context: BrowserContext, grid: Grid, helper: User
) -> None:
    page = grid.page
    grid.go(0, 0)
    page.keyboard.press("F1")
    dialog = page.locator(".help-dialog")
    expect(dialog).to_contain_text(helper.full_name)
    words = dialog.get_by_label("Ваш вопрос")
    expect(words).to_be_focused()
    page.keyboard.type("5 не ставится? н")
    expect(words).to_have_value("5 не ставится? н")
    expect(dialog).to_contain_text(grid.journal.url.split("?")[0])
    assert violations(page) == []
    context.clear_cookies(name="sessionid")
    dialog.get_by_role("button", name="Отправить вопрос").click()
    page.wait_for_url("**/sign-in/**")
    assert not Question.objects.exists()
    sign_in(context, live_server.url, grid.journal.teacher)
    page.goto(live_server.url + grid.journal.url)
    page.locator(".foot").get_by_role("link", name="Помощь: задать вопрос").click()
    expect(words).to_have_value("5 не ставится? н")
    expect(dialog).to_contain_text("текст ещё не отправлен")
    dialog.get_by_role("button", name="Отправить вопрос").click()
    expect(dialog.get_by_role("heading", name="Вопрос отправлен")).to_be_focused()
    dialog.get_by_role("button", name="Закрыть").click()
    page.keyboard.press("F1")
    expect(words).to_have_value("")
    question = Question.objects.get()
    assert (question.screen, question.text) == ("1366×768", "5 не ставится? н")
    write_to_question(actor=helper, now=timezone.now(), question_id=question.pk, text="Занятие отменено")
    page.goto(f"{live_server.url}/help/mine/")
    page.get_by_role("link", name="5 не ставится").click()
    expect(page.get_by_text("Занятие отменено")).to_be_visible()


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_every_page_fits_and_breaks_no_rule(
    live_server: LiveServer, context: BrowserContext, grid: Grid, helper: User, settings: Any,
    width: int, height: int, scheme: Any,
) -> None:  # fmt: skip
    settings.DESK = {"address": "https://desk.example.org", "token": "x"}
    now = timezone.now()
    question = Question.objects.create(
        organization=grid.journal.course.organization, asker=grid.journal.teacher, text=f"{LONG}\nвторая строка",
        role=LONG[:150], page=f"/{LONG}/", place="Журнал", browser="Chrome 140, Windows", asked_at=now, changed_at=now,
    )  # fmt: skip
    write_to_question(actor=helper, now=now, question_id=question.pk, text=LONG)
    sign_in(context, live_server.url, helper)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    for path in ("/help/?page=/journal/7/", "/help/mine/", "/help/questions/?state=all", "/help/questions/",
                 f"/help/questions/{question.pk}/"):  # fmt: skip
        page.goto(live_server.url + path)
        if passing := page.locator(".desk-pass summary").all():
            passing[0].click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert violations(page) == [], path
