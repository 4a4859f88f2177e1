"""The technical pages: reference data only, for those who keep the system running."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client

from accounts.models import Appointment, User
from curriculum.models import TeachingLoad
from journal.models import Attendance, LessonRecord, Mark, Work
from tests.factories import PASSWORD, AppointmentFactory, TeachingLoadFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client: Client) -> User:
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def test_what_teachers_record_is_not_edited_here() -> None:
    registered = set(admin.site._registry)
    assert registered.isdisjoint({Mark, Attendance, LessonRecord, Work})
    assert not [model for model in registered if model.__name__.startswith("Historical")]


def test_every_list_and_form_opens(client: Client, keeper: User) -> None:
    load = TeachingLoadFactory()
    AppointmentFactory(organization=load.course.organization)
    for model in admin.site._registry:
        where = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        answer = client.get(where)
        assert answer.status_code == 200, where
        assert b"<script>" not in answer.content
        assert client.get(f"{where}?q=анна").status_code in (200, 302)
        assert client.get(f"{where}add/").status_code in (200, 403), where


def test_an_appointment_tells_who_gave_it(client: Client, keeper: User) -> None:
    old = AppointmentFactory()
    client.post(
        "/admin/accounts/appointment/add/",
        {"organization": old.organization_id, "user": UserFactory().pk, "role": "deputy", "starts": "01.09.2026"},
    )
    assert Appointment.objects.get(role="deputy").given_by == keeper


def test_a_changed_load_keeps_its_history(client: Client, keeper: User) -> None:
    load = TeachingLoadFactory()
    answer = client.post(
        f"/admin/curriculum/teachingload/{load.pk}/change/",
        {
            "course": load.course_id, "employee": load.employee_id, "kind": "theory", "hours": 72,
            "starts": "01.09.2026", "ends": "",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    told = TeachingLoad.history.filter(id=load.pk).latest("history_id")
    assert (told.hours, told.history_user) == (72, keeper)


def test_a_person_made_here_can_sign_in(client: Client, keeper: User) -> None:
    answer = client.post(
        "/admin/accounts/user/add/",
        {
            "username": "novaya", "last_name": "Новая", "first_name": "Ольга", "patronymic": "", "email": "",
            "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD,
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert Client().login(username="novaya", password=PASSWORD)
