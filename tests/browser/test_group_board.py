"""The board of subgroups in a real browser: by mouse, by keys, by finger, and what somebody else does meanwhile."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.audit import Trace
from contingent.enums import GroupKind
from contingent.models import Membership, StudyGroup
from contingent.queries.groups.board import board_groups, read_seats
from contingent.services.groups.composing import Move, compose
from tests.browser.grid import sign_in
from tests.contingent.workbooks import administrator
from tests.factories import MembershipFactory, StudyGroupFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("Абрамов", "Борисов", "Власов", "Громов", "Дроздов")


def inside(group: StudyGroup) -> list[str]:
    rows = Membership.objects.on(timezone.localdate()).filter(group=group).order_by("student__user__sort_key")
    return list(rows.values_list("student__user__last_name", flat=True))


def column(page: Page, group: Any) -> Any:
    return page.locator(f'.board-column[data-group="{getattr(group, "pk", group)}"]')


def saved(page: Page) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator("#board-save").click()


def test_a_group_is_divided_by_mouse_and_by_keys(live_server: LiveServer, context: BrowserContext) -> None:
    admin = administrator()
    home = StudyGroupFactory(organization=admin.appointments.get().organization, name="ИС-21")
    for name in NAMES:
        MembershipFactory(group=home, student__user__last_name=name)
    first, second = (
        StudyGroupFactory(
            organization=home.organization, name=f"ИС-21/{n}", kind=GroupKind.SUBGROUP, division="Английский"
        )
        for n in (1, 2)
    )
    for group in (first, second):
        group.sources.add(home)
    sign_in(context, live_server.url, admin)
    page = context.new_page()
    page.goto(f"{live_server.url}/contingent/groups/{first.pk}/board/")
    abramov = page.locator(".board-student", has_text="Абрамов")

    abramov.locator(".board-name").drag_to(column(page, second).locator("ul"))
    expect(column(page, second)).to_contain_text("Абрамов")
    expect(page.locator("#board-status")).to_contain_text("1")
    page.keyboard.press("Control+z")
    expect(column(page, "0")).to_contain_text("Абрамов")

    abramov.locator("input").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("1")
    expect(column(page, first).locator("[data-student] input")).to_have_count(2)
    expect(page.locator(".board-student", has_text="Власов").locator("input")).to_be_focused()
    page.keyboard.press("2")
    saved(page)
    expect(page.locator("#board-latest")).to_be_visible()
    assert (inside(first), inside(second)) == (["Абрамов", "Борисов"], ["Власов"])

    today = timezone.localdate()
    seats = {seat.name.split()[0]: seat for seat in read_seats(board_groups(first, today), today)}
    other = administrator(home.organization)
    move = Move(seats["Абрамов"].student, seats["Абрамов"].token, second.pk)
    compose(group=first, day=today, moves=[move], order="", trace=Trace(other, timezone.now()))
    page.locator(".board-student", has_text="Абрамов").locator("input").focus()
    page.keyboard.press("0")
    page.locator(".board-student", has_text="Громов").locator("input").focus()
    page.keyboard.press("1")
    saved(page)
    expect(page.locator("#board-trouble")).to_contain_text(other.short_name)
    expect(column(page, second)).to_contain_text("Абрамов")
    expect(column(page, first)).to_contain_text("Громов")
    assert inside(first) == ["Борисов"]
    saved(page)
    assert (inside(first), inside(second)) == (["Борисов", "Громов"], ["Абрамов", "Власов"])

    page.get_by_role("button", name="Поровну по алфавиту").click()
    expect(column(page, first).locator("[data-student] input")).to_have_count(3)
    expect(column(page, second).locator("[data-student] input")).to_have_count(2)
    page.locator("#board-revert").click()
    page.locator("#board-latest button").click()
    expect(page.get_by_role("status").or_(page.locator(".alert-success")).first).to_be_visible()
    expect(column(page, "0")).to_contain_text("Громов")
    assert inside(first) == ["Борисов"]


@pytest.mark.browser_context_args(has_touch=True)
def test_a_student_is_dragged_by_finger(live_server: LiveServer, context: BrowserContext) -> None:
    admin = administrator()
    home = StudyGroupFactory(organization=admin.appointments.get().organization)
    MembershipFactory(group=home, student__user__last_name="Абрамов")
    group = StudyGroupFactory(organization=home.organization, kind=GroupKind.SUBGROUP)
    group.sources.add(home)
    sign_in(context, live_server.url, admin)
    page = context.new_page()
    page.goto(f"{live_server.url}/contingent/groups/{group.pk}/board/")
    grip, there = page.locator(".board-grip").bounding_box(), column(page, group).bounding_box()
    assert grip
    assert there
    client = context.new_cdp_session(page)
    point = {"x": grip["x"] + grip["width"] / 2, "y": grip["y"] + grip["height"] / 2}
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    for part in (0.3, 0.6, 1):
        at = {"x": point["x"] + (there["x"] + 60 - point["x"]) * part, "y": there["y"] + 80}
        client.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(column(page, group)).to_contain_text("Абрамов")
