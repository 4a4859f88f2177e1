"""An administrator in August: a workbook is checked, mended, loaded and taken back."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import Appointment
from contingent.models import Student
from tests.contingent.workbooks import administrator, student_row, students
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def clean(page: Page) -> bool:
    """Whether the page has no accessibility violation and no sideways scroll."""
    found = Axe().run(page)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not found.response["violations"], found.generate_report()
    return not wide


@pytest.fixture
def signed_in(page: Page, live_server: object) -> Page:
    user = administrator()
    assert Appointment.objects.filter(user=user).exists()
    page.goto(f"{live_server}/sign-in/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.wait_for_load_state()
    page.goto(f"{live_server}/contingent/imports/")
    return page


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_a_workbook_is_checked_mended_loaded_and_undone(signed_in: Page, tmp_path: Path, size: tuple[int, int]) -> None:
    page = signed_in
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert clean(page)
    wrong, right = tmp_path / "список.xlsx", tmp_path / "исправлено.xlsx"
    wrong.write_bytes(students(student_row(), student_row("Орлов Олег", email="o@mail,ru")).getvalue())
    right.write_bytes(students(student_row(), student_row("Орлов Олег", email="o@mail.ru")).getvalue())

    page.set_input_files("[name=file]", wrong)
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.get_by_text("Отклонена 1 строка.")).to_be_visible()
    expect(page.locator(".import-row")).to_contain_text("Список!E3")
    expect(page.get_by_role("button", name="Загрузить всё")).to_have_count(0)
    assert clean(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Копия с замечаниями").click()
    assert download.value.suggested_filename.endswith(".xlsx")

    page.get_by_label("Где вы находитесь").get_by_role("link").click()
    page.set_input_files("[name=file]", right)
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.locator(".import-row")).to_have_count(2)
    assert clean(page)
    page.get_by_role("button", name="Загрузить всё").click()
    expect(page.get_by_text("Файл загружен.")).to_be_visible()
    assert Student.objects.count() == 2

    page.goto(page.url.split("/contingent/")[0] + "/contingent/students/")
    page.get_by_label("Поиск", exact=True).fill("орл")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "q=" in page.url
    assert clean(page)

    page.goto(page.url.split("/contingent/")[0] + "/contingent/imports/")
    assert clean(page)
    page.get_by_role("link", name="исправлено.xlsx").click()
    page.get_by_text("Отменить загрузку…").click()
    page.get_by_role("button", name="Отменить всё").click()
    expect(page.get_by_text("Загрузка отменена: всё стало так, как было до неё.")).to_be_visible()
    assert not Student.objects.exists()
