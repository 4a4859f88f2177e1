"""Blocks of cells: selecting, filling, copying, pasting out of Excel, undoing it all as one step."""

import pytest
from playwright.sync_api import expect

from tests.browser.grid import Grid, absences, history, marks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_selection_is_filled_and_undone_as_one_step(grid: Grid) -> None:
    grid.go(0, 0)
    grid.press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight", "5")
    grid.saved()
    assert marks(grid.journal, 0)[:4] == ["5", "5", "5", ""]
    assert marks(grid.journal, 1)[:4] == ["5", "5", "5", ""]

    grid.press("Control+z")
    grid.saved()
    assert [marks(grid.journal, column) for column in (0, 1)] == [[""] * 6] * 2
    grid.press("Control+Shift+Z")
    grid.saved()
    assert marks(grid.journal, 1)[:4] == ["5", "5", "5", ""]
    assert history(grid.journal, 0) == 9


def test_dragging_selects_and_a_head_selects_its_column(grid: Grid) -> None:
    grid.cell(0, 1).hover()
    grid.page.mouse.down()
    grid.cell(2, 2).hover()
    grid.page.mouse.up()
    expect(grid.page.locator("#grid td[aria-selected='true']")).to_have_count(6)

    grid.page.locator("#grid th.w").nth(3).click()
    expect(grid.page.locator("#grid td:nth-of-type(4)[aria-selected='true']")).to_have_count(6)
    grid.press("4")
    grid.saved()
    assert marks(grid.journal, 3) == ["4"] * 6


def test_fill_down_and_clear(grid: Grid) -> None:
    grid.go(0, 2)
    grid.press("3", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    grid.saved()
    assert marks(grid.journal, 2) == ["3", "3", "3", "", "", ""]
    grid.press("Delete")
    grid.saved()
    assert marks(grid.journal, 2) == [""] * 6


def test_a_block_out_of_excel(grid: Grid) -> None:
    grid.go(1, 0)
    grid.paste("5\t4\r\n3\tн\r\n5 у\tо 15\r\n\t2,0\r\n")
    grid.saved()

    assert marks(grid.journal, 0) == ["", "5", "3", "5", "", ""]
    assert marks(grid.journal, 1) == ["", "4", "", "", "2", ""]
    assert absences(grid.journal, 0) == ["", "", "", "excused", "", ""]
    assert absences(grid.journal, 1) == ["", "", "absent", "late:15", "", ""]
    grid.press("Control+z")
    grid.saved()
    assert [marks(grid.journal, column) for column in (0, 1)] == [[""] * 6] * 2
    assert absences(grid.journal, 1) == [""] * 6


def test_what_cannot_be_pasted_is_listed_with_its_reason(grid: Grid) -> None:
    grid.go(3, 3)
    grid.paste("5\nпять\n4 3\n2")
    dialog = grid.page.locator("#paste-dialog")
    rows = dialog.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Здесь это не отметка")
    expect(rows.nth(1)).to_contain_text("Две отметки")
    expect(rows.nth(2)).to_contain_text("За краем журнала")
    assert marks(grid.journal, 3) == [""] * 6

    dialog.get_by_role("button", name="Не вставлять").click()
    assert grid.unsent() == []
    grid.paste("5\nпять\n4 3\n2")
    dialog.get_by_role("button", name="Вставить 1").click()
    grid.saved()
    assert marks(grid.journal, 3) == ["", "", "", "5", "", ""]


def test_one_value_is_pasted_into_all_that_is_selected(grid: Grid) -> None:
    grid.go(0, 0)
    grid.press("Shift+ArrowDown", "Shift+ArrowDown")
    grid.paste("4")
    grid.saved()
    assert marks(grid.journal, 0) == ["4", "4", "4", "", "", ""]


def test_copied_cells_paste_as_they_were(grid: Grid) -> None:
    grid.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    grid.go(0, 0)
    grid.press("5", "4", "Control+Home", "Shift+ArrowDown", "Control+c")
    grid.go(2, 1)
    grid.press("Control+v")
    grid.saved()
    assert marks(grid.journal, 1) == ["", "", "5", "4", "", ""]


def test_undo_leaves_what_has_become_something_else(grid: Grid) -> None:
    grid.go(0, 0)
    grid.press("5")
    grid.saved()
    grid.page.evaluate(
        """() => {
          const td = document.querySelector('#grid tbody td');
          td.textContent = '2';
        }"""
    )
    grid.press("Control+z")
    expect(grid.live()).to_contain_text("осталась как есть")
    assert marks(grid.journal, 0)[0] == "5"
