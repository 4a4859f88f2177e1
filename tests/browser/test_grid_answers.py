"""What the server answers is what the grid shows: another's value since, attendance taken back."""

from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from accounts.audit import Trace
from journal.enums import EntryKind
from journal.services.cells import Entry
from journal.services.entries import save_entries
from tests.browser.grid import Grid
from tests.factories import TeachingLoadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_lost_answer_repeated_shows_what_another_has_put_there_since(grid: Grid) -> None:
    journal = grid.journal
    other = TeachingLoadFactory(course=journal.course).employee.user
    lost = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        change = Entry(
            uuid4(), EntryKind.MARK, journal.students[0].pk, journal.lessons[0].pk, journal.works[0].pk, "3", "5"
        )
        save_entries(course=journal.course, entries=[change], trace=Trace(actor=other, now=timezone.now()))
        return route.abort()

    grid.page.route("**/entries/", lose)
    grid.go(0, 0)
    grid.press("5")
    expect(grid.cell(0, 0)).to_have_text("3", timeout=20_000)
    grid.saved()


def test_the_share_of_attendance_goes_with_a_slip_taken_back(grid: Grid) -> None:
    share = grid.page.locator("#grid tbody tr").nth(1).locator("td.att")
    expect(share).to_have_text("")
    grid.go(0, 0)
    grid.type("н", "KeyY")
    grid.saved()
    expect(share).to_have_text("100 %")
    grid.press("Control+z")
    grid.saved()
    expect(share).to_have_text("")
