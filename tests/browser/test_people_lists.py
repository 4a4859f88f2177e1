"""The first of September: a student is found as one types, moved with others to another group, and back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import Appointment, User
from contingent.models import GroupDelegation, Membership
from tests.contingent.workbooks import administrator
from tests.factories import (
    PASSWORD,
    AppointmentFactory,
    EmployeeFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudyGroupFactory,
)

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


def enter(page: Page, live_server: object, user: User) -> None:
    page.goto(f"{live_server}/sign-in/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def test_who_is_ticked_stays_ticked_on_the_next_page_until_it_is_done(page: Page, live_server: object) -> None:
    group = StudyGroupFactory(name="ИС-11")
    deputy = AppointmentFactory(organization=group.organization, role=Role.DEPUTY).user
    StudyGroupFactory(organization=group.organization, name="ИС-12")
    for number in range(52):
        MembershipFactory(group=group, student__user__last_name=f"Ученик{number:02}")
    enter(page, live_server, deputy)
    page.goto(f"{live_server}/contingent/students/")
    page.get_by_label("Ученик00").check()
    page.get_by_role("link", name="Дальше").click()
    page.get_by_label("Ученик51").check()
    many = page.locator("#people-list [data-many]")
    expect(many).to_have_text("Выбрано: 2, из них не на этой странице: 1")
    page.get_by_label("Поиск", exact=True).press_sequentially("ученик00")
    expect(page.locator("#people-list tbody tr")).to_have_count(1)
    expect(page.get_by_label("Ученик00")).to_be_checked()
    expect(many).to_have_text("Выбрано: 2, из них не на этой странице: 1")
    page.get_by_role("button", name="Перевести в другую группу").click()
    page.get_by_label("В группу").select_option(label="ИС-12")
    page.get_by_label("Приказ №").fill("12-к")
    page.get_by_role("button", name="Применить").click()
    expect(page.get_by_role("status").first).to_contain_text("Готово")
    assert Membership.objects.on(timezone.localdate()).filter(group__name="ИС-12").count() == 2
    page.goto(f"{live_server}/contingent/students/")
    expect(page.get_by_label("Ученик00")).not_to_be_checked()
    page.get_by_label("Ученик01").check()
    page.get_by_role("button", name="Снять выбор").click()
    expect(many).to_have_text("")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_a_role_is_given_and_ended_and_a_right_is_handed_over(
    page: Page, live_server: object, size: tuple[int, int]
) -> None:
    director = AppointmentFactory(role=Role.DIRECTOR).user
    place = director.appointments.get().organization
    StudyGroupFactory(organization=place, name="ИС-11")
    for name in ("Ёлкина-Константинопольская", "Жуков"):
        EmployeeFactory(organization=place, user__last_name=name, position="Преподаватель физики")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    enter(page, live_server, director)
    page.goto(f"{live_server}/contingent/appointments/")
    assert clean(page)
    page.get_by_role("link", name="Назначить").first.click()
    page.locator("input[type=search]").last.press_sequentially("елки")
    page.locator("main .choice-list a").filter(has_text="Ёлкина").click()
    assert clean(page)
    page.get_by_label("Роль").select_option(label="Заместитель директора")
    page.locator("main form[method=post] button[type=submit]").last.click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert Appointment.objects.filter(role=Role.DEPUTY, ends=None).count() == 1
    page.goto(f"{live_server}/contingent/appointments/")
    expect(page.locator("main table")).to_contain_text("Ёлкина-Константинопольская")

    page.goto(f"{live_server}/delegations/new/?kind=group")
    assert clean(page)
    for name in ("ИС-11", "Жуков"):
        page.locator("main .choice-list a").filter(has_text=name).click()
    page.locator("[name=ends]").fill(timezone.localdate().isoformat())
    page.get_by_label("Причина").fill("Замещает куратора на время болезни")
    assert clean(page)
    page.get_by_role("button", name="Передать").click()
    page.goto(f"{live_server}/delegations/")
    expect(page.locator("main table")).to_contain_text("Жуков")
    assert clean(page)
    page.locator("main table form button").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert not GroupDelegation.objects.on(timezone.localdate()).exists()
