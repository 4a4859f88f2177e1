"""Guessing of passwords is slowed down, and nobody else is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.services import attempts
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
WRONG = "не тот"
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
    for _ in range(attempts.FROM_ONE_ADDRESS):
        assert "Caps Lock" in attempt().content.decode()
    answer = attempt(door, name=" IVANOVA ", password=PASSWORD)
    assert answer.status_code == 400
    told = answer.json()["error"] if "again" in door else answer.content.decode()
    assert "15 минут" in told


def test_others_at_the_address_and_the_person_elsewhere_sign_in() -> None:
    UserFactory(username="petrova")
    for _ in range(attempts.FROM_ONE_ADDRESS + 1):
        attempt()
    assert attempt(name="petrova", password=PASSWORD).status_code == 302
    assert attempt(password=PASSWORD, address="10.0.0.2").status_code == 302


def test_a_guess_from_many_addresses_is_slowed_too() -> None:
    for place in range(attempts.FROM_ANYWHERE):
        attempt(address=f"10.0.1.{place}")
    assert attempt(password=PASSWORD, address="10.0.2.1").status_code == 400


def test_a_right_password_forgives_and_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        for _ in range(attempts.FROM_ONE_ADDRESS - 1):
            attempt()
        assert attempt(password=PASSWORD).status_code == 302
    monkeypatch.setattr(attempts, "WINDOW", 1)
    for _ in range(attempts.FROM_ONE_ADDRESS + 1):
        attempt(address="10.0.0.3")
    cache.clear()  # as the time of its entries does
    assert attempt(password=PASSWORD, address="10.0.0.3").status_code == 302


def test_a_login_nobody_has_waits_alike() -> None:
    for _ in range(attempts.FROM_ONE_ADDRESS):
        attempt(name="nobody")
    assert "15 минут" in attempt(name="nobody").content.decode()


def test_the_technical_pages_have_no_door_of_their_own(client: Client) -> None:
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/sign-in/?next=/admin/"
    assert client.post("/admin/login/", {"username": "ivanova", "password": PASSWORD}).status_code == 302
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 403
