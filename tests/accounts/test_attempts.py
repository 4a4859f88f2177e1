"""Guessing of passwords is slowed down, and nobody else is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import guessing
from accounts.audit import Trace
from accounts.models import User
from accounts.services.credentials import give_slips
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
WRONG = "не тот"
HERE = settings.AXES_FAILURE_LIMIT
DOORS = ["/sign-in/", "/sign-in/again/"]


@pytest.fixture(autouse=True)
def counted_from_nothing() -> Iterator[None]:
    cache.clear()
    UserFactory(username="ivanova")
    yield
    cache.clear()


def attempt(door: str = "/sign-in/", name: str = "ivanova", password: str = WRONG, address: str = "10.0.0.1") -> Any:
    return Client(REMOTE_ADDR=address).post(door, {"username": name, "password": password})


@pytest.mark.parametrize("door", DOORS)
def test_after_ten_failures_even_the_right_password_waits(door: str) -> None:
    for _ in range(HERE - 1):
        assert "Caps Lock" in attempt().content.decode()
    attempt()
    answer = attempt(door, name=" IVANOVA ", password=PASSWORD)
    assert answer.status_code == 400
    told = answer.json()["error"] if "again" in door else answer.content.decode()
    assert "15 минут" in told


def test_others_at_the_address_and_the_person_elsewhere_sign_in() -> None:
    UserFactory(username="petrova")
    for _ in range(HERE + 1):
        attempt()
    assert attempt(name="petrova", password=PASSWORD).status_code == 302
    assert attempt(password=PASSWORD, address="10.0.0.2").status_code == 302


def test_a_guess_from_many_addresses_is_slowed_too() -> None:
    for place in range(HERE * guessing.ANYWHERE):
        attempt(address=f"10.0.1.{place}")
    assert attempt(password=PASSWORD, address="10.0.2.1").status_code == 400


def test_a_right_password_forgives_and_time_too() -> None:
    for _ in range(2):
        for _ in range(HERE - 1):
            attempt()
        assert attempt(password=PASSWORD).status_code == 302
    for _ in range(HERE):
        attempt()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert attempt(password=PASSWORD).status_code == 400  # which does not prolong the wait
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert attempt(password=PASSWORD).status_code == 302


def test_a_sign_in_given_anew_opens_at_once() -> None:
    for _ in range(HERE):
        attempt()
    person = User.objects.get(username="ivanova")
    (slip,) = give_slips(people=[(person, None)], trace=Trace(actor=UserFactory(), now=timezone.now()))
    assert attempt(password=slip.secret).status_code == 302


def test_a_login_nobody_has_waits_alike() -> None:
    answers = {name: [attempt(name=name).content.decode() for _ in range(HERE + 1)] for name in ("nobody", "ivanova")}
    for unknown, known in zip(*answers.values(), strict=True):
        assert ("15 минут" in unknown, "Caps Lock" in unknown) == ("15 минут" in known, "Caps Lock" in known)
    assert "15 минут" in answers["nobody"][-1]


def test_what_was_typed_is_not_kept(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    attempt(name="мой-пароль-в-поле-логина", password="секрет-тоже")
    kept = str(AccessAttempt.objects.values_list())
    for word in ("мой-пароль", "секрет"):
        assert word not in kept
        assert word not in caplog.text


def test_the_technical_pages_have_no_door_of_their_own(client: Client) -> None:
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/sign-in/?next=/admin/"
    assert client.post("/admin/login/", {"username": "ivanova", "password": PASSWORD}).status_code == 302
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 404
