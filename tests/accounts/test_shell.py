"""The frame of a page: places by facts, the organisation, who helps; and the pages of errors."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import path

from accounts.enums import Role
from accounts.models import User
from accounts.queries import read_shell
from tests.factories import (
    TODAY,
    AppointmentFactory,
    OrganizationFactory,
    RepresentativeFactory,
    TeachingLoadFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def places(user: User, on: date = TODAY) -> list[str]:
    return [place.url for place in read_shell(user, on, "/").places]


def test_places_follow_the_facts_of_the_day() -> None:
    load = TeachingLoadFactory(ends=TODAY)
    teacher = load.employee.user
    assert "/journal/" in places(teacher)
    assert "/journal/" not in places(teacher, TODAY + timedelta(days=1))
    assert "/diary/" not in places(teacher)


def test_a_parent_has_the_diary_and_no_search() -> None:
    parent = RepresentativeFactory().user
    shell = read_shell(parent, TODAY, "/diary/7/")
    assert [place.url for place in shell.places if place.is_current] == ["/diary/"]
    assert not shell.finds


def test_the_helpers_are_of_ones_own_organisations() -> None:
    organization = OrganizationFactory(short_name="Свой")
    AppointmentFactory(
        organization=organization, role=Role.JOURNAL_ADMIN,
        user=UserFactory(last_name="Журавлёв", first_name="Иван", patronymic="Олегович"),
    )  # fmt: skip
    AppointmentFactory(role=Role.JOURNAL_ADMIN)
    parent = RepresentativeFactory(student__organization=organization).user
    told = read_shell(parent, TODAY, "/").organizations
    name = "Журавлёв И. О.".replace(" ", "\N{NO-BREAK SPACE}")
    assert [(own.name, own.helpers) for own in told] == [("Свой", (name,))]


def test_one_query_for_each_of_two_people(django_assert_num_queries: Any) -> None:
    first, second = TeachingLoadFactory().employee.user, UserFactory()
    with django_assert_num_queries(2):
        assert read_shell(first, TODAY, "/") != read_shell(second, TODAY, "/")


def fail(request: Any) -> None:
    raise RuntimeError


urlpatterns = [path("fail/", fail)]


@override_settings(ROOT_URLCONF="tests.accounts.test_shell", DEBUG=False)
def test_an_error_on_the_server_is_explained_without_the_database(django_assert_num_queries: Any) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    with django_assert_num_queries(2):  # the session and the person
        answer = client.get("/fail/")
    assert answer.status_code == 500
    assert "На сервере что-то сломалось" in answer.content.decode()


def test_a_missing_page_tells_what_to_do(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.get("/нет-такой/")
    assert answer.status_code == 404
    assert "На главную" in answer.content.decode()


def test_the_language_is_the_persons_choice(client: Client) -> None:
    client.force_login(UserFactory())
    assert "Сменить пароль" in client.get("/password/").content.decode()
    client.post("/language/", {"language": "en", "next": "/password/"})
    assert "Change the password" in client.get("/password/").content.decode()


def test_a_section_is_one_place_with_its_pages_beside_each_other() -> None:
    admin = AppointmentFactory(role=Role.JOURNAL_ADMIN).user
    shell = read_shell(admin, TODAY, "/contingent/imports/7/")
    assert [str(place.title) for place in shell.places].count("Люди") == 1
    assert [place.url for place in shell.tabs if place.is_current] == ["/contingent/imports/"]
    assert shell.tabs[0].url == "/contingent/students/"
    assert read_shell(admin, TODAY, "/journal/").tabs == ()
