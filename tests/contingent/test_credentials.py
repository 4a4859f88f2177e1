"""Giving sign-ins: to one's own people, never so as to take over rights given by others."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts import factor
from accounts.enums import CredentialKind, Role
from accounts.models import Credential, Organization, User
from contingent.queries.credentials import read_standings
from tests.factories import (
    TODAY,
    AppointmentFactory,
    EmployeeFactory,
    MembershipFactory,
    OrganizationFactory,
    RepresentativeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ALL = (CredentialKind.SLIP, CredentialKind.MAIL, CredentialKind.LINK)


@pytest.fixture
def place() -> Organization:
    return OrganizationFactory()


@pytest.fixture
def admin(place: Organization) -> User:
    return AppointmentFactory(organization=place, role=Role.JOURNAL_ADMIN).user


@pytest.fixture
def director(place: Organization) -> User:
    return AppointmentFactory(organization=place, role=Role.DIRECTOR).user


def ways(actor: User, user: User) -> tuple[CredentialKind, ...] | None:
    found = read_standings(actor, TODAY, [user.pk])
    return found[0].ways if found else None


@pytest.mark.parametrize("role", [None, *Role])
def test_whoever_gives_a_role_gives_its_sign_in(
    admin: User, director: User, place: Organization, role: Role | None
) -> None:
    user = EmployeeFactory(organization=place).user
    if role:
        AppointmentFactory(organization=place, user=user, role=role)
    by_admin = role in (None, Role.TEACHER, Role.ADDITIONAL_EDUCATION, Role.ADMISSIONS)
    assert ways(admin, user) == (ALL if by_admin else ())
    assert ways(director, user) == ALL


def test_of_families_too_and_of_nobody_elsewhere_nor_oneself(admin: User, place: Organization) -> None:
    student = MembershipFactory(group__organization=place).student
    assert ways(admin, student.user) == ALL
    assert ways(admin, RepresentativeFactory(student=student).user) == ALL
    assert ways(admin, EmployeeFactory().user) is None
    assert ways(admin, UserFactory()) is None
    assert ways(admin, admin) == ()
    assert ways(EmployeeFactory(organization=place).user, student.user) is None
    operator = EmployeeFactory(organization=place, user__is_superuser=True).user
    assert ways(admin, operator) == ()


def test_a_person_of_two_organisations_gets_a_letter_of_their_own_only(admin: User, place: Organization) -> None:
    user = EmployeeFactory(organization=place).user
    AppointmentFactory(user=user, role=Role.DIRECTOR)
    assert ways(admin, user) == (CredentialKind.MAIL,)
    User.objects.filter(pk=user.pk).update(email="")
    assert ways(admin, user) == ()
    parent = RepresentativeFactory(student=MembershipFactory(group__organization=place).student).user
    RepresentativeFactory(user=parent)
    assert ways(admin, parent) == (CredentialKind.MAIL,)


def test_the_number_of_queries_does_not_grow(
    admin: User, place: Organization, django_assert_max_num_queries: Any
) -> None:
    users = [EmployeeFactory(organization=place).user.pk for _ in range(3)]
    for asked in (users[:1], users):
        with django_assert_max_num_queries(9):
            assert len([one.state for one in read_standings(admin, TODAY, asked)]) == len(asked)


def test_slips_are_printed_for_the_ticked_and_shown_once(client: Client, admin: User, place: Organization) -> None:
    rows = [EmployeeFactory(organization=place) for _ in range(2)]
    stranger = EmployeeFactory()
    client.force_login(admin)
    page = client.post("/contingent/credentials/", {"list": "staff", "id": [row.pk for row in [*rows, stranger]]})
    assert stranger.user.full_name not in page.content.decode()
    answer = client.post(
        "/contingent/credentials/given/", {"user": [row.user_id for row in [*rows, stranger]], "way": "slip"}
    )
    text = answer.content.decode()
    assert (text.count('<section class="slip">'), answer["Referrer-Policy"]) == (2, "strict-origin")
    issued = [one for one, _address in answer.context["lines"]]
    assert all(Client().login(username=one.login, password=one.secret) for one in issued)
    assert {row.given_by for row in Credential.objects.all()} == {admin}
    shown = client.get(f"/contingent/credentials/{rows[0].user_id}/").content.decode()
    assert issued[0].secret not in shown
    assert admin.short_name in shown


def test_letters_go_to_the_people_themselves(
    client: Client, admin: User, place: Organization, django_capture_on_commit_callbacks: Any
) -> None:
    user = EmployeeFactory(organization=place).user
    client.force_login(admin)
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post("/contingent/credentials/given/", {"user": user.pk, "way": "mail"}).content.decode()
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert "/sign-in/link/" in letter.body
    assert "/sign-in/link/" not in page


def test_a_lost_factor_is_taken_off_with_a_reason(client: Client, admin: User, place: Organization) -> None:
    user = EmployeeFactory(organization=place).user
    deputy = EmployeeFactory(organization=place).user
    AppointmentFactory(organization=place, user=deputy, role=Role.DEPUTY)
    for one in (user, deputy):
        factor.turn_on(one, SECRET)
        client.force_login(admin)
        client.post(f"/contingent/credentials/{one.pk}/factor/", {"reason": " "})
        assert factor.has_factor(one)
        client.post(f"/contingent/credentials/{one.pk}/factor/", {"reason": "пришла с паспортом"})
    assert [factor.has_factor(one) for one in (user, deputy)] == [False, True]
    row = Credential.objects.get(kind=CredentialKind.FACTOR_RESET)
    assert (row.user, row.given_by, row.reason) == (user, admin, "пришла с паспортом")
    assert Authenticator.objects.filter(user=deputy).exists()
