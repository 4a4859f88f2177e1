"""Cells: comments, the editor by mouse and by touch, closed cells, averages, other scales."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from contingent.models import Membership
from journal.models import Mark, MarkScale, ScaleGrade
from tests.browser.grid import Grid, absences, marks, sign_in
from tests.factories import AppointmentFactory, LessonFactory, make_work
from tests.journal.pages import make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_comment_is_written_and_survives_undo_of_a_cleared_mark(grid: Grid) -> None:
    grid.go(0, 0)
    grid.press("5", "ArrowUp", "F2")
    grid.page.get_by_label("Комментарий к отметке").fill("За <b>устный</b> ответ")
    grid.page.get_by_role("button", name="Записать комментарий").click()
    grid.saved()
    assert comment(grid) == "За <b>устный</b> ответ"
    expect(grid.cell(0, 0)).to_be_focused()

    grid.press("Delete")
    grid.saved()
    assert marks(grid.journal, 0)[0] == ""
    grid.press("Control+z")
    grid.saved()
    assert (marks(grid.journal, 0)[0], comment(grid)) == ("5", "За <b>устный</b> ответ")
    grid.press("Control+Shift+Z")
    grid.saved()
    assert marks(grid.journal, 0)[0] == ""
    expect(grid.page.locator("#grid-problems")).to_be_hidden()


def test_everything_by_mouse(grid: Grid) -> None:
    editor = grid.page.locator("#cell-editor")
    grid.cell(1, 1).dblclick()
    editor.get_by_role("button", name="4", exact=True).click()
    expect(editor).to_be_hidden()
    grid.cell(2, 1).click(button="right")
    editor.get_by_role("button", name="б, болен").click()
    grid.cell(3, 1).dblclick()
    editor.get_by_role("button", name="о10").click()
    grid.cell(1, 1).dblclick()
    expect(editor.get_by_role("button", name="4", exact=True)).to_have_attribute("aria-pressed", "true")
    editor.get_by_role("button", name="н, отсутствовал").click()

    grid.saved()
    assert marks(grid.journal, 1)[:3] == ["", "4", ""]
    assert absences(grid.journal, 1)[:4] == ["", "absent", "ill", "late:10"]
    grid.cell(1, 1).dblclick()
    editor.get_by_role("button", name="Стереть").click()
    grid.saved()
    assert marks(grid.journal, 1)[1] == ""


def test_a_phone_gives_marks_with_a_thumb(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(
        locale="ru-RU", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    journal = make_page(30, 3, last=timezone.localdate())
    sign_in(context, live_server.url, journal.teacher)
    grid = Grid(context.new_page(), journal, live_server.url).open()
    editor = grid.page.locator("#cell-editor")
    expect(editor).to_be_hidden()
    grid.cell(0, 2).tap()
    expect(editor).to_be_visible()
    box = editor.bounding_box()
    assert box
    assert round(box["y"] + box["height"]) == 844
    for code in "5432":
        editor.get_by_role("button", name=code, exact=True).tap()
    editor.get_by_role("button", name="н, отсутствовал").tap()

    grid.saved()
    assert marks(journal, 2)[:5] == ["5", "4", "3", "2", ""]
    assert absences(journal, 2)[:5] == ["", "", "", "", "absent"]
    for _ in range(20):
        editor.get_by_role("button", name="5", exact=True).tap()
    cell = grid.cell(25, 2).bounding_box()
    box = editor.bounding_box()
    assert cell
    assert box
    assert cell["y"] + cell["height"] <= box["y"], "the palette hides the cell it is about"
    grid.saved()
    assert marks(journal, 2).count("5") == 21
    context.close()


def test_closed_cells_say_why_and_take_nothing(grid: Grid) -> None:
    course, teacher = grid.journal.course, grid.journal.lessons[0].teacher
    old = LessonFactory(course=course, teacher=teacher, date=timezone.localdate() - timedelta(days=40), number=1)
    make_work(old)
    student = Membership.objects.filter(group=course.study_group).order_by("student__user__sort_key").first()
    assert student
    student.starts = timezone.localdate()
    student.save()
    grid.reload()
    grid.go(1, 0)
    reason = grid.page.locator("#grid th.w").first.get_attribute("data-closed") or "?"
    expect(grid.live()).to_contain_text(reason)
    expect(grid.page.locator("#grid td:focus")).to_have_attribute("aria-readonly", "true")
    grid.press("5")
    grid.paste("4")
    expect(grid.page.locator("#paste-dialog")).to_contain_text(reason)
    grid.press("Escape")
    assert grid.column(0)[1] == ""
    grid.go(0, 1)
    expect(grid.live()).to_contain_text("не был в группе")
    grid.press("5")

    assert grid.unsent() == []
    assert not Mark.objects.exists()


def test_those_who_only_read_move_and_are_told_why_they_cannot_write(browser: Browser, live_server: LiveServer) -> None:
    journal = make_page(3, 2, marks=True, last=timezone.localdate())
    director = AppointmentFactory(organization=journal.course.organization, role=Role.DIRECTOR).user
    context = browser.new_context(locale="ru-RU")
    sign_in(context, live_server.url, director)
    grid = Grid(context.new_page(), journal, live_server.url).open()
    problems: list[str] = []
    grid.page.on("pageerror", lambda error: problems.append(str(error)))
    grid.go(0, 0)
    grid.press("5", "ArrowDown", "Delete", "?", "Escape", "F2")
    expect(grid.page.locator("#cell-editor")).to_contain_text("Страница только для чтения")

    assert problems == []
    assert grid.unsent() == []
    assert marks(journal, 0) == ["4"] * 3
    context.close()


def test_figures_are_the_servers_own(grid: Grid) -> None:
    grid.go(0, 0)
    for column in range(4):
        grid.go(0, column)
        grid.press(*"54325.")
    grid.go(0, 3)
    grid.press("3")
    grid.type("н", "KeyY")
    grid.go(4, 1)
    grid.type("н", "KeyY")
    grid.type("б", "Comma")
    grid.go(2, 2)
    grid.press("Delete")
    before = figures(grid)
    grid.saved()
    grid.reload()

    assert before == figures(grid)
    assert any("," in figure for figure in before)
    assert any("%" in figure for figure in before)


def test_codes_of_a_long_scale_are_typed_and_entered(grid: Grid) -> None:
    scale = MarkScale.objects.create(organization=grid.journal.course.organization, name="100 баллов")
    for points in range(101):
        ScaleGrade.objects.create(scale=scale, code=str(points), title=str(points), value=points, position=points)
    lesson = LessonFactory(
        course=grid.journal.course, teacher=grid.journal.lessons[0].teacher, date=timezone.localdate(), number=9
    )
    work = make_work(lesson, scale=scale)
    grid.reload()
    grid.go(0, 4)
    grid.press("8", "7", "Enter", "1", "0", "0", "5", "ArrowDown", "9", "Escape", "4", "Backspace", "6", "Enter")

    grid.saved()
    codes = Mark.objects.filter(work=work).order_by("student__user__sort_key").values_list("grade__code", flat=True)
    assert list(codes) == ["87", "100", "5", "6"]


def comment(grid: Grid) -> str:
    return Mark.objects.get(work=grid.journal.works[0]).comment


def figures(grid: Grid) -> list[str]:
    """The ends of the rows and the feet of the columns, as shown."""
    found: list[str] = grid.page.eval_on_selector_all(
        "#grid tbody .avg, #grid tbody .att, #grid tfoot td", "cells => cells.map(cell => cell.textContent)"
    )
    return found
