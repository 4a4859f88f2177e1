"""A parent lets a trusted person into one child's diary and puts them out (R12)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.audit import Trace
from accounts.enums import CredentialKind
from accounts.models import Consent, Credential, User
from accounts.services.credentials import give_links
from contingent.access import diary_students
from contingent.enums import RepresentativeKind
from contingent.errors import NotAllowed, TrustRefused
from contingent.models import Representative
from contingent.services.trusted import TrustedPerson, admit_trusted, offer_sign_in, put_out_trusted
from tests.factories import NOW, TODAY, CuratorshipFactory, EmployeeFactory, RepresentativeFactory, UserFactory
from tests.journal.diary.family import Family, make_family

GRANDMOTHER = TrustedPerson("Бабушкина", "Нина", "Петровна", "nina@example.org")
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def family(db: None) -> Family:
    return make_family(children=2)


def admit(
    family: Family, actor: User | None = None, person: TrustedPerson = GRANDMOTHER, **more: Any
) -> Representative:
    told = {"ends": None, "words": "Разрешаю"} | more
    student = family.child.student.pk
    return admit_trusted(student=student, person=person, trace=Trace(actor or family.parent, NOW), **told)


def put_out(family: Family, tie: Representative, actor: User) -> None:
    put_out_trusted(student=family.child.student.pk, tie=tie.pk, trace=Trace(actor, NOW))


def diaries(user: User) -> set[Any]:
    return set(diary_students(user, TODAY))


def test_a_stranger_is_let_into_one_diary_and_cannot_sign_in_yet(family: Family) -> None:
    tie = admit(family)
    assert diaries(tie.user) == {family.child.student}
    assert not tie.user.has_usable_password()
    consent = Consent.objects.get()
    assert (consent.person, consent.given_by, consent.text) == (family.child.student.user, family.parent, "Разрешаю")


@pytest.mark.parametrize(
    "known, same",
    [
        ({"email": "NINA@example.org"}, True),
        ({"email": "nina@example.org", "patronymic": ""}, True),
        ({"email": "nina@example.org", "first_name": "Инна"}, False),
        ({"email": "nina@example.org", "patronymic": "Ивановна"}, False),
        ({"email": "other@example.org"}, False),
    ],
)
def test_somebody_is_known_by_name_and_address_together(family: Family, known: dict[str, str], same: bool) -> None:
    names = {"last_name": "Бабушкина", "first_name": "Нина", "patronymic": "Петровна"}
    user = UserFactory(**names | known)
    assert (admit(family).user == user) is same


def test_two_who_look_the_same_are_neither(family: Family) -> None:
    for _ in range(2):
        UserFactory(last_name="Бабушкина", first_name="Нина", patronymic="Петровна", email="nina@example.org")
    assert User.objects.filter(email="nina@example.org", pk__lt=admit(family).user_id).count() == 2


def test_only_who_answers_for_the_child_lets_in(family: Family) -> None:
    tie = admit(family)
    curator = CuratorshipFactory(group=family.child.group).employee.user
    for actor in (tie.user, family.child.student.user, make_family().parent, curator):
        with pytest.raises(NotAllowed):
            admit(family, actor, TrustedPerson("Соседов", "Пётр", email="p@example.org"))
        with pytest.raises(NotAllowed):
            put_out(family, tie, actor)


def test_either_parent_puts_out_at_once_and_the_person_may_be_let_in_again(family: Family) -> None:
    tie = admit(family)
    other = RepresentativeFactory(student=family.child.student, kind=RepresentativeKind.GUARDIAN).user
    put_out(family, tie, other)
    assert diaries(tie.user) == set()
    consent = Consent.objects.get()
    assert (consent.withdrawn_at, consent.withdrawn_by) == (NOW, other)
    with pytest.raises(TrustRefused):
        put_out(family, tie, other)
    assert diaries(admit(family).user) == {family.child.student}


def test_a_parent_is_not_put_out_as_a_trusted_person(family: Family) -> None:
    other = RepresentativeFactory(student=family.child.student)
    with pytest.raises(TrustRefused):
        put_out(family, other, family.parent)
    stranger = make_family()
    with pytest.raises(TrustRefused):
        put_out(family, admit(stranger), family.parent)


def test_trust_ends_by_its_day_and_with_the_one_who_gave_it(family: Family) -> None:
    tie = admit(family, ends=TODAY)
    assert diaries(tie.user) == {family.child.student}
    assert not diary_students(tie.user, TODAY + timedelta(days=1)).exists()
    Representative.objects.filter(user=family.parent).update(ends=YESTERDAY)
    assert diaries(tie.user) == set()


def test_who_reads_the_diary_already_is_not_let_in(family: Family) -> None:
    child = family.child.student.user
    for user in (family.parent, child):
        told = TrustedPerson(user.last_name, user.first_name, user.patronymic, user.email)
        with pytest.raises(TrustRefused):
            admit(family, person=told)
    for number in range(5):
        admit(family, person=TrustedPerson("Соседов", "Пётр", email=f"p{number}@example.org"))
    with pytest.raises(TrustRefused):
        admit(family)


def test_the_page_lets_in_and_puts_out(family: Family, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    page = family.child.url("trusted/")
    client.force_login(family.parent)
    form = {"last_name": "Бабушкина", "first_name": "Нина", "phone": "8 (902) 123-45-67"}
    refused = client.post(page, form)
    assert refused.status_code == 400
    assert not Representative.objects.filter(kind=RepresentativeKind.TRUSTED).exists()
    shown = client.post(page, form | {"agreed": "on"}, follow=True).content.decode()
    assert "Бабушкина Нина" in shown
    tie = Representative.objects.get(kind=RepresentativeKind.TRUSTED)
    assert tie.user.phone == "+79021234567"
    assert family.child.student.user.full_name in Consent.objects.get().text
    admit(family, person=TrustedPerson("Соседов", "Пётр", email="p@example.org"))
    client.force_login(tie.user)
    own = client.get(page).content.decode()
    assert "Бабушкина Нина" in own
    assert "Соседов" not in own
    assert client.get(family.children[1].url("trusted/")).status_code == 404
    assert client.post(page, form).status_code == 403
    client.force_login(family.parent)
    client.post(f"{page}{tie.pk}/put-out/")
    client.force_login(tie.user)
    assert client.get(page).status_code == 404


def test_who_cannot_sign_in_gets_a_link_by_letter_and_chooses_a_password(
    family: Family, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    page = family.child.url("trusted/")
    client.force_login(family.parent)
    form = {"last_name": "Бабушкина", "first_name": "Нина", "email": "nina@example.org", "agreed": "on"}
    client.post(page, form)
    tie = Representative.objects.get(kind=RepresentativeKind.TRUSTED)
    (letter,) = mail.outbox
    assert letter.to == ["nina@example.org"]
    row = Credential.objects.get()
    assert (row.kind, row.given_by, row.user) == (CredentialKind.MAIL, family.parent, tie.user)
    client.post(f"{page}{tie.pk}/link/")
    assert len(mail.outbox) == 1  # one in five minutes
    guest, fresh = Client(), "совсем-другой-пароль-7"
    (path,) = re.findall(r"https?://[^/\s]+(/sign-in/link/\S+)", str(letter.body))
    assert guest.post(path, {"new_password1": fresh, "new_password2": fresh}).status_code == 302
    guest.post("/sign-in/", {"username": tie.user.username, "password": fresh})
    assert guest.get(page).status_code == 200
    assert guest.get(family.children[1].url("trusted/")).status_code == 404
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))
    client.post(f"{page}{tie.pk}/link/")
    assert len(mail.outbox) == 1  # they sign in already


def test_a_parent_gives_no_sign_in_to_whoever_works_or_holds_one_of_the_administrator(family: Family) -> None:
    names = {"last_name": "Бабушкина", "first_name": "Нина", "patronymic": "Петровна", "email": "nina@example.org"}
    employee = EmployeeFactory(**{f"user__{name}": told for name, told in names.items()})
    User.objects.filter(pk=employee.user_id).update(password="!")
    tie = admit(family)
    offer = {"student": family.child.student.pk, "tie": tie.pk}
    assert tie.user_id == employee.user_id
    assert offer_sign_in(**offer, trace=Trace(family.parent, NOW)) is None
    employee.delete()
    give_links(people=[(tie.user, family.child.student.organization)], trace=Trace(family.parent, NOW))
    assert offer_sign_in(**offer, trace=Trace(family.parent, NOW)) is None
    later = NOW + timedelta(days=8)
    assert offer_sign_in(**offer, trace=Trace(family.parent, later)).user == tie.user
    with pytest.raises(NotAllowed):
        offer_sign_in(**offer, trace=Trace(tie.user, later))
