"""What the page is like to be in: axe, zoom, the day that is today, keys that never hide, speed."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from journal.models import Mark
from tests.browser.grid import Grid, marks, shown, sign_in
from tests.factories import LessonFactory
from tests.journal.pages import give, make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def violations(page: Page) -> list[str]:
    found: Any = Axe().run(page)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found.response["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(grid: Grid, scheme: Any) -> None:
    page = grid.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    grid.go(0, 0)
    grid.press("5", "Shift+ArrowDown", "4")
    page.context.set_offline(True)
    grid.press("ArrowDown", "ArrowDown", "3", "F2")
    expect(page.locator("#grid-status")).to_contain_text("Не сохранено")
    page.evaluate("document.querySelector('[data-part=more]').open = true")
    page.context.set_offline(False)
    assert violations(page) == []

    grid.press("Escape", "?")
    expect(page.locator("#help-dialog")).to_be_visible()
    assert violations(page) == []


def test_twice_the_size_still_works(browser: Browser, live_server: LiveServer) -> None:
    """1366 × 768 at 200 % is a window of 683 × 384 points."""
    context = browser.new_context(locale="ru-RU", viewport={"width": 683, "height": 384})
    journal = make_page(30, 20, last=timezone.localdate())
    sign_in(context, live_server.url, journal.teacher)
    grid = Grid(context.new_page(), journal, live_server.url).open()
    grid.go(0, 19)
    for _ in range(12):
        grid.press("5")
        hidden = grid.page.evaluate(COVERED)
        assert hidden is None, hidden
    grid.press("Home")
    assert grid.page.evaluate(COVERED) is None
    assert grid.page.evaluate("document.documentElement.scrollWidth") <= 683
    grid.saved()
    assert marks(journal, 19).count("5") == 12
    context.close()


def test_the_focus_is_never_beneath_what_sticks(big: Grid) -> None:
    for keys in ("Control+Home", "Control+End", "Home", "Control+Home", "End", "PageDown", "Home", "PageUp"):
        big.press(keys)
        assert big.page.evaluate(COVERED) is None, keys


def test_today_is_in_view_and_names_stay(big: Grid) -> None:
    page = big.page
    expect(page.locator("#grid th.today")).to_be_in_viewport()
    expect(page.locator("#grid tbody th").first).to_be_in_viewport()
    assert page.evaluate("document.getElementById('grid-scroll').scrollLeft") > 0


def test_a_link_leads_to_the_exact_cell(grid: Grid) -> None:
    journal = grid.journal
    student = max(journal.students, key=lambda one: shown(journal).index(one.pk))
    give(journal, [journal.works[2]], [student], ".")
    for place, column in ((f"s{student.pk}l{journal.lessons[1].pk}", 1), (f"w{journal.works[2].pk}", 2)):
        grid.page.goto(f"{grid.address}{journal.url}#{place}")
        grid.reload()
        assert grid.at() == (shown(journal).index(student.pk), column)


def test_a_mark_into_a_lesson_without_works_makes_its_column(grid: Grid) -> None:
    lesson = LessonFactory(
        course=grid.journal.course,
        teacher=grid.journal.lessons[0].teacher,
        date=timezone.localdate(),
        number=50,
    )
    grid.reload()
    grid.go(0, 4)
    grid.press("5", "4")
    grid.saved()
    grid.press("3")
    grid.saved()
    given = lesson.works.get().marks.order_by("student__user__sort_key").values_list("grade__code", flat=True)
    assert list(given) == ["5", "4", "3"]


def test_the_first_key_on_a_slow_machine_goes_in(big: Grid) -> None:
    """1,800 cells, the processor slowed four times; how fast it is, the benchmarks measure."""
    session = big.page.context.new_cdp_session(big.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    big.page.reload(wait_until="commit")
    big.ready()
    before = Mark.history.count()
    big.go(0, 59)
    big.press("5")
    big.saved()
    assert Mark.history.count() == before + 1


@pytest.fixture
def big(live_server: LiveServer, browser: Browser) -> Any:
    """30 students and 60 lessons with marks."""
    context = browser.new_context(locale="ru-RU", viewport={"width": 1366, "height": 768})
    journal = make_page(30, 60, marks=True, last=timezone.localdate())
    sign_in(context, live_server.url, journal.teacher)
    yield Grid(context.new_page(), journal, live_server.url).open()
    context.close()


COVERED = """(() => {
  const box = document.activeElement.getBoundingClientRect();
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return document.activeElement.contains(seen) ? null : `beneath ${seen?.outerHTML.slice(0, 80)}`;
})()"""
