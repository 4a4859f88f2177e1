"""Issued sign-ins: a slip, a link, a forgotten password; the issued password is changed before anything else."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import factor
from accounts.audit import Trace
from accounts.enums import CredentialKind
from accounts.models import Credential, Organization, User
from accounts.services.credentials import give_links, give_slips
from contingent.models import Employee
from tests.factories import PASSWORD, EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
FRESH = "совсем-другой-пароль-7"
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def counted_from_nothing() -> None:
    cache.clear()


@pytest.fixture
def teacher() -> User:
    return EmployeeFactory(user__username="ivanova").user


def trace() -> Trace:
    return Trace(actor=UserFactory(), now=timezone.now(), address="10.0.0.9")


def place(user: User) -> Organization:
    return Employee.objects.get(user=user).organization


def slip(user: User) -> str:
    (issued,) = give_slips(people=[(user, place(user))], trace=trace())
    return issued.secret


def enter(client: Client, password: str, **more: Any) -> Any:
    return client.post("/sign-in/", {"username": "ivanova", "password": password, **more})


def choose(client: Client, password: str = FRESH, **more: Any) -> Any:
    return client.post("/password/", {"new_password1": password, "new_password2": password, **more})


def test_a_slip_opens_nothing_but_the_choice_of_a_password(client: Client, teacher: User) -> None:
    password = slip(teacher)
    assert re.fullmatch(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", password)
    assert not Client().login(username="ivanova", password=PASSWORD)
    enter(client, password)
    assert client.get("/inbox/?page=1")["Location"] == "/password/?next=/inbox/%3Fpage%3D1"
    told = client.post("/search/", headers=JSON)
    assert (told.status_code, told.json()) == (401, {"error": "sign_in"})
    moved = client.get("/search/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/journal/"})
    assert moved["HX-Redirect"] == "/password/?next=/journal/"
    assert client.get("/sign-in/again/").json()["user"] is None
    assert "Это выданный пароль" in choose(client, password).content.decode()
    assert choose(client, next="/inbox/")["Location"] == "/inbox/"
    assert client.get("/inbox/").status_code == 200
    assert Client().login(username="ivanova", password=FRESH)
    row = Credential.objects.get()
    assert (row.kind, row.given_by_id is None, row.address) == (CredentialKind.SLIP, False, "10.0.0.9")
    assert row.used_at


def test_a_slip_ends_open_sessions_and_has_a_term(client: Client, teacher: User) -> None:
    enter(client, PASSWORD)
    assert client.get("/inbox/").status_code == 200
    password = slip(teacher)
    assert client.get("/inbox/").status_code == 302
    Credential.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    answer = enter(client, password)
    assert answer.status_code == 400
    assert "Срок" in answer.content.decode()


def test_a_page_with_unsaved_marks_is_told_to_choose_a_password_elsewhere(client: Client, teacher: User) -> None:
    pair = {"username": "ivanova", "password": slip(teacher)}
    answer = client.post("/sign-in/again/", pair, headers=JSON)
    assert answer.status_code == 400
    assert "другой вкладке" in answer.json()["error"]
    choose(client)
    assert client.get("/sign-in/again/").json()["user"] == teacher.pk


def test_a_link_opens_once_and_opening_the_page_does_not_use_it(client: Client, teacher: User) -> None:
    (issued,) = give_links(people=[(teacher, place(teacher))], trace=trace())
    assert issued.secret not in str(Credential.objects.values_list())
    address = f"/sign-in/link/{issued.secret}/"
    assert Client().login(username="ivanova", password=PASSWORD)
    for _ in range(2):
        page = client.get(address)
        assert (page.status_code, page["Referrer-Policy"]) == (200, "strict-origin")
    assert client.post(address, {"new_password1": FRESH, "new_password2": "x"}).status_code == 400
    answer = client.post(address, {"new_password1": FRESH, "new_password2": FRESH})
    assert answer["Location"] == "/sign-in/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"new_password1": "z", "new_password2": "z"}).status_code == 404
    assert Client().login(username="ivanova", password=FRESH)


def test_a_newer_link_and_the_end_of_its_term_shut_it(client: Client, teacher: User) -> None:
    people = [(teacher, place(teacher))]
    (old,), (new,) = give_links(people=people, trace=trace()), give_links(people=people, trace=trace())
    assert client.get(f"/sign-in/link/{old.secret}/").status_code == 404
    assert client.get(f"/sign-in/link/{new.secret}/").status_code == 200
    Credential.objects.update(ends_at=timezone.now())
    assert client.get(f"/sign-in/link/{new.secret}/").status_code == 404


class TestForgotten:
    def ask(self, who: str, capture: Any, address: str = "10.0.0.1") -> Any:
        with capture(execute=True):
            return Client(REMOTE_ADDR=address).post("/sign-in/forgotten/", {"who": who})

    def test_a_letter_leads_in_and_the_answer_is_the_same_for_everyone(
        self, client: Client, teacher: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        told = [self.ask(who, django_capture_on_commit_callbacks) for who in (teacher.email, "nobody@example.org")]
        assert told[0].content == told[1].content
        (letter,) = mail.outbox
        assert letter.to == [teacher.email]
        (address,) = re.findall(r"https?://[^/]+(/sign-in/link/\S+)", letter.body)
        client.post(address, {"new_password1": FRESH, "new_password2": FRESH})
        assert Client().login(username="ivanova", password=FRESH)

    def test_not_for_those_without_a_password_shut_out_or_sharing_an_address(
        self, teacher: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        UserFactory(email="two@example.org"), UserFactory(email="TWO@example.org")
        family = UserFactory(email="family@example.org")
        family.set_unusable_password()
        family.save()
        UserFactory(email="shut@example.org", is_active=False)
        UserFactory(username="mailless", email="")
        for who in ("two@example.org", "family@example.org", "shut@example.org", "mailless"):
            self.ask(who, django_capture_on_commit_callbacks)
        assert mail.outbox == []

    def test_one_letter_in_five_minutes_and_asking_is_slowed(
        self, teacher: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        for _ in range(10):
            assert self.ask("ivanova", django_capture_on_commit_callbacks).status_code == 200
        assert len(mail.outbox) == 1
        assert self.ask("ivanova", django_capture_on_commit_callbacks).status_code == 400


def test_the_operator_gives_a_link_to_whom_nobody_else_may(client: Client, teacher: User) -> None:
    factor.turn_on(teacher, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    told = StringIO()
    call_command("give_sign_in", "ivanova", "--reason", "звонок директора", "--take-factor-off", stdout=told)
    address = urlsplit(told.getvalue().strip()).path
    client.post(address, {"new_password1": FRESH, "new_password2": FRESH})
    assert enter(client, FRESH)["Location"] == "/"
    assert set(Credential.objects.values_list("kind", "reason")) == {
        ("link", "звонок директора"),
        ("factor_reset", "звонок директора"),
    }
