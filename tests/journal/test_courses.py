"""The list of journal pages: found, narrowed, and no page of another's."""

from typing import Any

import pytest
from django.test import Client

from accounts.audit import Trace
from accounts.enums import Role
from journal.services.lesson_records import call_roll, write_lesson
from tests.factories import NOW, AppointmentFactory, CourseFactory, TeachingLoadFactory
from tests.journal.pages import make_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def director(client: Client) -> Any:
    appointment = AppointmentFactory(role=Role.DIRECTOR)
    client.force_login(appointment.user)
    return appointment


def shown(client: Client, **asked: object) -> list[int]:
    return [line.course.pk for line in client.get("/journal/", asked).context["lines"]]


def test_each_sees_their_own(director: Any, client: Client) -> None:
    mine, other = CourseFactory(organization=director.organization), make_page(1, 1)
    assert shown(client) == [mine.pk]
    client.force_login(other.teacher)
    assert shown(client) == [other.course.pk]


def test_found_by_group_subject_and_teacher(director: Any, client: Client) -> None:
    load = TeachingLoadFactory(
        course__organization=director.organization,
        course__study_group__name="ИС-21",
        course__subject__name="Ёмкие вычисления",
        employee__user__last_name="Воробьёва",
    )
    CourseFactory(organization=director.organization)
    for words in ("ис-21", "емкие", "ВОРОБЬЁВА", "ис ёмк вороб"):
        assert shown(client, q=words) == [load.course.pk], words
    assert shown(client, q="ис-21 химия") == []
    assert shown(client, q="%") == []
    assert shown(client, teacher=load.employee.user.pk) == [load.course.pk]
    assert shown(client, group=load.course.study_group.pk) == [load.course.pk]
    assert shown(client, subject=load.course.subject.pk) == [load.course.pk]


def test_choices_name_nothing_of_another_organisation(director: Any, client: Client) -> None:
    make_page(1, 1)
    mine = TeachingLoadFactory(course__organization=director.organization)
    choices = client.get("/journal/").context["choices"]
    assert choices.groups == [(mine.course.study_group.pk, mine.course.study_group.name)]
    assert [pk for pk, _name in choices.teachers] == [mine.employee.user.pk]


def test_percent_filled(client: Client) -> None:
    book = make_page(1, 2)
    trace = Trace(actor=book.teacher, now=NOW)
    write_lesson(lesson=book.lessons[0], topic="Тема", content="", homework="", trace=trace)
    call_roll(lesson=book.lessons[0], trace=trace)
    client.force_login(book.teacher)
    assert [line.filled for line in client.get("/journal/").context["lines"]] == [50]


def test_filters_stay_in_the_address(director: Any, client: Client) -> None:
    for _ in range(51):
        CourseFactory(organization=director.organization)
    html = client.get("/journal/", {"q": "дисциплина"}).content.decode()
    assert "?q=%D0%B4%D0%B8%D1%81%D1%86%D0%B8%D0%BF%D0%BB%D0%B8%D0%BD%D0%B0&amp;page=2" in html
    assert len(shown(client, q="дисциплина", page=2)) == 1


def test_list_answers_as_one_types(director: Any, client: Client) -> None:
    CourseFactory(organization=director.organization)
    part = client.get("/journal/", headers={"HX-Request": "true", "HX-Target": "courses"}).content.decode()
    assert "<html" not in part and part.strip() in client.get("/journal/").content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(director: Any, client: Client, size: int, django_assert_max_num_queries: Any) -> None:
    for _ in range(size):
        TeachingLoadFactory(course__organization=director.organization)
    client.get("/journal/")
    with django_assert_max_num_queries(9):
        client.get("/journal/")
