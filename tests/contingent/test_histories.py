"""What was changed of people and groups, by whom; who changes what; what another has changed meanwhile."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import Consent, User
from contingent.enums import RepresentativeKind
from contingent.models import BulkAction, Curatorship, Membership, PersonChange, Representative, Student, StudyGroup
from contingent.obligations import GROUP_SOON, owing
from contingent.services.groups.checking import check_group
from contingent.services.groups.forming import set_curator
from contingent.services.trusted import TrustedPerson, admit_trusted
from notifications.by_day import soon
from notifications.deadlines import Term
from notifications.models import Obligation
from notifications.registry import registry
from notifications.services.obligations import check_obligations
from tests.contingent.test_bulk_people import carry_out, settle, undo
from tests.contingent.workbooks import administrator
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CuratorshipFactory,
    EmployeeFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db
find_soon = soon(owing)


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def admin() -> User:
    return administrator()


@pytest.fixture
def home(admin: User) -> StudyGroup:
    group: StudyGroup = MembershipFactory(group__organization=admin.appointments.get().organization).group
    return group


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def card(reader: User, person: User) -> str:
    return signed_in(reader).get(reverse("contingent:person", args=[person.pk])).content.decode()


def test_a_changed_name_is_told_on_the_card_and_stays_as_it_was_told(admin: User, home: StudyGroup) -> None:
    person = Student.objects.get().user
    curator = CuratorshipFactory(group=home).employee.user
    names = ("last_name", "first_name", "patronymic", "birth_date", "email", "phone")
    now = {name: getattr(person, name) or "" for name in names}
    data = {f"seen_{name}": value for name, value in now.items()} | now | {"last_name": "Ветрова"}
    assert signed_in(admin).post(reverse("contingent:person_edit", args=[person.pk]), data).status_code == 302
    row = PersonChange.objects.get()
    assert (row.field, row.before, row.after, row.by, row.at) == (
        "last_name", now["last_name"], "Ветрова", admin, NOW,
    )  # fmt: skip
    assert f"<del>{now['last_name']}</del>" in card(admin, person)
    assert now["last_name"] not in card(curator, person)
    for change in ({"after": "Иная"}, {"before": "", "after": ""}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            PersonChange.objects.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PersonChange.objects.all().delete()


def test_who_was_the_curator_when_and_who_named_them_is_kept(admin: User, home: StudyGroup) -> None:
    first, second = (EmployeeFactory(organization=home.organization) for _n in range(2))
    for employee, day in ((first, date(2026, 9, 1)), (second, TODAY)):
        set_curator(group=home, employee=employee.pk, day=day, trace=Trace(admin, NOW))
    settle()
    told = Curatorship.history.order_by("history_id").values_list("employee", "history_type", "ends", "history_user")
    assert list(told) == [
        (first.pk, "+", None, admin.pk),
        (first.pk, "~", date(2026, 11, 19), admin.pk),
        (second.pk, "+", None, admin.pk),
    ]
    page = signed_in(admin).get(reverse("contingent:group", args=[home.pk])).content.decode()
    assert f"{second.user.full_name}: с 20.11.2026" in page
    with pytest.raises(IntegrityError, match="no history row"), transaction.atomic():
        Curatorship.objects.filter(ends=None).update(ends=TODAY)
        settle()


def test_two_who_change_one_group_see_each_other(admin: User, home: StudyGroup) -> None:
    client, address = signed_in(admin), reverse("contingent:group_edit", args=[home.pk])
    seen = {f"seen_{name}": value for name, value in client.get(address).context["seen"].items()}
    StudyGroup.objects.update(name="ИС-77", level=2)
    answer = client.post(address, seen | {"name": "ИС-99", "level": 1, "specialty": "Программист"})
    assert answer.status_code == 409
    assert "сейчас здесь: ИС-77" in answer.content.decode()
    home.refresh_from_db()
    assert (home.name, home.level, home.specialty) == ("ИС-77", 2, "")
    again = {f"seen_{name}": value for name, value in answer.context["seen"].items()}
    told = {"name": "ИС-99", "level": 2, "specialty": "Программист"}
    assert client.post(address, again | told).status_code == 302
    StudyGroup.objects.update(specialty="Веб-разработчик")
    fresh = {f"seen_{name}": value for name, value in client.get(address).context["seen"].items()}
    StudyGroup.objects.update(specialty="Дизайнер")
    # What one has not touched is not put back to what one saw.
    assert client.post(address, fresh | told | {"name": "ИС-1", "specialty": "Веб-разработчик"}).status_code == 302
    home.refresh_from_db()
    assert (home.name, home.specialty) == ("ИС-1", "Дизайнер")


def test_deputies_transfer_students_and_do_nothing_else_to_lists(home: StudyGroup) -> None:
    deputy = AppointmentFactory(organization=home.organization, role=Role.DEPUTY).user
    target, place = StudyGroupFactory(organization=home.organization), Membership.objects.get()
    foreign, client = MembershipFactory().student, signed_in(deputy)
    list_page = client.get(reverse("contingent:students")).content.decode()
    assert 'value="transfer"' in list_page
    assert 'value="leave"' not in list_page
    for page in (
        card(deputy, place.student.user),
        client.get(reverse("contingent:group", args=[home.pk])).content.decode(),
    ):
        assert 'value="transfer"' in page
        assert 'value="leave"' not in page
    assert carry_out(client, "transfer", [place.student_id], group=target.pk).status_code == 302
    assert Membership.objects.filter(group=target).count() == 1
    assert undo(client).status_code == 302
    assert Membership.objects.filter(group=target).count() == 0
    for kind, pk in (("leave", place.student_id), ("form", place.student_id), ("transfer", foreign.pk)):
        data = {"kind": kind, "id": pk, "day": "2026-11-23", "group": target.pk, "number": "1"}
        for name in ("bulk", "bulk_apply"):
            assert client.post(reverse(f"contingent:{name}"), data).status_code == 404
    assert BulkAction.objects.count() == 1


def test_the_order_of_leaving_stands_on_the_card(admin: User, home: StudyGroup) -> None:
    student, client = Student.objects.get(), signed_in(admin)
    employee = EmployeeFactory(organization=home.organization)
    assert carry_out(client, "leave", [student.pk]).status_code == 302
    assert "№ 12-к от 20.11.2026" in card(admin, student.user)
    assert undo(client).status_code == 302
    assert "№ 12-к" not in card(admin, student.user)
    assert carry_out(client, "end_employment", [employee.pk]).status_code == 302
    assert "№ 12-к от 20.11.2026" in card(admin, employee.user)
    assert undo(client).status_code == 302
    employee.refresh_from_db()
    assert (employee.ends, employee.leaving_order) == (None, "")


def test_the_end_of_a_trusted_tie_withdraws_the_consent_and_undoing_gives_it_back(
    admin: User, home: StudyGroup
) -> None:
    student, client = Student.objects.get(), signed_in(admin)
    parent = RepresentativeFactory(student=student).user
    tie = admit_trusted(
        student=student.pk, person=TrustedPerson("Бабушкина", "Вера", email="vera@example.org"), ends=None,
        words="доверяю", trace=Trace(parent, NOW),
    )  # fmt: skip
    assert tie.kind == RepresentativeKind.TRUSTED
    assert carry_out(client, "end_tie", [tie.pk], day="2026-11-20").status_code == 302
    consent = Consent.objects.get()
    assert (consent.withdrawn_by, consent.withdrawn_at) == (admin, NOW)
    assert undo(client).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_at is None
    assert Representative.objects.get(pk=tie.pk).ends is None


@pytest.mark.parametrize("name", ["person", "bulk_actions"])
def test_cards_and_changes_are_in_the_place_of_people(admin: User, home: StudyGroup, name: str) -> None:
    args = [Student.objects.get().user_id] if name == "person" else []
    shell = signed_in(admin).get(reverse(f"contingent:{name}", args=args)).context["shell"]
    assert [str(place.title) for place in shell.places if place.is_current] == ["Люди"]
    assert shell.tabs


def test_curators_are_reminded_before_the_day_too(home: StudyGroup, monkeypatch: Any) -> None:
    """R49: by 30 August; a week before it, unless the organisation sets other days."""
    organization = home.organization
    curator = CuratorshipFactory(group=home, starts=date(2026, 8, 1), employee__starts=date(2026, 8, 1)).employee.user
    term = Term(registry.obligations[GROUP_SOON].days)

    def at(month: int, day: int) -> datetime:
        moment = NOW.replace(month=month, day=day)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    assert find_soon(organization, at(8, 22), term) == []
    assert find_soon(organization, at(8, 22), Term(8))
    (debt,) = find_soon(organization, at(8, 23), term)
    assert (debt.user, debt.due_at.date()) == (curator.pk, date(2026, 8, 31))
    assert check_obligations(organization=organization, now=at(8, 23)) == 1
    assert check_obligations(organization=organization, now=at(8, 24)) == 0
    seen = sorted(Membership.objects.filter(group=home).values_list("student", flat=True))
    check_group(group=home, seen=seen, remark="", trace=Trace(curator, at(8, 25)))
    check_obligations(organization=organization, now=at(8, 25))
    assert Obligation.objects.get(kind=GROUP_SOON).outcome == "done"
    assert find_soon(organization, NOW, term) == []
