"""What the real server will not have, and what the page knows of it beforehand."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Request, expect

from contingent.models import Membership
from journal.models import EntryPolicy, Mark, Work, WorkKind
from schedule.models import Lesson
from tests.browser.grid import Grid, absences, history, marks, shown
from tests.factories import PASSWORD, LessonFactory, make_work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def lesson_days_ago(grid: Grid, days: int, number: int = 50) -> Lesson:
    return LessonFactory(
        course=grid.journal.course,
        teacher=grid.journal.lessons[0].teacher,
        date=timezone.localdate() - timedelta(days=days),
        number=number,
    )


def codes(work: Work) -> dict[int, str]:
    return dict(Mark.objects.filter(work=work).values_list("student", "grade__code"))


def test_the_window_closes_while_the_page_is_open(grid: Grid) -> None:
    work = make_work(lesson_days_ago(grid, 5), kind="Работа на уроке")
    grid.reload()
    policy = EntryPolicy.objects.create(organization=grid.journal.course.organization, entry_days=2)
    grid.go(0, 0)
    grid.press("5", "4")
    problems = grid.page.locator("#grid-problems")
    expect(problems.locator("li")).to_have_count(2)
    expect(problems).to_contain_text("закрыт")
    expect(grid.cell(0, 0)).to_have_attribute("aria-invalid", "true")
    assert codes(work) == {}
    assert len(grid.unsent()) == 2

    policy.entry_days = 14
    policy.save()
    grid.page.get_by_role("button", name="Повторить всё").click()
    grid.saved()
    expect(problems).to_be_hidden()
    first, second = shown(grid.journal)[:2]
    assert codes(work) == {first: "5", second: "4"}


def test_a_student_taken_out_of_the_group_holds_up_nobody(grid: Grid) -> None:
    gone = shown(grid.journal)[1]
    Membership.objects.filter(student=gone).update(
        starts=timezone.localdate() - timedelta(days=200), ends=timezone.localdate() - timedelta(days=100)
    )
    grid.go(0, 2)
    grid.press("5", "4", "3")
    problems = grid.page.locator("#grid-problems li")
    expect(problems).to_have_count(1)
    expect(grid.cell(1, 2)).to_have_attribute("aria-invalid", "true")
    assert marks(grid.journal, 2)[:3] == ["5", "", "3"]
    problems.get_by_role("button", name="Отказаться").click()
    grid.saved()
    assert grid.column(2)[:3] == ["5", "", "3"]


def test_a_page_taken_away_keeps_the_marks_until_decided(grid: Grid) -> None:
    """The load has ended: the page is no longer theirs, what they typed is shown with the reason."""
    load = grid.journal.course.loads.get()
    load.ends = timezone.localdate() - timedelta(days=1)
    load.save()
    Lesson.objects.filter(course=grid.journal.course).update(teacher=LessonFactory().teacher)
    grid.go(0, 0)
    grid.press("5")
    expect(grid.page.locator("#grid-problems li")).to_contain_text("больше не доступна")
    assert len(grid.unsent()) == 1
    assert marks(grid.journal, 0)[0] == ""


def test_a_change_that_cannot_be_read_goes_alone(grid: Grid) -> None:
    """The whole batch is answered 400: each change is sent on its own, the bad one is told of."""
    user, course = grid.journal.teacher.pk, grid.journal.course.pk
    bad = {
        "id": "6f1d3a52-5a55-4a4b-9c62-0b6e2a1c7d10",
        "kind": "mark",
        "student": shown(grid.journal)[3],
        "lesson": grid.journal.lessons[0].pk,
        "work": grid.journal.works[0].pk,
        "value": "5" * 3000,
        "was": "",
        "at": 1,
        "order": 0,
        "tab": "gone",
        "sent": False,
        "page": grid.journal.url,
    }
    sizes: list[int] = []
    grid.page.context.set_offline(True)
    grid.go(0, 0)
    grid.press("5", "4", "3")
    expect(grid.page.locator("#grid-status")).to_contain_text("Не сохранено: 3")
    grid.page.evaluate(
        "([key, value]) => localStorage.setItem(key, value)",
        [f"epos:unsent:{user}:{course}:{bad['id']}", json.dumps(bad)],
    )
    context = grid.page.context
    grid.page.close()
    context.set_offline(False)
    grid.page = context.new_page()

    def count(asked: Request) -> None:
        if asked.url.endswith("/entries/"):
            sizes.append(len(json.loads(asked.post_data or "{}")["entries"]))

    grid.page.on("request", count)
    grid.open()

    expect(grid.page.locator("#grid-problems li")).to_have_count(1)
    grid.page.wait_for_function(
        "() => Object.keys(localStorage).filter(key => key.startsWith('epos:unsent')).length === 1"
    )
    assert marks(grid.journal, 0)[:4] == ["5", "4", "3", ""]
    assert history(grid.journal, 0) == 3
    assert sizes[:2] == [4, 1]
    grid.page.get_by_role("button", name="Отказаться").click()
    grid.saved()


def test_attendance_is_closed_where_only_marks_are_still_due(grid: Grid) -> None:
    """The test of three days ago takes marks for a week; the lesson's own window is two days."""
    EntryPolicy.objects.create(organization=grid.journal.course.organization, entry_days=2)
    grid.reload()
    grid.go(0, 0)
    grid.press("5")
    grid.type("н", "KeyY")
    expect(grid.live()).to_contain_text("закрыт")
    grid.paste("4 н")
    expect(grid.page.locator("#paste-dialog")).to_contain_text("закрыт")
    grid.press("Escape")
    grid.press("F2")
    editor = grid.page.locator("#cell-editor")
    expect(editor.locator("[data-part=marks]")).to_be_visible()
    expect(editor.locator("[data-part=absence]")).to_be_hidden()
    grid.press("Escape")

    grid.saved()
    expect(grid.page.locator("#grid-problems")).to_be_hidden()
    assert marks(grid.journal, 0)[0] == "5"
    assert absences(grid.journal, 0) == [""] * 6


