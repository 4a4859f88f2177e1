"""One lesson on a phone: roll call, marks, topic and homework, whatever the network does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from contingent.models import Membership
from journal.models import Attendance, LessonRecord, Mark, Work
from schedule.models import Lesson
from tests.browser.grid import absences, marks, shown, sign_in
from tests.browser.test_grid_looks import violations
from tests.factories import PASSWORD, LessonFactory, TeachingLoadFactory
from tests.journal.pages import Page as Journal
from tests.journal.pages import make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: Any = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "ru-RU"}


@dataclass
class Phone:
    """The page of today's lesson on a phone."""

    page: Page
    journal: Journal
    address: str
    lesson: Lesson

    @property
    def url(self) -> str:
        return f"{self.address}{self.journal.url}lessons/{self.lesson.pk}/"

    def open(self) -> "Phone":
        self.page.goto(self.url)
        expect(self.status()).not_to_be_empty()
        return self

    def status(self) -> Locator:
        return self.page.locator("#lesson-status")

    def told(self) -> Locator:
        return self.page.locator("#record-status")

    def field(self, name: str) -> Locator:
        return self.page.locator(f"#id_{name}")

    def row(self, place: int) -> Locator:
        return self.page.locator(".roll > li").nth(place).locator(".roll-row")

    def code(self, place: int, code: str) -> Locator:
        return self.page.locator(".marks > li").nth(place).get_by_role("button", name=code, exact=True)

    def give(self, **codes: str) -> None:
        for place, code in codes.items():
            self.code(int(place[1:]), code).tap()

    def saved(self) -> None:
        expect(self.status()).to_have_text("Всё сохранено")
        self.page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('epos:unsent'))")

    def sign_in_again(self) -> None:
        dialog = self.page.locator("#sign-in-dialog")
        expect(dialog).to_be_visible()
        dialog.get_by_label("Пароль").fill(PASSWORD)
        dialog.get_by_role("button", name="Войти").tap()
        expect(dialog).to_be_hidden()


@pytest.fixture
def phone(live_server: LiveServer, browser: Browser) -> Iterator[Phone]:
    broken: list[str] = []
    context = browser.new_context(**PHONE)
    journal = make_page(6, 2, last=timezone.localdate())
    sign_in(context, live_server.url, journal.teacher)
    page = context.new_page()
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if "Content Security" in said.text else None)
    yield Phone(page, journal, live_server.url, journal.lessons[1]).open()
    context.close()
    assert broken == []


def record(phone: Phone) -> tuple[str, str, str]:
    found = LessonRecord.objects.filter(lesson=phone.lesson).first()
    return (found.topic, found.content, found.homework) if found else ("", "", "")


def changes(phone: Phone) -> int:
    count: int = LessonRecord.history.filter(lesson=phone.lesson.pk).count()
    return count


def take_out(phone: Phone, *places: int, days: int = 1) -> None:
    """Let students of the roll be in the group only from so many days on."""
    students = [shown(phone.journal)[place] for place in places]
    Membership.objects.filter(student__in=students).update(starts=timezone.localdate() + timedelta(days=days))


def colleague(phone: Phone, browser: Browser) -> Phone:
    """The same lesson open on the phone of another teacher of the course."""
    user = TeachingLoadFactory(course=phone.journal.course).employee.user
    context = browser.new_context(**PHONE)
    sign_in(context, phone.address, user)
    return Phone(context.new_page(), phone.journal, phone.address, phone.lesson).open()


def test_the_roll_is_called_by_tapping(phone: Phone) -> None:
    phone.row(0).tap()
    for _ in range(2):
        phone.row(1).tap()
    for _ in range(4):
        phone.row(2).tap()
    phone.page.get_by_role("button", name="15 мин").tap()
    for _ in range(5):
        phone.row(3).tap()
    expect(phone.page.locator("#roll-taken")).to_be_visible()
    phone.saved()

    assert absences(phone.journal, 1) == ["absent", "ill", "late:15", "", "", ""]
    assert Attendance.history.filter(lesson=phone.lesson.pk).count() == 3, "only where the finger rests"
    phone.open()
    expect(phone.row(1)).to_contain_text("Болеет")


