"""A mark is never lost: no network, no server, no session, a reload, a closed tab, a full browser."""

import json
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Dialog, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.storage_keys import storage_keys
from journal.models import Mark
from tests.browser.grid import Grid, history, marks, sign_in
from tests.factories import PASSWORD, TeachingLoadFactory
from tests.journal.pages import make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def entries_of(page: Page, answer: Callable[[Route], None]) -> None:
    """Answer the saves of the page in the server's place."""
    page.route("**/entries/", answer)


def test_offline_and_back(grid: Grid) -> None:
    grid.page.context.set_offline(True)
    grid.go(0, 0)
    grid.press("5", "4", "3")

    expect(grid.page.locator("#grid-status")).to_contain_text("Не сохранено: 3 — нет связи")
    assert grid.column(0)[:3] == ["5", "4", "3"]
    assert marks(grid.journal, 0)[:3] == ["", "", ""]
    expect(grid.cell(0, 0)).to_have_class("m s-unsaved")

    grid.page.context.set_offline(False)
    grid.saved()
    assert marks(grid.journal, 0)[:3] == ["5", "4", "3"]
    assert history(grid.journal, 0) == 3


def test_typing_on_while_the_server_fails_then_all_goes_in_once(grid: Grid) -> None:
    failures = iter([500, 502, 503])

    def fail(route: Route) -> None:
        status = next(failures, None)
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, body="<h1>broken</h1>", content_type="text/html")

    entries_of(grid.page, fail)
    grid.go(0, 0)
    grid.press("5")
    expect(grid.page.locator("#grid-status")).to_contain_text("сервер не отвечает")
    # The first may have reached the server: it stays; what is typed after it is one change more.
    grid.press("ArrowUp", "4", "ArrowUp", "3", "2")

    expect(grid.page.locator("#grid-status")).to_contain_text("Всё сохранено", timeout=20_000)
    assert marks(grid.journal, 0)[:2] == ["3", "2"]
    assert history(grid.journal, 0) == 3


