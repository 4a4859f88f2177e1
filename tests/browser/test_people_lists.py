"""The first of September: a student is found as one types, moved with others to another group, and back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from contingent.models import Membership
from tests.contingent.workbooks import administrator
from tests.factories import PASSWORD, MembershipFactory, RepresentativeFactory, StudyGroupFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def clean(page: Page) -> bool:
    """Whether the page has no accessibility violation and no sideways scroll."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    return not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_students_are_found_moved_and_moved_back(page: Page, live_server: object, size: tuple[int, int]) -> None:
    admin = administrator()
    group = StudyGroupFactory(organization=admin.appointments.get().organization, name="ИС-11")
    StudyGroupFactory(organization=group.organization, name="ИС-12")
    for name in ("Ёлкина-Константинопольская", "Ёлкин", "Жуков"):
        place = MembershipFactory(group=group, student__user__last_name=name, student__user__phone="+79021112233")
        RepresentativeFactory(student=place.student)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{live_server}/sign-in/")
    page.fill("[name=username]", admin.username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto(f"{live_server}/contingent/students/")
    rows = page.locator("#people-list tbody tr")
    expect(rows).to_have_count(3)
    assert clean(page)

    page.get_by_label("Поиск", exact=True).press_sequentially("елки 8 902")
    expect(rows).to_have_count(2)
    page.reload()
    expect(rows).to_have_count(2)
    page.locator("[data-page]").check()
    expect(page.locator("#people-list [data-many]")).to_have_text("Выбрано: 2")
    page.get_by_role("button", name="Перевести в другую группу").click()

    page.get_by_label("В группу").select_option(label="ИС-12")
    expect(page.locator("#bulk-preview")).to_contain_text("ИС-11 → ИС-12")
    page.get_by_label("Приказ №").fill("12-к")
    assert clean(page)
    page.get_by_role("button", name="Применить").click()
    expect(page.get_by_role("status").first).to_contain_text("Готово")
    assert Membership.objects.on(timezone.localdate()).filter(group__name="ИС-12").count() == 2

    page.get_by_role("button", name="Отменить целиком").click()
    expect(page.locator(".import-badge")).to_have_text("отменено")
    assert Membership.objects.on(timezone.localdate()).filter(group__name="ИС-11").count() == 3
    page.locator(".bulk-lines a").first.click()
    expect(page.locator("h1")).to_contain_text("Ёлкин")
    assert clean(page)
