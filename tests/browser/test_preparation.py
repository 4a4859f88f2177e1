"""The year prepared by keyboard: weeks painted and copied, the load handed out, both saved by themselves."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.audit import CREATED, write_history
from curriculum.models import AcademicYear, Course, IndividualPlan, StepCheck, StudyCalendar, TeacherNorm, TeachingLoad
from curriculum.services.courses.forming import form_courses
from tests.browser.grid import sign_in
from tests.curriculum.year_of_study import Study, make_study
from tests.factories import EmployeeFactory, StudyGroupFactory, TeachingLoadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The sheets of weeks and of the load, and tables of references being kept, are gone through by tests of their own.
PAGES = (
    "/references/", "/references/periods/0/?form=1", "/regimes/", "/journal/policy/", "/plans/", "/plans/import/",
    "/plans/{plan}/", "/plans/{plan}/groups/", "/plans/{plan}/approve/", "/plans/individual/{own}/",
    "/calendars/print/", "/courses/", "/courses/groups/{group}/", "/load/import/", "/load/history/{course}/",
)  # fmt: skip
BROKEN = """axe.run({resultTypes: ["violations"], preload: false, iframes: false}).then(
  told => told.violations.map(rule => `${rule.id}: ${rule.nodes[0].html.slice(0, 120)}`))"""


@pytest.fixture
def study() -> Study:
    return make_study()


@pytest.fixture
def opened(live_server: LiveServer, context: BrowserContext, study: Study) -> Callable[[str], Page]:
    """Open a page of the preparation as the deputy."""
    sign_in(context, live_server.url, study.trace.actor)

    def go(path: str) -> Page:
        page = context.new_page()
        page.goto(f"{live_server.url}{path}")
        return page

    return go


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def test_weeks_are_painted_copied_and_taken_back(opened: Callable[[str], Page], study: Study) -> None:
    StudyGroupFactory(organization=study.place, name="ИС-12", level=1)
    page = opened("/calendars/")
    page.locator("#cal-table").focus()
    page.keyboard.press("1")
    for _week in range(16):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("8")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#cal-status")).to_have_text(page_saved(page))
    assert StudyCalendar.objects.get().weeks[:20] == "T" * 17 + "VV-"
    expect(page.locator("#cal-table tbody tr").first).to_contain_text("не хватает")

    page.get_by_role("button", name="Скопировать строку в группы…").click()
    page.get_by_role("button", name="Тот же курс").click()
    page.get_by_role("button", name="Скопировать", exact=True).click()
    expect(page.locator("#cal-status")).to_have_text(page_saved(page))
    assert set(StudyCalendar.objects.values_list("weeks", flat=True)) == {"T" * 17 + "VV" + "-" * 33}
    page.locator("#cal-table").focus()
    page.keyboard.press("Control+z")
    with page.expect_response(lambda answer: "/save/" in answer.url):
        page.keyboard.press("Control+z")
    assert sorted(row.count("T") for row in StudyCalendar.objects.values_list("weeks", flat=True)) == [0, 17]
    clean(page)

    other = opened("/calendars/")
    StudyCalendar.objects.update(weeks="P" * 52, changed_at=study.trace.now)
    other.locator("#cal-table").focus()
    other.keyboard.press("2")
    expect(other.locator("#cal-conflict")).to_contain_text("Ничего не перезаписано")
    with other.expect_response(lambda answer: "/save/" in answer.url):
        other.get_by_role("button", name="Оставить моё").click()
    expect(other.locator("#cal-conflict")).to_be_hidden()
    expect(other.locator("#cal-status")).to_have_text(page_saved(other))
    assert StudyCalendar.objects.filter(weeks__startswith="U").count() == 1


PHONE: Any = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "ru-RU"}


def test_weeks_are_painted_by_finger(browser: Browser, live_server: LiveServer, study: Study) -> None:
    context = browser.new_context(**PHONE)
    sign_in(context, live_server.url, study.trace.actor)
    page = context.new_page()
    page.goto(f"{live_server.url}/calendars/")
    fingers = context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        told = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    def cell(week: int) -> tuple[float, float]:
        box = page.locator(f"#c0-{week}").bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def draw(first: int, last: int) -> None:
        touch("touchStart", cell(first))
        touch("touchMove", cell((first + last) // 2))
        touch("touchMove", cell(last))
        touch("touchEnd")

    expect(page.get_by_role("radio", name="Листать")).to_be_checked()
    page.locator("#c0-0").tap()
    page.get_by_role("radio", name="Каникулы").tap()
    draw(1, 4)
    expect(page.locator("#cal-status")).to_have_text(page_saved(page))
    assert StudyCalendar.objects.get().weeks[:6] == "-VVVV-"
    x, y = cell(5)
    touch("touchStart", (x, y))
    touch("touchStart", (x, y), (x, y + 40))
    touch("touchMove", (x - 60, y), (x - 60, y + 40))
    touch("touchEnd")
    assert page.locator("#cal-wide").evaluate("wide => wide.scrollLeft") > 20
    assert page.locator("#c0-5").get_attribute("data-letter") == "-"
    page.keyboard.press("1")
    expect(page.locator("#c0-5")).to_have_attribute("data-letter", "T")
    context.close()


def page_saved(page: Page) -> str:
    words: Any = page.evaluate("JSON.parse(document.querySelector('script[id$=-config]').textContent).texts.saved")
    return str(words)


def test_the_load_is_handed_out_by_keys(opened: Callable[[str], Page], study: Study) -> None:
    form_courses(year=study.year, trace=study.trace)
    for name in ("Ёлкина", "Жуков"):
        teacher = EmployeeFactory(organization=study.place, user__last_name=name)
        TeacherNorm.objects.create(employee=teacher, academic_year=study.year, hours=20)
    page = opened("/load/")
    grid = page.locator("#ld-grid")
    expect(grid.locator(".ld-body .ld-row")).to_have_count(3)
    grid.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("елк")
    page.keyboard.press("Enter")
    expect(page.locator("#ld-status")).to_have_text(page_saved(page))
    assert set(TeachingLoad.objects.values_list("term", "hours")) == {(1, 34), (2, 48)}
    expect(page.locator("#ld-people")).to_contain_text("82 из 20 ч, перегрузка 62 ч")

    page.keyboard.press("ArrowRight")
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(grid.locator(".ld-row.is-open").first).to_contain_text("4")
    with page.expect_response(lambda answer: "/save/" in answer.url):
        page.keyboard.press("Control+z")
    expect(page.locator("#ld-status")).to_have_text(page_saved(page))
    assert set(TeachingLoad.objects.values_list("term", "hours")) == {(1, 34), (2, 48)}

    page.get_by_label("Только нераспределённое").check()
    expect(grid.locator(".ld-body .ld-row")).to_have_count(2)
    assert "left=1" in page.url
    page.reload()
    expect(grid.locator(".ld-body .ld-row")).to_have_count(2)
    clean(page)


def test_a_step_is_signed_and_the_new_year_made_and_taken_back(opened: Callable[[str], Page], study: Study) -> None:
    page = opened("/readiness/")
    page.get_by_role("button", name="Проверено: подписать").first.click()
    expect(page.locator(".ready-sum")).to_contain_text("проверено 1 из")
    assert StepCheck.objects.get().signed_by == study.trace.actor
    page.get_by_role("link", name="Новый учебный год").click()
    page.get_by_label("ИС-11: что с ней будет").select_option("up")
    page.get_by_role("button", name="Создать новый год").click()
    expect(page.get_by_role("alert")).to_contain_text("Просмотрите ещё раз")
    page.get_by_label(re.compile("ИС-11: название")).fill("Выпуск-2")
    page.get_by_role("button", name="Создать новый год").dblclick()
    expect(page.locator("#roll-state")).to_contain_text("Групп перешло: 1")
    assert (AcademicYear.objects.count(), study.group.name) == (2, "ИС-11")
    study.group.refresh_from_db()
    assert study.group.name == "Выпуск-2"
    page.get_by_role("button", name="Отменить новый год").click()
    expect(page.locator("main")).to_contain_text("всё как было")
    study.group.refresh_from_db()
    assert (AcademicYear.objects.count(), study.group.name) == (1, "ИС-11")


def test_no_page_breaks_a_rule_or_the_width_of_a_phone(
    opened: Callable[[str], Page], study: Study, live_server: LiveServer
) -> None:
    form_courses(year=study.year, trace=study.trace)
    load = TeachingLoadFactory(course=Course.objects.first())
    own = IndividualPlan(
        student=study.group.memberships.all()[0].student, curriculum=study.plan, kind="individual",
        starts=study.year.starts,
    )  # fmt: skip
    with transaction.atomic():
        IndividualPlan.objects.bulk_create([own])
        write_history(study.trace, [(own, CREATED, None)])
    ids = {"plan": study.plan.pk, "own": own.pk, "group": study.group.pk, "course": load.course_id}
    page = opened("/references/")
    page.add_init_script(Axe().axe_script)
    page.set_viewport_size({"width": 390, "height": 844})
    found = {}
    for path in PAGES:
        answer = page.goto(live_server.url + path.format(**ids))
        assert answer
        assert answer.ok, path
        broken = page.evaluate(BROKEN)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            broken.append("wider than a phone")
        if broken:
            found[path] = broken
    assert found == {}