def test_an_answer_that_got_lost_does_not_write_twice(grid: Grid) -> None:
    lost = iter([True])

    def lose(route: Route) -> None:
        if next(lost, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    entries_of(grid.page, lose)
    grid.go(0, 0)
    grid.press("5")
    expect(grid.page.locator("#grid-status")).to_contain_text("нет связи")
    grid.saved()
    assert marks(grid.journal, 0)[0] == "5"
    assert history(grid.journal, 0) == 1


def test_what_waits_survives_a_reload(grid: Grid) -> None:
    entries_of(grid.page, lambda route: route.abort())
    grid.go(0, 0)
    grid.press("5", "4")
    expect(grid.page.locator("#grid-status")).to_contain_text("Не сохранено: 2")
    grid.reload()

    assert grid.column(0)[:2] == ["5", "4"]
    expect(grid.page.locator("#grid-status")).to_contain_text("Не сохранено: 2")
    grid.page.unroute("**/entries/")
    grid.page.evaluate("dispatchEvent(new Event('online'))")
    grid.saved()
    assert marks(grid.journal, 0)[:2] == ["5", "4"]
    assert history(grid.journal, 0) == 2


def test_what_waits_survives_a_closed_tab(grid: Grid) -> None:
    context = grid.page.context
    context.set_offline(True)
    grid.go(0, 0)
    grid.press("5")
    expect(grid.page.locator("#grid-status")).to_contain_text("Не сохранено: 1")
    grid.page.close()
    context.set_offline(False)
    assert marks(grid.journal, 0)[0] == ""

    again = Grid(context.new_page(), grid.journal, grid.address).open()
    assert again.column(0)[0] == "5"
    again.saved()
    assert marks(grid.journal, 0)[0] == "5"
    assert history(grid.journal, 0) == 1


def test_an_expired_session_is_renewed_on_the_spot(grid: Grid) -> None:
    Session.objects.all().delete()
    grid.go(0, 0)
    grid.press("5", "4")
    dialog = grid.page.locator("#sign-in-dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Пароль").fill("not that")
    grid.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert marks(grid.journal, 0)[:2] == ["", ""]
    dialog.get_by_label("Пароль").fill(PASSWORD)
    grid.press("Enter")

    expect(dialog).to_be_hidden()
    grid.saved()
    assert marks(grid.journal, 0)[:2] == ["5", "4"]
    assert set(Mark.objects.values_list("author", flat=True)) == {grid.journal.teacher.pk}


def test_later_is_an_answer_and_the_marks_wait(grid: Grid) -> None:
    Session.objects.all().delete()
    grid.go(0, 0)
    grid.press("5")
    grid.page.get_by_role("button", name="Позже").click()
    grid.press("4")
    expect(grid.page.locator("#grid-status")).to_contain_text("Не сохранено: 2 — войдите снова")

    grid.page.locator("#grid-status").click()
    grid.page.get_by_label("Пароль").fill(PASSWORD)
    grid.press("Enter")
    grid.saved()
    assert marks(grid.journal, 0)[:2] == ["5", "4"]


def test_another_person_does_not_send_what_the_first_one_typed(grid: Grid) -> None:
    colleague = TeachingLoadFactory(course=grid.journal.course).employee.user
    context = grid.page.context
    context.set_offline(True)
    grid.go(0, 0)
    grid.press("5")
    expect(grid.page.locator("#grid-status")).to_contain_text("Не сохранено: 1")
    grid.page.close()
    context.set_offline(False)

    sign_in(context, grid.address, colleague)
    theirs = Grid(context.new_page(), grid.journal, grid.address).open()
    theirs.go(0, 1)
    theirs.press("4")
    expect(theirs.page.locator("#grid-status")).to_contain_text("Всё сохранено ·")
    assert theirs.column(0)[0] == ""
    assert (marks(grid.journal, 0)[0], marks(grid.journal, 1)[0]) == ("", "4")
    # What the first one typed is there, and the second one's browser has nothing to read it with.
    (left,) = theirs.unsent()
    assert set(left) == {"sealed"}
    key = grid.page.context.pages[0].locator("#unsent").get_attribute("data-keys")
    assert key == " ".join(storage_keys(colleague.pk))
    assert key not in storage_keys(grid.journal.teacher.pk)

    sign_in(context, grid.address, grid.journal.teacher)
    theirs.open()
    theirs.saved()
    assert marks(grid.journal, 0)[0] == "5"
    assert Mark.objects.get(work=grid.journal.works[0]).author == grid.journal.teacher


def test_a_page_left_open_does_not_save_in_the_name_of_another(grid: Grid) -> None:
    colleague = TeachingLoadFactory(course=grid.journal.course).employee.user
    sign_in(grid.page.context, grid.address, colleague)
    grid.go(0, 0)
    grid.press("5")

    expect(grid.page.locator("#sign-in-dialog")).to_be_visible()
    assert marks(grid.journal, 0)[0] == ""
    assert len(grid.unsent()) == 1


def test_a_browser_that_keeps_nothing_says_so(grid: Grid) -> None:
    grid.page.evaluate("void (Storage.prototype.setItem = () => { throw new Error('full') })")
    entries_of(grid.page, lambda route: route.abort())
    grid.go(0, 0)
    grid.press("5")
    expect(grid.page.locator("#grid-status")).to_contain_text("не закрывайте страницу")

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    grid.page.on("dialog", stay)
    grid.page.close(run_before_unload=True)
    grid.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    grid.page.unroute("**/entries/")
    grid.page.evaluate("dispatchEvent(new Event('online'))")
    grid.saved()
    assert marks(grid.journal, 0)[0] == "5"


def test_two_tabs_write_each_change_once(grid: Grid) -> None:
    context = grid.page.context
    second = Grid(context.new_page(), grid.journal, grid.address).open()
    context.set_offline(True)
    grid.go(0, 0)
    grid.press("5", "4")
    second.go(2, 0)
    second.press("3")
    expect(second.page.locator("#grid-status")).to_contain_text("Не сохранено: 3")
    expect(second.cell(0, 0)).to_have_text("5")
    context.set_offline(False)

    grid.saved()
    second.saved()
    expect(grid.cell(2, 0)).to_have_text("3")
    assert marks(grid.journal, 0)[:3] == ["5", "4", "3"]
    assert history(grid.journal, 0) == 3


def test_a_big_paste_goes_in_batches(browser: Browser, live_server: LiveServer) -> None:
    """450 cells at once: several requests, none of more than 200 entries, no mark lost or doubled."""
    context = browser.new_context(locale="ru-RU")
    journal = make_page(30, 15, last=timezone.localdate())
    sign_in(context, live_server.url, journal.teacher)
    grid = Grid(context.new_page(), journal, live_server.url).open()
    sizes: list[int] = []

    def count(request: Request) -> None:
        if request.url.endswith("/entries/") and request.post_data:
            sizes.append(len(json.loads(request.post_data)["entries"]))

    grid.page.on("request", count)
    grid.go(0, 0)
    grid.paste("\n".join(["\t".join("543" * 5)] * 30))

    expect(grid.live()).to_contain_text("Вставлено 450")
    expect(grid.page.locator("#grid-status")).to_contain_text("Всё сохранено ·", timeout=30_000)
    grid.saved()
    assert sum(sizes) == 450
    assert len(sizes) >= 3
    assert max(sizes) <= 200
    assert [marks(journal, column) for column in (0, 1, 14)] == [["5"] * 30, ["4"] * 30, ["3"] * 30]
    assert (Mark.objects.count(), Mark.history.count()) == (450, 450)
    context.close()


def test_the_other_value_is_shown_and_one_chooses(grid: Grid, browser: Browser, live_server: LiveServer) -> None:
    colleague = TeachingLoadFactory(course=grid.journal.course).employee.user
    other = browser.new_context(locale="ru-RU")
    sign_in(other, live_server.url, colleague)
    theirs = Grid(other.new_page(), grid.journal, grid.address).open()
    theirs.go(0, 0)
    theirs.press("4", "3", "2")
    theirs.saved()

    grid.go(0, 0)
    grid.press("5", "5", "2")
    problems = grid.page.locator("#grid-problems")
    expect(problems.locator("li")).to_have_count(2)
    expect(problems.locator("li").first).to_contain_text(colleague.short_name)
    expect(problems.locator("li").first).to_contain_text("4")
    assert marks(grid.journal, 0)[:3] == ["4", "3", "2"]
    grid.reload()
    expect(problems.locator("li")).to_have_count(2)

    problems.get_by_role("button", name="Оставить моё: 5").first.click()
    problems.get_by_role("button", name="Принять чужое: 3").click()
    grid.saved()
    expect(problems).to_be_hidden()
    assert marks(grid.journal, 0)[:3] == ["5", "3", "2"]
    assert grid.column(0)[:3] == ["5", "3", "2"]
    other.close()


def test_conflicts_can_be_settled_all_at_once(grid: Grid, browser: Browser, live_server: LiveServer) -> None:
    colleague = TeachingLoadFactory(course=grid.journal.course).employee.user
    other = browser.new_context(locale="ru-RU")
    sign_in(other, live_server.url, colleague)
    theirs = Grid(other.new_page(), grid.journal, grid.address).open()
    theirs.go(0, 0)
    theirs.press("4", "4", "4")
    theirs.saved()
    grid.go(0, 0)
    grid.press("5", "5", "5")
    grid.page.get_by_role("button", name="Оставить всё моё").click()

    grid.saved()
    assert marks(grid.journal, 0)[:3] == ["5", "5", "5"]
    other.close()


def test_a_refusal_is_said_in_words_and_kept_until_decided(grid: Grid) -> None:
    reason = "Занятие отменено."

    def refuse(route: Route) -> None:
        asked = json.loads(route.request.post_data or "")["entries"]
        told = [{"id": entry["id"], "status": "refused", "reason": reason} for entry in asked]
        route.fulfill(json={"results": told})

    entries_of(grid.page, refuse)
    grid.go(0, 0)
    grid.press("5")
    expect(grid.page.locator("#grid-problems")).to_contain_text(reason)
    expect(grid.cell(0, 0)).to_have_attribute("aria-invalid", "true")
    grid.press("ArrowUp")
    expect(grid.live()).to_contain_text(reason)

    grid.page.unroute("**/entries/")
    grid.page.get_by_role("button", name="Повторить").click()
    grid.saved()
    assert marks(grid.journal, 0)[0] == "5"


def test_a_refused_change_can_be_given_up(grid: Grid) -> None:
    entries_of(grid.page, lambda route: route.fulfill(status=403, json={"error": "Страницу ведёт другой."}))
    grid.go(0, 0)
    grid.press("5")
    expect(grid.page.locator("#grid-problems")).to_contain_text("Страницу ведёт другой.")
    grid.page.get_by_role("button", name="Отказаться").click()

    expect(grid.cell(0, 0)).to_have_text("")
    assert grid.unsent() == []
    assert marks(grid.journal, 0)[0] == ""


def left_behind(grid: Grid) -> None:
    """A mark typed without a network on a page that is then closed."""
    context = grid.page.context
    context.set_offline(True)
    grid.go(0, 0)
    grid.press("5")
    expect(grid.page.locator("#grid-status")).to_contain_text("Не сохранено: 1")
    context.new_page()
    grid.page.close()
    context.set_offline(False)


def test_any_page_saves_what_a_closed_one_left(grid: Grid) -> None:
    context = grid.page.context
    left_behind(grid)
    page = context.pages[0]
    page.goto(grid.address + "/")
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('epos:unsent'))")
    assert marks(grid.journal, 0)[0] == "5"
    assert history(grid.journal, 0) == 1