def test_everyone_else_was_present(phone: Phone) -> None:
    phone.row(4).tap()
    phone.page.get_by_role("button", name="Остальные присутствовали").tap()
    expect(phone.page.locator("#roll-taken")).to_be_visible()
    phone.page.wait_for_timeout(2000)
    phone.saved()

    assert absences(phone.journal, 1) == ["", "", "", "", "absent", ""]
    assert LessonRecord.objects.get(lesson=phone.lesson).attendance_taken_by == phone.journal.teacher


def test_the_roll_called_without_a_network_is_heard_later(phone: Phone) -> None:
    phone.page.context.set_offline(True)
    phone.page.get_by_role("button", name="Остальные присутствовали").tap()
    expect(phone.page.locator("#roll-status")).to_contain_text("Нет сети")
    assert not LessonRecord.objects.filter(lesson=phone.lesson).exists()
    phone.page.context.set_offline(False)

    expect(phone.page.locator("#roll-taken")).to_be_visible()
    assert LessonRecord.objects.get(lesson=phone.lesson).attendance_taken_at is not None


def test_marks_are_given_and_taken_away_by_tapping(phone: Phone) -> None:
    phone.give(_0="5", _1="4", _2="3")
    phone.saved()
    assert marks(phone.journal, 1) == ["5", "4", "3", "", "", ""]

    phone.give(_0="2", _1="4")
    phone.saved()
    assert marks(phone.journal, 1) == ["2", "", "3", "", "", ""]
    assert Mark.history.filter(work_id=phone.journal.works[1].pk).count() == 5
    phone.open()
    expect(phone.code(0, "2")).to_have_attribute("aria-pressed", "true")


def test_the_first_mark_of_a_lesson_without_works_makes_one_column(phone: Phone) -> None:
    phone.lesson = LessonFactory(
        course=phone.journal.course,
        teacher=phone.journal.lessons[0].teacher,
        date=timezone.localdate(),
        number=50,
    )
    phone.open()
    phone.give(_0="5", _1="4")
    phone.saved()
    phone.give(_2="3", _0="2")
    phone.saved()

    work = Work.objects.get(lesson=phone.lesson)
    found = dict(Mark.objects.filter(work=work).values_list("student", "grade__code"))
    assert [found.get(student) for student in shown(phone.journal)[:4]] == ["2", "4", "3", None]


def test_topic_and_homework_save_themselves(phone: Phone) -> None:
    phone.field("topic").fill("Логарифмы")
    phone.field("homework").fill("§ 12, № 1–5")
    expect(phone.told()).to_have_text("Сохранено")
    assert record(phone) == ("Логарифмы", "", "§ 12, № 1–5")
    assert changes(phone) == 1

    phone.field("topic").fill("Логарифмы и степени")
    expect(phone.told()).to_have_text("Ещё не сохранено")
    expect(phone.told()).to_have_text("Сохранено")
    assert record(phone)[0] == "Логарифмы и степени"
    assert changes(phone) == 2


def test_typing_on_while_a_slow_save_is_under_way_is_no_conflict(phone: Phone) -> None:
    sent: list[str] = []
    held: list[Route] = []

    def slow(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
        if len(sent) == 1 and not held:
            held.append(route)
        else:
            route.continue_()

    phone.page.route(f"**/lessons/{phone.lesson.pk}/*", slow)
    phone.page.route(f"**/lessons/{phone.lesson.pk}/", slow)
    phone.field("topic").fill("Раз")
    expect(phone.told()).to_have_text("Сохраняется…")
    phone.field("topic").fill("Раз и два")
    phone.page.wait_for_timeout(2500)
    assert len(sent) == 1, "one request at a time"
    held[0].continue_()

    expect(phone.told()).to_have_text("Сохранено")
    expect(phone.page.locator("#record-theirs")).to_be_hidden()
    assert record(phone)[0] == "Раз и два"
    assert (len(sent), changes(phone)) == (2, 2)


def test_offline_and_back(phone: Phone) -> None:
    context = phone.page.context
    context.set_offline(True)
    phone.row(5).tap()
    phone.give(_0="5", _1="4")
    phone.field("topic").fill("Без сети")
    expect(phone.status()).to_contain_text("Нет сети")
    expect(phone.told()).to_contain_text("Нет сети")
    assert (Mark.objects.count(), Attendance.objects.count(), LessonRecord.objects.count()) == (0, 0, 0)

    context.set_offline(False)
    phone.saved()
    expect(phone.told()).to_have_text("Сохранено")
    assert marks(phone.journal, 1)[:2] == ["5", "4"]
    assert absences(phone.journal, 1)[5] == "absent"
    assert record(phone)[0] == "Без сети"
    assert (Mark.history.count(), Attendance.history.count()) == (2, 1)


def test_what_was_entered_offline_survives_a_closed_tab(phone: Phone) -> None:
    context = phone.page.context
    context.set_offline(True)
    phone.give(_0="5")
    phone.field("topic").fill("Черновик")
    expect(phone.status()).to_contain_text("Нет сети")
    phone.page.close()
    context.set_offline(False)
    phone.page = context.new_page()
    phone.open()

    expect(phone.field("topic")).to_have_value("Черновик")
    expect(phone.told()).to_have_text("Сохранено")
    phone.saved()
    assert marks(phone.journal, 1)[0] == "5"
    assert record(phone)[0] == "Черновик"
    assert phone.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('epos:record'))") == []


