"""Who gives which role to whom, and what ends with it (R18–R21)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.access import visible_appointments
from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import Appointment, Organization, User
from contingent.errors import AppointmentRefused, NotAllowed
from contingent.models import Curatorship, Employee
from contingent.queries.vacancies import soon_vacant
from contingent.services.appointments import end_appointment, give_appointment
from contingent.services.leaving import end_employment, end_employments
from curriculum.models import TeachingLoad
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CuratorshipFactory,
    EmployeeFactory,
    OrganizationFactory,
    TeachingLoadFactory,
)

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
GIVEN_BY = {
    Role.DIRECTOR: {Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN, Role.IT_SUPPORT},
    Role.DEPUTY: {Role.TEACHER, Role.ADDITIONAL_EDUCATION, Role.ADMISSIONS},
    Role.JOURNAL_ADMIN: {Role.TEACHER, Role.ADDITIONAL_EDUCATION, Role.ADMISSIONS},
}


@pytest.fixture
def college(db: None) -> Organization:
    made: Organization = OrganizationFactory()
    return made


def officer(college: Organization, role: Role, **values: Any) -> User:
    """A member of staff with a role."""
    employee = EmployeeFactory(organization=college)
    AppointmentFactory(organization=college, user=employee.user, role=role, **values)
    person: User = employee.user
    return person


def give(actor: User, employee: Employee, role: Role, **values: Any) -> Appointment:
    told = {"starts": TODAY, "ends": None, "order": "№ 7-к"} | values
    return give_appointment(
        organization=employee.organization, user=employee.user_id, role=role, trace=Trace(actor, NOW), **told
    )


def end(actor: User, appointment: Appointment, **values: Any) -> Appointment:
    trace = Trace(actor, NOW, reason="перевод")
    return end_appointment(appointment=appointment.pk, **{"last_day": None, "trace": trace} | values)


def roles_of(user: User) -> set[str]:
    return set(Appointment.objects.on(TODAY).filter(user=user).values_list("role", flat=True))


@pytest.mark.parametrize("by", list(Role))
def test_each_role_gives_what_the_regulation_says_and_no_more(college: Organization, by: Role) -> None:
    actor = officer(college, by)
    employee = EmployeeFactory(organization=college)
    given = set()
    for role in Role:
        try:
            give(actor, employee, role)
            given.add(role)
        except NotAllowed:
            pass
    assert given == GIVEN_BY.get(by, set())
    assert roles_of(employee.user) == given


def test_nobody_appoints_in_a_neighbouring_college(college: Organization) -> None:
    neighbour = officer(OrganizationFactory(), Role.DIRECTOR)
    with pytest.raises(NotAllowed):
        give(neighbour, EmployeeFactory(organization=college), Role.DEPUTY)


def test_an_appointment_that_has_ended_gives_nothing(college: Organization) -> None:
    with pytest.raises(NotAllowed):
        give(officer(college, Role.DIRECTOR, ends=YESTERDAY), EmployeeFactory(organization=college), Role.DEPUTY)


@pytest.mark.parametrize(
    "staff, asked, given",
    [
        ({}, {}, (TODAY, None)),
        ({"starts": TOMORROW}, {}, None),
        ({"starts": TOMORROW}, {"starts": TOMORROW}, (TOMORROW, None)),
        ({"ends": YESTERDAY}, {}, None),
        ({"ends": TOMORROW}, {}, (TODAY, TOMORROW)),
        ({"ends": TODAY}, {"ends": TOMORROW}, None),
        ({}, {"ends": YESTERDAY}, None),
    ],
)
def test_only_the_staff_is_appointed_and_never_for_longer(
    college: Organization, staff: dict[str, Any], asked: dict[str, Any], given: Any
) -> None:
    director = officer(college, Role.DIRECTOR)
    employee = EmployeeFactory(organization=college, **staff)
    if given is None:
        with pytest.raises(AppointmentRefused):
            give(director, employee, Role.DEPUTY, **asked)
    else:
        made = give(director, employee, Role.DEPUTY, **asked)
        assert (made.starts, made.ends) == given


def test_a_role_is_given_once_and_again_after_its_end(college: Organization) -> None:
    director = officer(college, Role.DIRECTOR)
    employee = EmployeeFactory(organization=college)
    first = give(director, employee, Role.DEPUTY)
    with pytest.raises(AppointmentRefused):
        give(director, employee, Role.DEPUTY, starts=TOMORROW)
    end(director, first)
    assert roles_of(employee.user) == set()
    again = give(director, employee, Role.DEPUTY)
    assert roles_of(employee.user) == {Role.DEPUTY}
    told = Appointment.history.filter(id=first.pk).values_list("history_type", "history_change_reason", "history_user")
    assert list(told) == [("~", "перевод", director.pk), ("+", None, director.pk)]
    assert again.order == "№ 7-к"


def test_whoever_does_not_give_a_role_does_not_take_it_back(college: Organization) -> None:
    deputy = AppointmentFactory(organization=college, role=Role.DEPUTY)
    with pytest.raises(NotAllowed):
        end(officer(college, Role.JOURNAL_ADMIN), deputy)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.JOURNAL_ADMIN])
def test_the_last_director_and_the_last_administrator_remain(college: Organization, role: Role) -> None:
    director = officer(college, Role.DIRECTOR)
    AppointmentFactory(role=role)  # of another college: no help
    last = Appointment.objects.filter(organization=college, role=role).first()
    last = last or AppointmentFactory(organization=college, role=role)
    AppointmentFactory(organization=college, role=role, starts=TOMORROW)
    with pytest.raises(AppointmentRefused):
        end(director, last)
    assert end(director, last, last_day=TODAY).ends == TODAY


def test_who_is_to_be_appointed_before_nobody_is_left_is_told(college: Organization) -> None:
    director = officer(college, Role.DIRECTOR)
    officer(college, Role.JOURNAL_ADMIN, starts=YESTERDAY, ends=TOMORROW)
    acting = officer(college, Role.JOURNAL_ADMIN, starts=TODAY, ends=TODAY + timedelta(days=9))
    (told,) = soon_vacant([college], TODAY)
    assert (told.role, told.since) == (Role.JOURNAL_ADMIN.label, TODAY + timedelta(days=10))
    give(director, Employee.objects.get(user=acting), Role.JOURNAL_ADMIN, starts=told.since)
    assert not soon_vacant([college], TODAY)
    assert [row.since for row in soon_vacant([OrganizationFactory()], TODAY)] == [TODAY, TODAY]


def test_a_role_may_end_later_or_be_taken_back_before_it_begins(college: Organization) -> None:
    director = officer(college, Role.DIRECTOR)
    later = give(director, EmployeeFactory(organization=college), Role.DEPUTY)
    assert end(director, later, last_day=TOMORROW).ends == TOMORROW
    with pytest.raises(AppointmentRefused):
        end(director, later, last_day=TOMORROW + timedelta(days=5))
    coming = give(director, EmployeeFactory(organization=college), Role.DEPUTY, starts=TOMORROW)
    assert end(director, coming).ends == TODAY
    with pytest.raises(AppointmentRefused):
        end(director, coming)


def test_a_teacher_who_is_one_no_more_has_no_load(college: Organization) -> None:
    """The curatorship is of the staff, not of the role: it stays."""
    load = TeachingLoadFactory(course__organization=college)
    CuratorshipFactory(group=load.course.study_group, employee=load.employee)
    role = AppointmentFactory(organization=college, user=load.employee.user, role=Role.TEACHER)
    end(officer(college, Role.DEPUTY), role)
    assert not TeachingLoad.objects.on(TODAY).filter(employee=load.employee).exists()
    assert Curatorship.objects.on(TODAY).filter(employee=load.employee).exists()


def test_leaving_the_staff_ends_everything_of_that_place(college: Organization) -> None:
    load = TeachingLoadFactory(course__organization=college)
    employee = load.employee
    CuratorshipFactory(group=load.course.study_group, employee=employee)
    elsewhere = AppointmentFactory(user=employee.user, role=Role.DEPUTY)
    for role in (Role.TEACHER, Role.DEPUTY):
        AppointmentFactory(organization=college, user=employee.user, role=role)
    AppointmentFactory(organization=college, user=employee.user, role=Role.ADMISSIONS, starts=TOMORROW)
    colleague = officer(college, Role.DEPUTY)
    left = end_employments(employees=[employee.pk], last_day=YESTERDAY, trace=Trace(colleague, NOW))
    assert (left.employees, left.appointments, left.ties["load"], left.ties["curatorship"]) == (1, 3, 1, 1)
    assert roles_of(employee.user) == {elsewhere.role}
    assert not Appointment.objects.filter(organization=college, user=employee.user).on(TOMORROW).exists()
    assert roles_of(colleague) == {Role.DEPUTY}
    again = end_employments(employees=[employee.pk], last_day=YESTERDAY, trace=Trace(colleague, NOW))
    assert (again.employees, again.appointments) == (0, 0)


def test_a_source_is_told_who_is_missing_and_a_person_is_refused(college: Organization) -> None:
    director = officer(college, Role.DIRECTOR)
    employment = Employee.objects.get(user=director)
    with pytest.raises(AppointmentRefused):
        end_employment(employee=employment.pk, last_day=None, trace=Trace(director, NOW))
    left = end_employments(employees=[employment.pk], last_day=YESTERDAY, trace=Trace(director, NOW))
    assert (college.pk, Role.DIRECTOR) in left.without


def test_the_database_refuses_an_appointment_that_outlasts_the_employment(college: Organization) -> None:
    employment = Employee.objects.get(user=officer(college, Role.DEPUTY))
    with pytest.raises(IntegrityError, match="outlasts"), transaction.atomic():
        Employee.objects.filter(pk=employment.pk).update(ends=TODAY)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_administration_alone_sees_the_appointments_of_its_own_college(college: Organization) -> None:
    neighbour = OrganizationFactory()
    AppointmentFactory(organization=neighbour, role=Role.TEACHER)
    director = officer(college, Role.DIRECTOR)
    seen = {Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN}
    for role in Role:
        user = director if role == Role.DIRECTOR else officer(college, role)
        places = {row.organization_id for row in visible_appointments(user, TODAY)}
        assert places == ({college.pk} if role in seen else set())
        assert not visible_appointments(user, date(2019, 1, 1)).exists()


def test_the_list_asks_as_much_for_many_as_for_one(
    college: Organization, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.force_login(officer(college, Role.DIRECTOR))
    client.get("/contingent/appointments/")
    for _ in range(2):
        with django_assert_max_num_queries(8):
            assert client.get("/contingent/appointments/").status_code == 200
        for _ in range(3):
            officer(college, Role.TEACHER, given_by=officer(college, Role.DEPUTY))


@pytest.mark.parametrize("how", ["role", "staff"])
def test_an_open_session_loses_its_rights_the_same_moment(
    college: Organization, client: Client, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    director = officer(college, Role.DIRECTOR)
    deputy = officer(college, Role.DEPUTY)
    client.force_login(deputy)
    assert client.get("/contingent/appointments/").status_code == 200
    if how == "role":
        end(director, Appointment.objects.get(user=deputy))
    else:
        employee = Employee.objects.get(user=deputy)
        end_employment(employee=employee.pk, last_day=None, trace=Trace(director, NOW))
    assert client.get("/contingent/appointments/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_end_the_last_two_at_once_leave_one() -> None:
    college = OrganizationFactory()
    director = officer(college, Role.DIRECTOR)
    last_two = [AppointmentFactory(organization=college, role=Role.JOURNAL_ADMIN) for _ in range(2)]
    start = Barrier(2)

    def attempt(appointment: Appointment) -> bool:
        try:
            start.wait(10)
            end(director, appointment)
        except AppointmentRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, last_two)) == [False, True]
    assert Appointment.objects.on(TODAY).filter(organization=college, role=Role.JOURNAL_ADMIN).count() == 1


def test_the_command_appoints_the_first_director_from_the_staff(
    college: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    first, second = (EmployeeFactory(organization=college).user for _ in range(2))
    appoint: Callable[..., Any] = lambda user, *more: call_command(  # noqa: E731
        "appoint_director", "--organization", str(college.pk), "--employee", user.username, *more
    )
    with pytest.raises(CommandError):
        appoint(EmployeeFactory().user)
    appoint(first)
    with pytest.raises(CommandError):
        appoint(second)
    appoint(second, "--replace", "--order", "№ 1")
    assert roles_of(first) == set()
    assert roles_of(second) == {Role.DIRECTOR}


@pytest.mark.django_db
def test_an_organisation_begins_with_its_director_and_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--kind", "school", "--name", "МБОУ СОШ № 5", "--short-name", "Школа № 5", "--director", "Пермяков Лев"]
    with pytest.raises(CommandError):
        call_command("add_organization", *asked, "--time-zone", "Europe/Nowhere")
    call_command("add_organization", *asked, "--time-zone", "Europe/Moscow")
    place = Organization.objects.get(short_name="Школа № 5")
    user = Appointment.objects.get(organization=place, role=Role.DIRECTOR).user
    assert (user.full_name, user.employments.get().organization) == ("Пермяков Лев", place)
    address = capsys.readouterr().out.split()[-1]
    assert Client().get(urlsplit(address).path).status_code == 200


def test_the_pages_give_and_end(college: Organization, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.force_login(officer(college, Role.JOURNAL_ADMIN))
    teacher = EmployeeFactory(organization=college, user__last_name="Ёлкина", position="Преподаватель")
    stranger = EmployeeFactory(user__last_name="Ёлкин")
    found = client.get("/contingent/appointments/new/", {"q": "елк"}).content.decode()
    assert "Ёлкина" in found
    assert f"employee={stranger.pk}" not in found
    assert client.get("/contingent/appointments/new/", {"employee": stranger.pk}).status_code == 404
    url = f"/contingent/appointments/new/?employee={teacher.pk}"
    assert client.post(url, {"role": Role.DEPUTY, "starts": TODAY}).status_code == 400
    told = client.post(url, {"role": Role.TEACHER, "starts": TODAY, "order": "№ 3"}, follow=True).content.decode()
    assert "№ 3" in told
    made = Appointment.objects.get(user=teacher.user)
    listed = client.get("/contingent/appointments/", {"role": Role.TEACHER}).content.decode()
    assert "Ёлкина" in listed
    page = f"/contingent/appointments/{made.pk}/"
    assert client.post(page, {"reason": ""}).status_code == 400
    assert "уволена с должности" in client.post(page, {"reason": "уволена с должности"}, follow=True).content.decode()
    assert roles_of(teacher.user) == set()
    assert "Ёлкина" in client.get("/contingent/appointments/", {"state": "ended"}).content.decode()