def test_a_column_made_by_its_first_mark_weighs_what_the_server_says(grid: Grid) -> None:
    WorkKind.objects.filter(organization=grid.journal.course.organization, is_default=True).update(weight=3)
    lesson = lesson_days_ago(grid, 0)
    grid.reload()
    grid.go(0, 0)
    grid.press("2")
    grid.go(0, 4)
    grid.press("5")
    grid.saved()
    average = grid.page.locator("#grid tbody tr").first.locator(".avg")
    expect(average).to_have_text("3,80")
    assert lesson.works.get().weight == 3
    grid.reload()
    expect(average).to_have_text("3,80")


def join_today(grid: Grid, row: int) -> None:
    Membership.objects.filter(student=shown(grid.journal)[row]).update(starts=timezone.localdate())
    grid.reload()


def test_enter_at_the_foot_goes_to_the_first_who_has_a_cell(grid: Grid) -> None:
    join_today(grid, 0)
    grid.go(5, 0)
    grid.press("5", "4")
    assert grid.at() == (2, 1)
    grid.saved()
    assert (marks(grid.journal, 0)[5], marks(grid.journal, 1)[1]) == ("5", "4")
    grid.press("ArrowUp", "Shift+Enter")
    assert grid.at() == (5, 0)


def test_to_the_right_goes_to_the_next_cell_that_can_be_filled(grid: Grid) -> None:
    grid.page.evaluate(
        "key => localStorage.setItem(key, JSON.stringify({direction: 'right'}))",
        f"epos:grid:{grid.journal.teacher.pk}",
    )
    join_today(grid, 1)
    grid.go(0, 3)
    grid.press("5", "4")
    assert grid.at() == (2, 0)
    grid.saved()
    assert marks(grid.journal, 3)[:2] == ["5", "4"]


def test_the_history_of_a_cell_after_the_session_has_ended(grid: Grid) -> None:
    grid.go(0, 0)
    grid.press("5")
    grid.saved()
    Session.objects.all().delete()
    grid.go(0, 0)
    grid.press("F2")
    grid.page.locator("[data-part=more]").evaluate("node => node.open = true")
    grid.page.get_by_role("button", name="История клетки").click()
    told = grid.page.locator("#history-dialog")
    expect(grid.page.locator("#sign-in-dialog")).to_be_visible()
    expect(told).to_be_hidden()
    grid.page.locator("#sign-in-dialog").get_by_label("Пароль").fill(PASSWORD)
    grid.press("Enter")

    expect(told).to_be_visible()
    expect(told).to_contain_text(grid.journal.teacher.short_name)


def test_after_signing_in_on_the_spot_every_form_has_the_new_token(grid: Grid) -> None:
    tokens = """() => [
      JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken'],
      ...[...document.querySelectorAll('[name=csrfmiddlewaretoken]')].map(field => field.value),
    ]"""
    before = grid.page.evaluate(tokens)
    assert len(before) > 1
    Session.objects.all().delete()
    grid.page.context.clear_cookies()
    grid.go(0, 0)
    grid.press("5")
    grid.page.locator("#sign-in-dialog").get_by_label("Пароль").fill(PASSWORD)
    grid.press("Enter")
    grid.saved()

    after = grid.page.evaluate(tokens)
    assert len(set(after)) == 1
    assert after[0] not in before
    assert marks(grid.journal, 0)[0] == "5"
