"""A table of a reference in a real browser: kept by keys, another's change is seen, a workbook loaded and undone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from curriculum.models import CalendarDay
from schedule.models import Building, Room
from tests.browser.grid import sign_in
from tests.contingent.workbooks import administrator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_rooms_are_kept_by_keys_and_loaded_from_a_workbook(
    live_server: LiveServer, context: BrowserContext, tmp_path: Path
) -> None:
    admin = administrator()
    house = Building.objects.create(organization=admin.appointments.get().organization, name="Главный корпус")
    room = Room.objects.create(building=house, name="101", seats=20)
    sign_in(context, live_server.url, admin)
    page = context.new_page()
    page.goto(f"{live_server.url}/references/rooms/", wait_until="networkidle")
    row = page.locator(f"#row-{room.pk}")
    row.get_by_role("link", name="Изменить").press("Enter")
    expect(page.get_by_label("Здание *")).to_be_focused()
    page.get_by_label("Число мест").fill("24")
    page.keyboard.press("Escape")
    expect(row.get_by_role("link", name="Изменить")).to_be_focused()
    expect(row).to_contain_text("20")
    row.locator("th").dblclick()
    page.get_by_label("Число мест").fill("двадцать")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Число мест")).to_be_focused()
    expect(row).to_contain_text("не целое число")
    clean(page)
    Room.objects.update(seats=22)
    page.get_by_label("Число мест").fill("24")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("Сейчас в таблице: 22")
    assert Room.objects.get().seats == 22
    expect(page.locator(".htmx-added, .htmx-settling, .htmx-swapping, .htmx-request")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(row.get_by_role("link", name="Изменить")).to_be_focused()
    assert Room.objects.get().seats == 24

    page.get_by_role("link", name="Добавить").click()
    page.get_by_label("Здание *").fill("Главный корпус")
    page.get_by_label("Кабинет *").fill("102")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="102", exact=True)).to_be_visible()
    expect(page.get_by_label("Здание *")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Здание *")).to_have_count(0)

    book = Workbook()
    for line in (["Кабинет", "Здание", "Мест"], ["101", "Главный корпус", 30], ["103", "Главный корпус", 15]):
        book.active.append(line)
    book.save(tmp_path / "кабинеты.xlsx")
    page.get_by_role("link", name="Загрузить из Excel").click()
    page.set_input_files("[name=file]", tmp_path / "кабинеты.xlsx")
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.locator(".import-row")).to_have_count(2)
    expect(page.locator(".import-row").first).to_contain_text("24 → 30")
    clean(page)
    page.get_by_role("button", name="Загрузить всё").click()
    expect(page.get_by_text("Загружено 2 строки.")).to_be_visible()
    page.get_by_text("Загрузки из Excel").click()
    page.set_viewport_size({"width": 390, "height": 844})
    clean(page)
    page.get_by_role("button", name="Отменить загрузку").click()
    expect(page.get_by_text("Загрузка отменена")).to_be_visible()
    assert sorted(Room.objects.values_list("name", "seats")) == [("101", 24), ("102", 0)]

    page.goto(f"{live_server.url}/references/calendar/?year=2026")
    page.get_by_label("Основание для дней").fill("по приказу")
    page.get_by_role("button", name="30 декабря: рабочий день").click()
    expect(page.get_by_role("button", name="30 декабря: выходной, по приказу")).to_be_focused()
    assert CalendarDay.objects.get().name == "по приказу"
    clean(page)