def test_a_draft_that_went_in_as_the_tab_closed_is_told_as_saved(phone: Phone) -> None:
    phone.field("topic").fill("Успел")
    draft = phone.page.evaluate("Object.entries(localStorage).find(([key]) => key.startsWith('epos:record'))")
    expect(phone.told()).to_have_text("Сохранено")
    phone.page.evaluate("([key, value]) => localStorage.setItem(key, value)", draft)
    phone.open()

    expect(phone.told()).to_have_text("Сохранено")
    assert phone.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('epos:record'))") == []
    assert changes(phone) == 1


def test_an_expired_session_is_renewed_on_the_spot(phone: Phone) -> None:
    Session.objects.all().delete()
    phone.give(_0="5")
    phone.field("topic").fill("После входа")
    phone.sign_in_again()

    phone.saved()
    expect(phone.told()).to_have_text("Сохранено")
    assert marks(phone.journal, 1)[0] == "5"
    assert record(phone)[0] == "После входа"
    phone.page.get_by_role("button", name="Остальные присутствовали").tap()
    expect(phone.page.locator("#roll-taken")).to_be_visible()
    assert LessonRecord.objects.get(lesson=phone.lesson).attendance_taken_at is not None


@pytest.mark.parametrize("later", [False, True], ids=["at once", "later"])
def test_the_record_alone_asks_for_the_sign_in(phone: Phone, later: bool) -> None:
    Session.objects.all().delete()
    phone.field("homework").fill("§ 5")
    if later:
        phone.page.get_by_role("button", name="Позже").tap()
        expect(phone.told()).to_contain_text("Сеанс завершён")
        phone.told().get_by_role("button").tap()
    phone.sign_in_again()
    expect(phone.told()).to_have_text("Сохранено")
    assert record(phone) == ("", "", "§ 5")


def test_the_roll_call_asks_for_the_sign_in_and_is_not_lost(phone: Phone) -> None:
    Session.objects.all().delete()
    phone.page.get_by_role("button", name="Остальные присутствовали").tap()
    phone.sign_in_again()
    expect(phone.page.locator("#roll-taken")).to_be_visible()
    assert LessonRecord.objects.get(lesson=phone.lesson).attendance_taken_at is not None


def test_a_lesson_that_is_no_longer_mine_says_so(phone: Phone) -> None:
    """A substitute whose lesson was given to another: visible still, not theirs to fill."""
    load = phone.journal.course.loads.get()
    load.ends = timezone.localdate() - timedelta(days=1)
    load.save()
    Lesson.objects.filter(pk=phone.lesson.pk).update(teacher=TeachingLoadFactory(course=phone.journal.course).employee)
    phone.field("topic").fill("Чужое")
    phone.page.wait_for_timeout(3000)
    expect(phone.told()).to_contain_text("Эту страницу ведёт другой преподаватель")
    expect(phone.page.locator("#sign-in-dialog")).to_be_hidden()
    assert record(phone) == ("", "", "")


