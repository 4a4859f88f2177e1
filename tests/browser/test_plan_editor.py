"""The sheet of a curriculum in a real browser: typed, pasted, undone, saved by itself."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.audit import Trace
from curriculum.enums import ControlKind, CurriculumKind, Level, TeachingForm
from curriculum.models import ControlForm, Curriculum
from curriculum.plan_access import stamp
from curriculum.queries.plans.sheet import read_sheet
from curriculum.services.plans.edits import save_edits
from curriculum.services.plans.making import NewPlan, create_curriculum
from tests.browser.grid import sign_in
from tests.contingent.workbooks import administrator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BLOCK = "ПМ.01\tСварка\nМДК.01.01\tТехнология сварки\nУП.01\tУчебная практика"
NEW = NewPlan(
    CurriculumKind.COLLEGE, Level.VOCATIONAL, TeachingForm.FULL_TIME, "15.01.05", "Сварщик", "", 2026, terms=2
)
PASTE = """text => { const data = new DataTransfer(); data.setData("text/plain", text);
const told = {clipboardData: data, bubbles: true, cancelable: true};
document.activeElement.dispatchEvent(new ClipboardEvent("paste", told)) }"""


def cell(page: Page, row: int, column: str) -> Any:
    """A cell by the number of its row and the class of its column; the first of several."""
    return page.locator(f"#plan-table tbody tr:nth-child({row + 1}) td.c-{column}").first


def write(page: Page, text: str) -> None:
    """Write over a cell: letters that the test's keyboard has no keys for are put in as by an input method."""
    page.keyboard.press("F2")
    page.keyboard.insert_text(text)


def is_saved(page: Page) -> None:
    expect(page.locator("#plan-status")).to_have_attribute("data-state", "saved")


def rows_of(plan: Curriculum) -> list[tuple[str, int, list[str]]]:
    return [(row.code, row.depth, [str(hours) for hours in row.hours.values()]) for row in read_sheet(plan).rows]


def test_a_plan_is_typed_pasted_undone_and_saved_by_itself(live_server: LiveServer, context: BrowserContext) -> None:
    admin = administrator()
    organization = admin.appointments.get().organization
    ControlForm.objects.create(organization=organization, kind=ControlKind.EXAM, name="Экзамен", short_name="Э")
    trace = Trace(admin, timezone.now())
    plan = create_curriculum(organization=organization, told=NEW, trace=trace)
    sign_in(context, live_server.url, admin)
    page = context.new_page()
    page.goto(f"{live_server.url}/plans/{plan.pk}/")
    is_saved(page)

    # A row is typed; a block out of Excel goes below it, each row known by its index.
    page.locator("#plan-add").click()
    write(page, "ОП.01")
    page.keyboard.press("Tab")
    write(page, "Охрана труда")
    page.keyboard.press("Enter")
    page.locator("#plan-add").click()
    page.evaluate(PASTE, BLOCK)
    expect(page.locator("#plan-table tbody tr")).to_have_count(4)
    expect(page.locator("#plan-table tbody tr.k-module")).to_have_count(1)
    cell(page, 0, "hours").click()
    page.keyboard.type("3")
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    cell(page, 0, "control").click()
    write(page, "Э")
    page.keyboard.press("Enter")
    is_saved(page)
    assert [(code, hours) for code, _depth, hours in rows_of(plan)] == [
        ("ОП.01", ["36.0"]), ("ПМ.01", []), ("МДК.01.01", []), ("УП.01", []),
    ]  # fmt: skip
    expect(page.locator("#plan-table tfoot")).to_contain_text("2,12")

    # What does not add up stands in its place, in words.
    expect(page.locator("tr.k-study_practice .row-trouble")).to_be_visible()
    expect(page.locator("tr.k-module .row-trouble")).to_be_visible()

    # Deleting a module takes what is under it; Ctrl+Z brings all of it back.
    cell(page, 1, "code").click()
    page.keyboard.press("Control+Delete")
    is_saved(page)
    assert [code for code, _depth, _hours in rows_of(plan)] == ["ОП.01"]
    page.keyboard.press("Control+z")
    is_saved(page)
    assert [(code, depth) for code, depth, _hours in rows_of(plan)] == [
        ("ОП.01", 0), ("ПМ.01", 0), ("МДК.01.01", 1), ("УП.01", 1),
    ]  # fmt: skip

    # A number that is none stays in its cell and is not saved.
    cell(page, 2, "hours").click()
    page.keyboard.type("abc")
    page.keyboard.press("Enter")
    expect(page.locator("td.c-hours.is-wrong")).to_have_text("abc")
    page.keyboard.press("Control+z")

    # Somebody else saves meanwhile: nothing is overwritten, both keep theirs.
    is_saved(page)
    plan.refresh_from_db()
    other = plan.items.get(code="УП.01")
    edits = {"hours": [[other.pk, plan.terms.order_by("number")[0].pk, "practice", "72"]]}
    save_edits(plan=plan, seen=stamp(plan), edits=edits, trace=Trace(admin, timezone.now()))
    cell(page, 2, "name").click()
    write(page, "Технология ручной сварки")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-conflict")).to_be_visible()
    page.locator("#plan-mine").click()
    is_saved(page)
    assert plan.items.get(code="МДК.01.01").name == "Технология ручной сварки"
    assert rows_of(plan)[3] == ("УП.01", 1, ["72.0"])
