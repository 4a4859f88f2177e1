"""A family before the diary, on a fixed day."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.factories import NOW
from tests.journal.diary.family import Family, make_family


class Clock:
    """What time it is; tests move it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock at the tests' moment: 20 November 2026, a Friday, noon."""
    clock = Clock(NOW)
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def family(db: None, clock: Clock) -> Iterator[Family]:
    """A parent and a child; at the end the database checks what it would check on commit."""
    yield make_family()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def reader(client: Client, family: Family) -> Client:
    """The parent, signed in."""
    return signed_in(client, family.parent)


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client
