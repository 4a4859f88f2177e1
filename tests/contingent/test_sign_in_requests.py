"""Requests of people whom an outside system vouches for and nobody is found for (R24, R25)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.enums import RequestState, Role
from accounts.errors import NotAllowed, RequestRefused
from accounts.models import OutsideIdentity, SignInRequest, User
from accounts.services.outside_sign_in import Claims
from accounts.services.sign_in_requests import (
    ASK_AGAIN,
    AT_ONCE,
    KEPT,
    empty_requests,
    link_request,
    raise_request,
    refuse_request,
    unlink_request,
)
from accounts.tasks import empty_sign_in_requests
from contingent.queries.sign_in_requests import candidates
from contingent.services.sign_in_notices import ASKED, LINKED
from contingent.services.sign_in_requests import link_with_person
from notifications.models import InboxMessage
from notifications.services.outbox import deliver_waiting
from tests.accounts.outside import STRANGER, provider, sign_in
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    EmployeeFactory,
    MembershipFactory,
    OrganizationFactory,
    RepresentativeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
CLAIMS = Claims("gosuslugi", "900", "Незнакомова", "Алла", "Юрьевна", "alla@example.org", date(1985, 3, 14))


@pytest.fixture
def admin() -> User:
    return AppointmentFactory(role=Role.JOURNAL_ADMIN).user


@pytest.fixture
def asked(admin: User) -> SignInRequest:
    organization = admin.appointments.get().organization
    return raise_request(claims=CLAIMS, organization=organization, child_name="Незнакомов Пётр", now=NOW)


def parent_in(asked: SignInRequest, **values: Any) -> User:
    """Make a representative in the organisation that was asked."""
    member = MembershipFactory(group__organization=asked.organization, student__user__last_name="Незнакомов",
                               student__user__first_name="Петр")  # fmt: skip
    return RepresentativeFactory(
        student=member.student, **{f"user__{name}": value for name, value in values.items()}
    ).user


class TestAsking:
    def test_twice_is_once(self, asked: SignInRequest) -> None:
        again = raise_request(claims=CLAIMS, organization=asked.organization, child_name="Другой", now=NOW)
        assert again.pk == asked.pk
        assert SignInRequest.objects.get().child_name == "Незнакомов Пётр"
        assert deliver_waiting(now=NOW) == 1

    def test_administrators_and_nobody_else_are_told_without_names(self, asked: SignInRequest, admin: User) -> None:
        AppointmentFactory(organization=asked.organization, role=Role.DIRECTOR)
        AppointmentFactory(role=Role.JOURNAL_ADMIN)
        deliver_waiting(now=NOW)
        told = InboxMessage.objects.get(kind=ASKED)
        assert told.recipient == admin
        assert "1 человек" in told.title
        assert "Незнакомова" not in f"{told.title} {told.text} {told.lines}"

    def test_what_was_answered_before_the_telling_is_not_told(self, asked: SignInRequest, admin: User) -> None:
        refuse_request(actor=admin, now=NOW, request_id=asked.pk, reason="нет")
        deliver_waiting(now=NOW)
        assert not InboxMessage.objects.exists()

    def test_only_some_organisations_at_once(self) -> None:
        for _number in range(AT_ONCE):
            raise_request(claims=CLAIMS, organization=OrganizationFactory(), child_name="", now=NOW)
        with pytest.raises(RequestRefused):
            raise_request(claims=CLAIMS, organization=OrganizationFactory(), child_name="", now=NOW)

    def test_a_refused_person_asks_again_a_day_later(self, asked: SignInRequest, admin: User) -> None:
        refuse_request(actor=admin, now=NOW, request_id=asked.pk, reason="нет такого ребёнка")
        told: dict[str, Any] = {"claims": CLAIMS, "organization": asked.organization, "child_name": "Незнакомов Олег"}
        assert raise_request(**told, now=NOW + timedelta(hours=1)).state == RequestState.REFUSED
        again = raise_request(**told, now=NOW + ASK_AGAIN)
        assert (again.pk, again.state, again.child_name) == (asked.pk, RequestState.OPEN, "Незнакомов Олег")


class TestAnswering:
    def test_a_linked_person_is_known_by_the_number_and_told(self, asked: SignInRequest, admin: User) -> None:
        parent = parent_in(asked)
        link_with_person(actor=admin, now=NOW, request=asked, user_id=parent.pk)
        identity = OutsideIdentity.objects.get()
        assert (identity.system, identity.key, identity.user) == ("gosuslugi", "900", parent)
        deliver_waiting(now=NOW)
        assert InboxMessage.objects.get(kind=LINKED).recipient == parent
        asked.refresh_from_db()
        assert (asked.state, asked.user, asked.answered_by) == (RequestState.LINKED, parent, admin)

    def test_only_a_representative_of_the_organisation_is_linked(self, asked: SignInRequest, admin: User) -> None:
        member = MembershipFactory(group__organization=asked.organization)
        ended = RepresentativeFactory(student=member.student, ends=TODAY - timedelta(days=1))
        for user in (member.student.user, ended.user, RepresentativeFactory().user, UserFactory()):
            with pytest.raises(RequestRefused):
                link_with_person(actor=admin, now=NOW, request=asked, user_id=user.pk)
        assert not OutsideIdentity.objects.exists()

    def test_a_number_is_never_moved_to_another_person(self, asked: SignInRequest, admin: User) -> None:
        OutsideIdentity.objects.create(system="gosuslugi", key="900", user=UserFactory())
        with pytest.raises(RequestRefused):
            link_with_person(actor=admin, now=NOW, request=asked, user_id=parent_in(asked).pk)

    def test_by_its_own_administrator_once(self, asked: SignInRequest, admin: User) -> None:
        parent = parent_in(asked)
        other = AppointmentFactory(role=Role.JOURNAL_ADMIN).user
        director = AppointmentFactory(organization=asked.organization, role=Role.DIRECTOR).user
        for actor in (other, director, parent):
            with pytest.raises(NotAllowed):
                link_request(actor=actor, now=NOW, request_id=asked.pk, user=parent)
            with pytest.raises(NotAllowed):
                refuse_request(actor=actor, now=NOW, request_id=asked.pk, reason="нет")
        refuse_request(actor=admin, now=NOW, request_id=asked.pk, reason="нет")
        with pytest.raises(RequestRefused):
            link_request(actor=admin, now=NOW, request_id=asked.pk, user=parent)

    def test_a_wrong_link_is_taken_back(self, asked: SignInRequest, admin: User) -> None:
        parent = parent_in(asked)
        kept = OutsideIdentity.objects.create(system="gosuslugi", key="901", user=parent)
        link_with_person(actor=admin, now=NOW, request=asked, user_id=parent.pk)
        unlink_request(actor=admin, now=NOW, request_id=asked.pk)
        assert list(OutsideIdentity.objects.all()) == [kept]
        with pytest.raises(RequestRefused):
            unlink_request(actor=admin, now=NOW, request_id=asked.pk)


class TestCandidates:
    def test_the_likeliest_first_and_nobody_of_elsewhere(self, asked: SignInRequest) -> None:
        same = parent_in(asked, last_name="Незнакомова", first_name="Алла", patronymic="", email="Alla@example.org",
                         birth_date=CLAIMS.birth_date)  # fmt: skip
        namesake = parent_in(asked, last_name="Незнакомова", first_name="Анна")
        stranger = RepresentativeFactory(
            student=MembershipFactory(group__organization=asked.organization).student, user__last_name="Сосна"
        ).user
        RepresentativeFactory(user__last_name="Незнакомова", user__email="alla@example.org")
        found = candidates(asked, "", TODAY)
        assert [one.user_id for one in found] == [same.pk, namesake.pk]
        assert [[one.is_same for one in each.compared] for each in found] == [[True] * 4, [False, False, False, True]]
        assert [one.user_id for one in candidates(asked, "сос", TODAY)] == [stranger.pk]
        assert {one.user_id for one in candidates(asked, "петр незн", TODAY)} == {same.pk, namesake.pk}

    def test_who_works_and_who_has_another_number_is_said(self, asked: SignInRequest) -> None:
        parent = parent_in(asked, last_name="Незнакомова")
        EmployeeFactory(user=parent)
        OutsideIdentity.objects.create(system="gosuslugi", key="901", user=parent)
        (one,) = candidates(asked, "", TODAY)
        assert (one.works, one.has_other_key) == (True, True)

    def test_a_bounded_number_of_queries(self, asked: SignInRequest, django_assert_num_queries: Any) -> None:
        for many in (1, 3):
            while len(candidates(asked, "", TODAY)) < many:
                parent_in(asked, last_name="Незнакомова")
            with django_assert_num_queries(3):
                candidates(asked, "", TODAY)


class TestKeeping:
    def test_what_was_told_is_emptied_with_time_and_the_link_stays(self, asked: SignInRequest, admin: User) -> None:
        link_with_person(actor=admin, now=NOW, request=asked, user_id=parent_in(asked).pk)
        assert empty_requests(now=NOW + KEPT) == 0
        assert empty_requests(now=NOW + KEPT + timedelta(seconds=1)) == 1
        asked.refresh_from_db()
        assert (asked.key, asked.last_name, asked.email, asked.birth_date, asked.child_name) == ("", "", "", None, "")
        assert asked.user
        assert OutsideIdentity.objects.get().key == "900"

    def test_what_nobody_answered_goes(self, asked: SignInRequest) -> None:
        SignInRequest.objects.update(asked_at=NOW - timedelta(days=400))
        empty_sign_in_requests.apply()
        assert not SignInRequest.objects.exists()


def test_the_whole_way(client: Client, settings: Any, admin: User) -> None:
    """A stranger asks, the administrator links, the stranger comes in."""
    organization = admin.appointments.get().organization
    parent = RepresentativeFactory(
        student=MembershipFactory(group__organization=organization).student, user__last_name="Незнакомова"
    ).user
    office = Client()
    office.force_login(admin)
    with provider(settings, "gosuslugi", [STRANGER]):
        assert sign_in(client, "gosuslugi", "900")["Location"] == "/sign-in/request/"
        page = client.get("/sign-in/request/")
        assert "alla@example.org" in page.content.decode()
        assert client.post("/sign-in/request/", {"organization": organization.pk}).status_code == 400
        told = {"organization": organization.pk, "child_name": "Незнакомов Пётр"}
        assert client.post("/sign-in/request/", told).status_code == 302
        assert "ждёт ответа" in client.get("/sign-in/request/").content.decode()
        asked = SignInRequest.objects.get()
        assert "Незнакомова Алла" in office.get("/contingent/sign-ins/").content.decode()
        office.post(f"/contingent/sign-ins/{asked.pk}/refuse/", {"reason": "Напишите, в какой группе ребёнок"})
        sign_in(client, "gosuslugi", "900")
        assert "в какой группе" in client.get("/sign-in/request/").content.decode()
        SignInRequest.objects.update(answered_at=NOW - timedelta(days=2))
        client.post("/sign-in/request/", told)
        office.post(f"/contingent/sign-ins/{asked.pk}/link/", {"user": parent.pk})
        sign_in(client, "gosuslugi", "900")
    assert client.get("/sign-in/again/").json()["user"] == parent.pk
    assert "stranger" not in client.session


def test_the_page_of_a_stranger_is_theirs_alone_and_not_for_long(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with provider(settings, "gosuslugi", [STRANGER]):
        sign_in(client, "gosuslugi", "900")
    assert Client().get("/sign-in/request/").status_code == 302
    assert client.get("/sign-in/request/?q=нет такой", headers={"HX-Request": "true"}).status_code == 200
    session = client.session
    session["stranger"] = session["stranger"] | {"at": (NOW - timedelta(days=9)).isoformat()}
    session.save()
    assert client.get("/sign-in/request/").status_code == 302
