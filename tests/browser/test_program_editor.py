"""The editor of a work programme in a real browser: typed, pasted, moved, undone, saved, never over another's."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.audit import Trace
from curriculum.models import Topic
from curriculum.programs import TopicRow
from curriculum.queries.programs.document import load_document, version_of
from curriculum.services.programs.making import make_program
from curriculum.services.programs.saving import save_program
from tests.browser.grid import sign_in
from tests.factories import TeachingLoadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = (
    "<table><tr><th>Тема</th><th>Часы</th><th>Домашнее задание</th></tr><tr><td colspan=3>Раздел 2. Функции</td></tr>"
    "<tr><td>Линейная функция</td><td>3</td><td>§ 7</td></tr>"
    "<tr><td>Контрольная работа</td><td>1</td><td></td></tr></table>"
)


def paste(page: Page, field: str, html: str) -> None:
    page.evaluate(
        """([field, html]) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "a\\tb");
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.querySelector(field).dispatchEvent(event);
        }""",
        [field, html],
    )


def save_now(page: Page) -> None:
    """Let the editor save as it does when the network is back, without waiting for a pause in typing."""
    page.evaluate("dispatchEvent(new Event('online'))")


def names(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator(".pe-row .pe-name").all()]


def test_a_programme_is_written(live_server: LiveServer, context: BrowserContext) -> None:
    load = TeachingLoadFactory()
    trace = Trace(load.employee.user, timezone.now())
    program = make_program(course=load.course, source=None, trace=trace)
    sign_in(context, live_server.url, load.employee.user)
    page = context.new_page()
    page.goto(f"{live_server.url}/programs/{program.pk}/")
    status = page.locator("#pe-status")

    page.locator("#pe-topic").click()
    page.keyboard.type("Числа")
    page.keyboard.press("Enter")
    page.keyboard.type("Степени")
    page.keyboard.press("Alt+ArrowUp")
    assert names(page) == ["Степени", "Числа"]
    page.locator(".pe-hours").nth(1).fill("2,5")
    expect(page.locator("#pe-hours")).to_contain_text("3,5")

    paste(page, '.pe-row:last-child [data-field="name"]', TABLE)
    expect(page.locator("#pe-preview")).to_contain_text("Линейная функция")
    page.locator("#pe-insert").click()
    assert names(page) == ["Степени", "Числа", "Раздел 2. Функции", "Линейная функция", "Контрольная работа"]
    page.keyboard.press("Control+z")
    assert names(page) == ["Степени", "Числа"]
    paste(page, '.pe-row:last-child [data-field="name"]', TABLE)
    page.locator("#pe-insert").click()
    save_now(page)
    expect(status).to_have_text("Всё сохранено")
    topics = list(Topic.objects.filter(program=program).order_by("position").values_list("name", "hours", "homework"))
    assert topics == [
        ("Степени", 1, ""),
        ("Числа", 2.5, ""),
        ("Линейная функция", 3, "§ 7"),
        ("Контрольная работа", 1, ""),
    ]

    program.refresh_from_db()
    held = load_document(program)
    first, second = (row for row in held.rows[:2] if isinstance(row, TopicRow))
    theirs = (replace(first, name="Степени и показатели"), replace(second, hours=Decimal(4)), *held.rows[2:])
    save_program(program=program.pk, document=replace(held, rows=theirs), seen=version_of(program), trace=trace)
    page.locator(".pe-row .pe-name").first.fill("Степени и корни")
    save_now(page)
    panel = page.locator("#pe-conflict")
    expect(panel).to_contain_text("Степени и показатели")
    page.reload()
    expect(panel).to_contain_text(load.employee.user.short_name)
    assert names(page)[0] == "Степени и корни"
    panel.locator("button").first.click()
    expect(status).to_have_text("Всё сохранено")
    topics = list(Topic.objects.filter(program=program).order_by("position").values_list("name", "hours"))
    assert topics[:2] == [("Степени и корни", 1), ("Числа", 4)], "theirs and mine are put together"

    other = context.new_page()
    other.goto(page.url)
    context.set_offline(True)
    page.locator(".pe-row .pe-name").first.fill("Из первого окна")
    other.locator(".pe-row .pe-name").nth(1).fill("Из второго окна")
    save_now(page)
    expect(other.locator("#pe-status")).to_have_text("Ещё не сохранено")
    expect(status).to_contain_text("Нет сети")
    page.wait_for_timeout(400)  # a draft is kept a moment after a key, and says nothing else
    expect(status).to_contain_text("Нет сети")
    other.close()
    context.set_offline(False)
    expect(status).to_have_text("Всё сохранено")
    page.reload()
    expect(page.locator(".pe-row .pe-name").nth(1)).to_have_value("Из второго окна")
    assert names(page)[0] == "Из первого окна"

    page.get_by_role("button", name="Отправить на утверждение").click()
    expect(page.locator(".program-state").first).to_have_text("На утверждении")
