"""One lesson: roll call, marks, what was written; nothing of another's is overwritten unseen."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from journal.models import LessonRecord
from schedule.enums import LessonStatus
from tests.factories import TODAY, AppointmentFactory, LessonFactory, MembershipFactory, TeachingLoadFactory
from tests.journal.pages import Page, give, make_page, miss

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
JSON = {"Accept": "application/json"}
NOTHING = "0" * 16


@pytest.fixture
def book() -> Page:
    return make_page(students=3, lessons=2)


@pytest.fixture
def teacher(book: Page, client: Client) -> Client:
    client.force_login(book.teacher)
    return client


def address(book: Page, place: int = 1) -> str:
    return f"{book.url}lessons/{book.lessons[place].pk}/"


def seen(client: Client, url: str) -> str:
    return client.get(url).context["form"]["seen"].value()


def texts(client: Client, url: str, **values: str) -> dict[str, str]:
    return {"topic": "", "content": "", "homework": "", "seen": seen(client, url)} | values


def test_shows_the_roll_and_the_marks(book: Page, teacher: Client) -> None:
    give(book, book.works[1:], book.students[:1], "5")
    miss(book, book.lessons[1], book.students[1], "late", 15)
    html = teacher.get(address(book)).content.decode()
    assert f'<li data-student="{book.students[1].pk}" data-a="late:15">' in html
    assert f'<li data-student="{book.students[0].pk}" data-code="5">' in html
    assert html[html.index('id="marks"') :].count('aria-pressed="true"') == 1
    assert address(book, 0) in html


def test_only_those_in_the_group_on_the_day_are_called(book: Page, teacher: Client) -> None:
    late = MembershipFactory(group=book.course.study_group, starts=TODAY + timedelta(days=1)).student
    assert f'data-student="{late.pk}"' not in teacher.get(address(book)).content.decode()


def test_texts_are_saved_with_a_form(book: Page, teacher: Client) -> None:
    url = address(book)
    response = teacher.post(url, texts(teacher, url, topic="Тема", content="Было", homework="§ 1"))
    assert response.status_code == 302
    record = LessonRecord.objects.get()
    assert (record.topic, record.content, record.homework, record.author) == ("Тема", "Было", "§ 1", book.teacher)
    assert record.history.get().history_address == "127.0.0.1"


def test_texts_are_saved_by_the_page_itself(book: Page, teacher: Client) -> None:
    url = address(book)
    first = teacher.post(url, texts(teacher, url, topic="Тема"), headers=JSON).json()
    again = teacher.post(url, {"topic": "Тема 2", "content": "", "homework": "", "seen": first["seen"]}, headers=JSON)
    assert (again.status_code, again.json()["status"]) == (200, "saved")
    assert LessonRecord.objects.get().topic == "Тема 2"


@pytest.mark.parametrize("by_script", [True, False])
def test_another_text_is_not_overwritten_unseen(book: Page, teacher: Client, by_script: bool) -> None:
    url = address(book)
    mine = texts(teacher, url, topic="Моя")
    teacher.post(url, texts(teacher, url, topic="Чужая"))
    response = teacher.post(url, mine, headers=JSON if by_script else {})
    assert LessonRecord.objects.get().topic == "Чужая"
    if by_script:
        told: Any = response.json()
        assert (response.status_code, told["status"], told["topic"]) == (409, "conflict", "Чужая")
        now = told["seen"]
    else:
        html = response.content.decode()
        assert "Чужая" in html and "Моя" in html
        now = response.context["form"]["seen"].value()
    assert teacher.post(url, mine | {"seen": now}).status_code == 302
    assert LessonRecord.objects.get().topic == "Моя"


def test_the_same_text_from_two_tabs_is_no_conflict(book: Page, teacher: Client) -> None:
    url = address(book)
    stale = texts(teacher, url, topic="Одна")
    for _ in range(2):
        assert teacher.post(url, stale, headers=JSON).json()["status"] == "saved"
    assert LessonRecord.objects.get().history.count() == 1


def test_taking_attendance_does_not_disturb_the_texts(book: Page, teacher: Client) -> None:
    url = address(book)
    begun = texts(teacher, url, topic="Тема")
    miss(book, book.lessons[1], book.students[0])
    assert teacher.post(url, begun).status_code == 302
    record = LessonRecord.objects.get()
    assert record.topic == "Тема" and record.attendance_taken_at


def test_everyone_else_was_present(book: Page, teacher: Client) -> None:
    assert teacher.post(f"{address(book)}roll-call/").status_code == 302
    record = LessonRecord.objects.get()
    assert (record.attendance_taken_by, record.lesson) == (book.teacher, book.lessons[1])
    assert "100 %" in teacher.get(book.url).content.decode()


def test_a_closed_lesson_says_why_and_takes_nothing(book: Page, teacher: Client) -> None:
    old = LessonFactory(course=book.course, date=TODAY - timedelta(days=15), number=1)
    off = LessonFactory(course=book.course, date=TODAY, number=8, status=LessonStatus.CANCELLED)
    for lesson in (old, off):
        url = f"{book.url}lessons/{lesson.pk}/"
        assert 'class="alert alert-warning" role="note"' in teacher.get(url).content.decode()
        response = teacher.post(url, texts(teacher, url, topic="Тема"), headers=JSON)
        assert (response.status_code, bool(response.json()["reason"])) == (409, True)
        assert teacher.post(f"{url}roll-call/", headers=JSON).status_code == 409
        assert teacher.post(f"{url}roll-call/").status_code == 302
    assert not LessonRecord.objects.exists()


def test_a_substitute_fills_their_lesson_and_no_other(book: Page, client: Client) -> None:
    lesson = LessonFactory(course=book.course, date=TODAY, number=7)
    client.force_login(lesson.teacher.user)
    url = f"{book.url}lessons/{lesson.pk}/"
    assert client.post(url, texts(client, url, topic="Замена")).status_code == 302
    assert client.post(address(book), texts(client, address(book), topic="Чужое")).status_code == 403
    assert [record.topic for record in LessonRecord.objects.all()] == ["Замена"]


def test_readers_read(book: Page, client: Client) -> None:
    client.force_login(AppointmentFactory(organization=book.course.organization, role=Role.DIRECTOR).user)
    assert client.get(address(book)).status_code == 200
    assert client.post(address(book), {"seen": NOTHING}, headers=JSON).status_code == 403
    assert client.post(f"{address(book)}roll-call/").status_code == 403


def test_a_lesson_is_not_reached_through_another_page(book: Page, client: Client) -> None:
    other = TeachingLoadFactory(course__organization=book.course.organization)
    client.force_login(other.employee.user)
    url = f"/journal/{other.course.pk}/lessons/{book.lessons[0].pk}/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"topic": "x"}).status_code == 404
    assert client.post(f"{url}roll-call/").status_code == 404


def test_list_of_lessons_tells_topics(book: Page, teacher: Client) -> None:
    url = address(book)
    teacher.post(url, texts(teacher, url, topic="<b>Тема</b>", homework="§ 7"))
    html = teacher.get(f"{book.url}lessons/").content.decode()
    assert "&lt;b&gt;Тема&lt;/b&gt;" in html and "§ 7" in html


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(client: Client, size: int, django_assert_max_num_queries: Any) -> None:
    book = make_page(size, size, marks=True)
    client.force_login(book.teacher)
    for url in (address(book, 0), f"{book.url}lessons/", f"{book.url}print/", f"{book.url}history/"):
        client.get(url)
        with django_assert_max_num_queries(14):
            assert client.get(url).status_code == 200
