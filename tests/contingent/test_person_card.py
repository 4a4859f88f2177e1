"""A person's card: which ties whom it shows, mending contacts, adding by hand without doubles."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OutsideSystem, Role
from accounts.models import Organization, OutsideIdentity, User
from contingent.models import Employee, Membership, Representative, Student
from tests.contingent.workbooks import administrator
from tests.factories import (
    NOW,
    AppointmentFactory,
    CuratorshipFactory,
    EmployeeFactory,
    MembershipFactory,
    OrganizationFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PERSON = {
    "last_name": "Ёлкин",
    "first_name": "Пётр",
    "patronymic": "Ильич",
    "birth_date": "2009-03-02",
    "email": "Elkin@Example.org",
    "phone": "8 (902) 111-22-33",
    "starts": "2026-09-01",
}


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def admin() -> User:
    return administrator()


@pytest.fixture
def organization(admin: User) -> Organization:
    return admin.appointments.get().organization


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def card(client: Client, user: User) -> Any:
    return client.get(reverse("contingent:person", args=[user.pk]))


def edit(client: Client, user: User, seen: Any = None, **told: Any) -> Any:
    now = {name: getattr(user, name) or "" for name in ("last_name", "first_name", "patronymic", "email", "phone")}
    now["birth_date"] = user.birth_date.isoformat() if user.birth_date else ""
    data = {f"seen_{name}": value for name, value in (now | (seen or {})).items()}
    return client.post(reverse("contingent:person_edit", args=[user.pk]), now | told | data)


def test_a_card_shows_only_the_ties_that_the_reader_may_see(admin: User, organization: Organization) -> None:
    other = OrganizationFactory(short_name="Чужой техникум")
    place = MembershipFactory(group__organization=organization, group__name="ИС-11")
    person = place.student.user
    far = MembershipFactory(group__organization=other, group__name="ЧУ-77", student__user=person)
    RepresentativeFactory(student=far.student, user__last_name="Тайнов")
    RepresentativeFactory(student=place.student, user__last_name="Явнов")
    EmployeeFactory(organization=other, user=person, position="Сторож")
    OutsideIdentity.objects.create(system=OutsideSystem.GOSUSLUGI, key="secret-77", user=person)
    page = card(signed_in(admin), person).content.decode()
    assert "ИС-11" in page
    assert "Явнов" in page
    assert person.username in page
    for hidden in ("Чужой техникум", "ЧУ-77", "Тайнов", "Сторож", "secret-77"):
        assert hidden not in page
    curator = CuratorshipFactory(group=place.group).employee.user
    page = card(signed_in(curator), person).content.decode()
    assert "Явнов" in page
    assert f"<dd>{person.username}</dd>" not in page
    assert 'name="kind"' not in page


def test_a_card_without_a_visible_tie_is_not_there(admin: User, organization: Organization) -> None:
    place = MembershipFactory(group__organization=organization)
    beside = MembershipFactory(group__organization=organization)
    staff = EmployeeFactory(organization=organization)
    curator = CuratorshipFactory(group=place.group).employee.user
    foreign = RepresentativeFactory(student=MembershipFactory().student)
    for person in (foreign.user, foreign.student.user, UserFactory()):
        assert card(signed_in(admin), person).status_code == 404
        assert edit(signed_in(admin), person).status_code == 404
    for person in (beside.student.user, staff.user):
        assert card(signed_in(curator), person).status_code == 404
    for reader in (place.student.user, RepresentativeFactory(student=place.student).user, staff.user):
        assert card(signed_in(reader), place.student.user).status_code == 404


def test_a_card_asks_as_often_for_three_ties_as_for_one(admin: User, organization: Organization) -> None:
    student = MembershipFactory(group__organization=organization).student
    asked = []
    for many in (1, 2):
        for _number in range(many):
            RepresentativeFactory(student=student)
            tie = RepresentativeFactory(student__organization=organization, user=student.user)
            MembershipFactory(student=tie.student, group__organization=organization)
        client = signed_in(admin)
        with CaptureQueriesContext(connection) as counted:
            assert card(client, student.user).status_code == 200
        asked.append(len(counted))
    assert asked[0] == asked[1] <= 26


def test_contacts_are_mended_and_written_as_they_are_kept(admin: User, organization: Organization) -> None:
    user = MembershipFactory(group__organization=organization, student__user__phone="+79990000000").student.user
    assert edit(signed_in(admin), user, phone="8 902 111-22-33", last_name="ЁЛКИН").status_code == 302
    user.refresh_from_db()
    assert (user.phone, user.last_name) == ("+79021112233", "Ёлкин")
    answer = edit(signed_in(admin), user, phone="123")
    assert answer.status_code == 400
    assert "не номер телефона" in answer.content.decode()


def test_what_somebody_else_changed_is_shown_and_not_overwritten(admin: User, organization: Organization) -> None:
    user = MembershipFactory(group__organization=organization).student.user
    seen = {"email": "was@example.org", "phone": ""}
    User.objects.filter(pk=user.pk).update(email="theirs@example.org", phone="+79021112233")
    answer = edit(signed_in(admin), user, seen, email="mine@example.org", phone="")
    assert answer.status_code == 409
    assert "theirs@example.org" in answer.content.decode()
    user.refresh_from_db()
    assert (user.email, user.phone) == ("theirs@example.org", "+79021112233")
    assert edit(signed_in(admin), user, email="mine@example.org").status_code == 302
    user.refresh_from_db()
    assert (user.email, user.phone) == ("mine@example.org", "+79021112233")


def test_of_some_nothing_is_changed_by_hand(admin: User, organization: Organization) -> None:
    head = EmployeeFactory(organization=organization).user
    AppointmentFactory(organization=organization, user=head, role=Role.DIRECTOR)
    known = MembershipFactory(group__organization=organization).student.user
    RepresentativeFactory(user=known)
    for user in (head, known, EmployeeFactory(organization=organization, user__is_superuser=True).user):
        assert edit(signed_in(admin), user, email="taken@example.org").status_code == 403
        assert User.objects.get(pk=user.pk).email != "taken@example.org"


def test_a_student_is_added_once(admin: User, organization: Organization) -> None:
    group = StudyGroupFactory(organization=organization)
    client, address = signed_in(admin), reverse("contingent:add_student")
    told = PERSON | {"group": group.pk, "number": "№ 5", "ordered": "2026-08-25", "form": "in_person"}
    assert client.post(address, told).status_code == 302
    place = Membership.objects.get()
    assert (place.order, place.starts) == ("№ 5 от 25.08.2026", date(2026, 9, 1))
    user = place.student.user
    assert (user.phone, user.email, user.has_usable_password()) == ("+79021112233", "elkin@example.org", False)

    again = client.post(address, told | {"last_name": "Елкин"})
    assert again.status_code == 409
    assert [found.user for found in again.context["alike"]] == [user.pk]
    assert client.post(address, told | {"who": str(user.pk)}).status_code == 400
    assert Student.objects.count() == 1
    assert client.post(address, told | {"who": "new", "email": "other@example.org"}).status_code == 302
    assert Student.objects.count() == 2


def test_a_parent_of_a_second_child_is_tied_not_doubled(admin: User, organization: Organization) -> None:
    tie = RepresentativeFactory(
        student__organization=organization, user__email="mother@example.org", user__phone="+79021112233"
    )
    child = MembershipFactory(group__organization=organization).student
    foreign = RepresentativeFactory(user__email="mother@example.org")
    client, address = signed_in(admin), reverse("contingent:add_representative", args=[child.pk])
    told = PERSON | {"email": "mother@example.org", "birth_date": "", "kind": "parent"}
    answer = client.post(address, told)
    assert [found.user for found in answer.context["alike"]] == [tie.user_id]
    assert client.post(address, told | {"who": str(foreign.user_id)}).status_code == 409
    assert client.post(address, told | {"who": str(tie.user_id)}).status_code == 302
    assert Representative.objects.get(student=child).user_id == tie.user_id
    far = reverse("contingent:add_representative", args=[foreign.student_id])
    assert client.post(far, told).status_code == 404
    assert client.post(address, told | {"kind": "trusted"}).status_code == 400


def test_an_employee_is_added(admin: User, organization: Organization) -> None:
    client, address = signed_in(admin), reverse("contingent:add_employee")
    told = PERSON | {"organization": organization.pk, "position": "Методист"}
    assert client.post(address, told | {"organization": OrganizationFactory().pk}).status_code == 400
    assert client.post(address, told).status_code == 302
    assert Employee.objects.get(position="Методист").user.last_name == "Ёлкин"


def test_what_the_regulation_requires_is_demanded(admin: User, organization: Organization) -> None:
    group = StudyGroupFactory(organization=organization)
    told = PERSON | {"group": group.pk, "number": "5", "form": "in_person", "email": "", "phone": ""}
    client, address = signed_in(admin), reverse("contingent:add_student")
    answer = client.post(address, told)
    assert set(answer.context["form"].errors) == {"email", "phone"}
    assert client.post(address, told | {"birth_date": "2018-03-02"}).status_code == 302