def test_any_page_tells_what_still_cannot_go_in(grid: Grid) -> None:
    context = grid.page.context
    left_behind(grid)
    page = context.pages[0]
    page.route("**/entries/", lambda route: route.fulfill(status=500))
    page.goto(grid.address + "/")
    note = page.locator("#unsent")
    expect(note).to_contain_text("1 отметка не сохранена: открыть страницу", timeout=15_000)
    note.get_by_role("link").click()
    page.wait_for_url(f"**{grid.journal.url}")
    expect(page.locator("#grid tbody td").first).to_have_text("5")
    page.unroute("**/entries/")
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('epos:unsent'))")
    assert marks(grid.journal, 0)[0] == "5"
    assert history(grid.journal, 0) == 1


def test_a_forged_storage_sends_nothing_anywhere(grid: Grid) -> None:
    """Addresses are the server's; what has not the shape of a change is no change."""
    user, course = grid.journal.teacher.pk, grid.journal.course.pk
    good = {
        "id": "6f1d3a52-5a55-4a4b-9c62-0b6e2a1c7d10",
        "kind": "mark",
        "student": grid.journal.students[0].pk,
        "lesson": grid.journal.lessons[0].pk,
        "work": grid.journal.works[0].pk,
        "value": "5",
        "was": "",
        "at": 1,
        "order": 0,
        "tab": "gone",
        "sent": False,
        "url": "/sign-out/",
        "page": grid.journal.url,
    }
    forged = [
        (f"{course}:{good['id']}", good),
        (f"{course}:6f1d3a52-5a55-4a4b-9c62-0b6e2a1c7d11", good),
        (f"{course}:x", good | {"id": "x"}),
        (f"..:{good['id']}", good),
        (f"../sign-out/?:{good['id']}", good),
    ]
    for place, (field, value) in enumerate([("student", "1/../2"), ("page", "//evil.example/"), ("kind", "x")]):
        name = f"6f1d3a52-5a55-4a4b-9c62-0b6e2a1c7e1{place}"
        forged.append((f"{course}:{name}", good | {"id": name, field: value}))
    page = grid.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(grid.address + "/")
    page.evaluate(
        "found => found.forEach(([key, value]) => localStorage.setItem(key, value))",
        [[f"epos:unsent:{user}:{key}", json.dumps(value)] for key, value in forged],
    )
    with page.expect_response("**/entries/"):
        page.goto(grid.address + "/")
    assert marks(grid.journal, 0).count("5") == 1
    assert set(sent) == {f"{grid.address}{grid.journal.url}entries/"}
    expect(page.locator("#unsent")).to_be_hidden()
