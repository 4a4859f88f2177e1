"""The journal by keyboard alone: marks, attendance, moving, undo. Counted in the database."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.grid import Grid, absences, history, marks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_column_of_marks_goes_in_without_a_mouse(grid: Grid) -> None:
    grid.go(0, 1)
    grid.press("5", "4", "3", "2")

    assert grid.at() == (4, 1)
    assert grid.column(1) == ["5", "4", "3", "2", "", ""]
    grid.saved()
    assert marks(grid.journal, 1) == ["5", "4", "3", "2", "", ""]
    assert history(grid.journal, 1) == 4


def test_typing_needs_no_click_before_it(grid: Grid) -> None:
    today = len(grid.journal.lessons) - 1
    grid.press("4")

    grid.saved()
    assert marks(grid.journal, today)[0] == "4"


RUSSIAN = [("н", "KeyY"), ("б", "Comma"), ("у", "KeyE"), ("ю", "Period"), (".", "Slash")]
LATIN = [("y", "KeyY"), (",", "Comma"), ("e", "KeyE"), (".", "Period"), ("/", "Slash")]


@pytest.mark.parametrize("layout", [RUSSIAN, LATIN], ids=["russian", "latin"])
def test_letters_mean_the_same_in_both_layouts(grid: Grid, layout: list[tuple[str, str]]) -> None:
    grid.go(0, 0)
    for key, code in layout:
        grid.type(key, code)

    grid.saved()
    assert absences(grid.journal, 0) == ["absent", "ill", "excused", "", "", ""]
    assert marks(grid.journal, 0) == ["", "", "", ".", ".", ""]


@pytest.mark.parametrize(("key", "code"), [("о", "KeyJ"), ("j", "KeyJ")])
def test_late_takes_minutes(grid: Grid, key: str, code: str) -> None:
    grid.go(0, 0)
    grid.type(key, code)
    grid.type("1", "Numpad1")
    grid.type("5", "Digit5")
    assert absences(grid.journal, 0)[0] == ""
    grid.press("Enter")

    assert grid.at() == (1, 0)
    grid.saved()
    assert absences(grid.journal, 0)[0] == "late:15"
    expect(grid.cell(0, 0)).to_have_text("о15")


@pytest.mark.parametrize("key", [".", ","])
def test_the_decimal_key_of_the_number_pad_is_an_owed_mark(grid: Grid, key: str) -> None:
    grid.go(0, 0)
    grid.type(key, "NumpadDecimal")

    grid.saved()
    assert marks(grid.journal, 0)[0] == "."


def test_what_is_no_mark_is_said_and_nothing_is_written(grid: Grid) -> None:
    grid.go(0, 0)
    grid.press("7")

    expect(grid.live()).to_contain_text("7")
    assert grid.live().evaluate("note => note.offsetHeight") > 20, "eyes are told too"
    grid.press("ArrowDown")
    expect(grid.live()).to_have_class(re.compile("visually-hidden"))
    assert grid.column(0)[0] == ""
    assert grid.unsent() == []


def test_attendance_and_mark_share_a_cell_and_delete_takes_the_mark_first(grid: Grid) -> None:
    grid.go(0, 0)
    grid.type("н", "KeyY")
    grid.press("ArrowUp", "5")
    expect(grid.cell(0, 0)).to_have_text("5н")

    grid.press("ArrowUp", "Delete")
    expect(grid.cell(0, 0)).to_have_text("н")
    grid.saved()
    assert (marks(grid.journal, 0)[0], absences(grid.journal, 0)[0]) == ("", "absent")

    grid.press("Delete")
    grid.saved()
    assert absences(grid.journal, 0)[0] == ""


def test_moving(grid: Grid) -> None:
    last_row, last_column = 5, 3
    grid.go(2, 2)
    for keys, place in [
        ("Home", (2, 0)),
        ("End", (2, last_column)),
        ("Control+Home", (0, 0)),
        ("Control+End", (last_row, last_column)),
        ("PageUp", (0, last_column)),
        ("PageDown", (last_row, last_column)),
        ("ArrowLeft", (last_row, last_column - 1)),
        ("Enter", (0, last_column)),
        ("Shift+Enter", (last_row, last_column - 1)),
        ("Tab", (last_row, last_column)),
        ("Shift+Tab", (last_row, last_column - 1)),
    ]:
        grid.press(keys)
        assert grid.at() == place, keys
    assert grid.page.locator("#grid [tabindex='0']").count() == 1


def test_tab_leaves_the_grid_after_its_last_cell(grid: Grid) -> None:
    grid.go(5, 3)
    grid.press("Tab")

    assert grid.page.evaluate("document.activeElement.closest('#grid')") is None


def test_enter_goes_right_when_so_set_and_stays_set(grid: Grid) -> None:
    grid.press("?")
    grid.page.get_by_label("вправо").check()
    grid.press("Escape")
    grid.go(0, 0)
    grid.press("5", "4")
    assert grid.at() == (0, 2)

    grid.saved()
    grid.reload()
    grid.go(0, 2)
    grid.press("3")
    assert grid.at() == (0, 3)


def test_heads_are_reached_by_arrows_and_opened_by_enter(grid: Grid) -> None:
    grid.go(0, 1)
    grid.press("ArrowUp", "ArrowUp", "Enter")
    grid.page.wait_for_url(f"**/lessons/{grid.journal.lessons[1].pk}/")


def test_undo_and_redo(grid: Grid) -> None:
    grid.go(0, 0)
    grid.press("5", "4")
    grid.saved()
    grid.press("Control+z")
    grid.saved()
    assert marks(grid.journal, 0)[:2] == ["5", ""]
    grid.press("Control+Shift+Z")
    grid.saved()
    assert marks(grid.journal, 0)[:2] == ["5", "4"]
    grid.press("Control+z", "Control+z", "Control+z")
    grid.saved()
    assert marks(grid.journal, 0)[:2] == ["", ""]
    grid.press("Control+y")
    grid.saved()
    assert marks(grid.journal, 0)[:2] == ["5", ""]
    # Two given, one undone, done again, both undone, one done again: each is in the history.
    assert history(grid.journal, 0) == 7


def test_changes_before_the_save_are_one_change(grid: Grid) -> None:
    grid.go(0, 0)
    grid.press("5", "ArrowUp", "4", "ArrowUp", "3")
    grid.saved()

    assert marks(grid.journal, 0)[0] == "3"
    assert history(grid.journal, 0) == 1
