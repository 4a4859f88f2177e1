"""The technical pages: reference data only, for those who keep the system running."""

import json

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client

from accounts.models import User
from curriculum.models import TeachingLoad
from journal.models import Attendance, LessonRecord, Mark, Work
from tests.accounts.memory_queue import MemoryQueue
from tests.factories import (
    PASSWORD,
    AppointmentFactory,
    EmployeeFactory,
    MembershipFactory,
    TeachingLoadFactory,
    UserFactory,
)
from tests.journal.pages import make_page

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


def test_a_changed_load_keeps_its_history(client: Client, keeper: User) -> None:
    load = TeachingLoadFactory()
    answer = client.post(
        f"/admin/curriculum/teachingload/{load.pk}/change/",
        {
            "course": load.course_id, "employee": load.employee_id, "kind": "theory", "hours": 72,
            "term": 0, "starts": "01.09.2026", "ends": "",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    told = TeachingLoad.history.filter(id=load.pk).latest("history_id")
    assert (told.hours, told.history_user) == (72, keeper)


def test_nobody_is_dismissed_past_their_appointments(client: Client, keeper: User) -> None:
    employee = EmployeeFactory()
    AppointmentFactory(organization=employee.organization, user=employee.user)
    where = f"/admin/contingent/employee/{employee.pk}"
    told = {"position": "Методист", "starts": "01.09.2027", "ends": "01.09.2026", "leaving_order": "1"}
    assert client.post(f"{where}/change/", told).status_code == 302
    before = employee.starts
    employee.refresh_from_db()
    assert (employee.position, employee.starts, employee.ends) == ("Методист", before, None)
    assert client.post(f"{where}/delete/", {"post": "yes"}).status_code == 403


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


def test_whoever_keeps_the_system_running_is_in_the_log_of_accesses_too(
    client: Client, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = MemoryQueue()
    monkeypatch.setattr("accounts.access_log.queue", lambda: waiting)
    student = MembershipFactory().student
    stranger = UserFactory()
    for page in ("", f"{student.user_id}/change/", f"{stranger.pk}/change/"):
        assert client.get(f"/admin/accounts/user/{page}").status_code == 200
    told = [json.loads(entry)[2:7] for entry in waiting.entries]
    place = student.organization_id
    assert told == [
        [keeper.pk, place, "opened", "organization", place],
        [keeper.pk, place, "opened", "person", student.user_id],
        [keeper.pk, None, "opened", "person", stranger.pk],
    ]


def test_what_a_given_mark_means_does_not_change(client: Client, keeper: User) -> None:
    page = make_page(1, 1, marks=True)
    scale = page.works[0].scale
    used = scale.grades.get(code="4")
    free = scale.grades.get(code="3")
    form = client.get(f"/admin/journal/markscale/{scale.pk}/change/").context["inline_admin_formsets"][0].formset
    data = {"name": scale.name, "organization": scale.organization_id, "is_default": "on"}
    data |= {f"grades-{name}": value for name, value in form.management_form.initial.items()}
    for line in form.initial_forms:
        for name in line.fields:
            data[line.add_prefix(name)] = (
                line.initial.get(name) or line.instance.pk
                if name == "id"
                else ("" if line.initial.get(name) is None else line.initial.get(name, scale.pk))
            )
        data[line.add_prefix("scale")] = scale.pk
        data[line.add_prefix("value")], data[line.add_prefix("title")] = "1.00", "иначе"
    answer = client.post(f"/admin/journal/markscale/{scale.pk}/change/", data)
    assert answer.status_code == 302, answer.context["errors"]
    before = used.value, free.value
    used.refresh_from_db()
    free.refresh_from_db()
    assert (used.value, used.title) == (before[0], "иначе")
    assert free.value == 1 != before[1]
