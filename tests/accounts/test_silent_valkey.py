"""While Valkey is silent people sign in, and guessing is still counted (decision 32)."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from kombu.exceptions import OperationalError

from accounts import factor, tasks
from epos.cache import SteadyCache
from tests.accounts.test_second_factor import PAIR, SECRET, code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def silent(settings: Any) -> Iterator[None]:
    """A server that takes a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CACHES = {
            "default": {
                "BACKEND": "epos.cache.SteadyCache",
                "LOCATION": f"redis://127.0.0.1:{server.getsockname()[1]}",
                "OPTIONS": {"socket_timeout": 0.05, "socket_connect_timeout": 0.05},
            }
        }
        SteadyCache.rests_until = 0.0
        yield
        assert SteadyCache.rests_until > 0
        cache.clear()
        SteadyCache.rests_until = 0.0


def test_the_door_opens_and_counts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    factor.turn_on(UserFactory(username="ivanova", email="ivanova@example.org"), SECRET)
    once = code()
    client.post("/sign-in/", PAIR)
    assert client.post("/sign-in/code/", {"code": once}).status_code == 302
    assert client.get("/sessions/").status_code == 200
    thief = Client()
    thief.post("/sign-in/", PAIR)
    assert thief.post("/sign-in/code/", {"code": once}).status_code == 400  # it was used
    for _ in range(4):
        thief.post("/sign-in/code/", {"code": "000000"})
    assert thief.post("/sign-in/code/", {"code": code(shift=1)}).status_code == 400  # too many guesses

    def down(*_args: Any, **_named: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.send_link, "apply_async", down)
    assert Client().post("/sign-in/forgotten/", {"who": "ivanova"}).status_code == 200
    assert [letter.to for letter in mail.outbox] == [["ivanova@example.org"]]


def test_what_one_thread_kept_another_finds_where_nothing_listens() -> None:
    one, another = (SteadyCache("redis://127.0.0.1:1", {}) for _ in range(2))
    assert one.add("count", 1)
    assert not another.add("count", 2)
    assert another.incr("count") == 2
    assert (one.get("count"), one.get("nothing", "there")) == (2, "there")
    assert another.delete("count")