@pytest.mark.parametrize("mine", [True, False], ids=["mine", "theirs"])
def test_two_people_write_of_one_lesson(phone: Phone, browser: Browser, mine: bool) -> None:
    other = colleague(phone, browser)
    other.field("topic").fill("Их тема")
    expect(other.told()).to_have_text("Сохранено")
    phone.field("topic").fill("Моя тема")
    theirs = phone.page.locator("#record-theirs")
    expect(theirs).to_contain_text("Их тема")
    assert record(phone)[0] == "Их тема"
    phone.open()
    expect(theirs).to_contain_text("Их тема", timeout=10_000)
    assert record(phone)[0] == "Их тема", "a reload decides nothing"

    theirs.get_by_role("button", name="Сохранить моё" if mine else "Оставить").tap()
    expect(theirs).to_be_hidden()
    expect(phone.told()).to_have_text("Сохранено")
    expect(phone.field("topic")).to_have_value("Моя тема" if mine else "Их тема")
    assert record(phone)[0] == ("Моя тема" if mine else "Их тема")
    other.page.context.close()


def test_two_people_on_one_mark(phone: Phone, browser: Browser) -> None:
    other = colleague(phone, browser)
    other.give(_0="4", _1="4")
    other.saved()
    phone.give(_0="5", _1="5")
    trouble = phone.page.locator("#lesson-trouble .alert")
    expect(trouble).to_have_count(2)
    expect(trouble.first).to_contain_text("ставит «4»")
    trouble.nth(0).get_by_role("button", name="Поставить моё: 5").tap()
    expect(trouble).to_have_count(1)
    expect(phone.status()).to_have_text("1 изменение ждёт вашего решения")
    trouble.get_by_role("button", name="Оставить так").tap()
    phone.saved()

    expect(trouble).to_have_count(0)
    assert marks(phone.journal, 1)[:2] == ["5", "4"]
    expect(phone.code(1, "4")).to_have_attribute("aria-pressed", "true")
    other.page.context.close()


def test_a_refused_mark_can_be_tried_again_or_given_up(phone: Phone) -> None:
    take_out(phone, 0, 1)
    phone.give(_0="5", _1="4")
    trouble = phone.page.locator("#lesson-trouble .alert")
    expect(trouble).to_have_count(2)
    expect(trouble.first).to_contain_text("не принято")
    expect(phone.status()).to_contain_text("2 изменения")
    phone.status().get_by_role("link").tap()
    expect(trouble.first).to_be_in_viewport()
    take_out(phone, 0, 1, days=-100)
    trouble.filter(has_text=": 5").get_by_role("button", name="Повторить").tap()
    expect(trouble).to_have_count(1)
    trouble.get_by_role("button", name="Отменить").tap()

    phone.saved()
    expect(trouble).to_have_count(0)
    assert marks(phone.journal, 1)[:2] == ["5", ""]
    expect(phone.code(1, "4")).to_have_attribute("aria-pressed", "false")


def test_what_other_lessons_could_not_save_is_told_with_a_link(phone: Phone) -> None:
    first, today = phone.journal.lessons[0], phone.lesson
    phone.lesson = first
    phone.open()
    take_out(phone, 0, days=0)
    phone.give(_0="5")
    trouble = phone.page.locator("#lesson-trouble .alert")
    expect(trouble).to_have_count(1)
    phone.lesson = today
    phone.open()
    expect(trouble).to_contain_text("не принято")
    trouble.get_by_role("link").tap()
    phone.page.wait_for_url(f"**/lessons/{first.pk}/")
    expect(trouble).to_have_count(1)


@pytest.mark.parametrize("part", ["history/", "print/", "lessons/", "works/add/"])
def test_pages_of_the_course_without_a_queue_save_what_was_left(phone: Phone, part: str) -> None:
    context = phone.page.context
    context.set_offline(True)
    phone.give(_0="5")
    expect(phone.status()).to_contain_text("Нет сети")
    phone.page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{phone.address}{phone.journal.url}{part}")
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('epos:unsent'))")
    assert marks(phone.journal, 1)[0] == "5"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(phone: Phone, scheme: Any) -> None:
    page = phone.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    take_out(phone, 0)
    phone.give(_0="5")
    expect(page.locator("#lesson-trouble .alert")).to_have_count(1)
    for _ in range(4):
        phone.row(1).tap()
    expect(page.locator(".minutes")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = page.evaluate(
        """() => [...document.querySelectorAll('.roll-row, .codes button, .minutes button, .lesson-foot a')]
             .filter(node => node.checkVisibility() && node.getBoundingClientRect().height < 44).length"""
    )
    assert small == 0, "a thumb needs 44 px"


def test_nothing_is_asked_of_any_other_server(phone: Phone) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((phone.address, "data:")):
            asked.append(request.url)

    phone.page.on("request", note)
    phone.open()
    assert asked == []
