"""A kept connection: a living one is not asked, a dead one is replaced before it is used."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Iterator[BaseDatabaseWrapper]:
    """Return a connection as a process of the web server keeps it between requests."""
    own = connections.create_connection("default")
    own.settings_dict = {**connection.settings_dict, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    own.inc_thread_sharing()
    try:
        own.connect()
        yield own
    finally:
        own.close()


def backend(kept: BaseDatabaseWrapper) -> int:
    """Return the number of the server's process that answers."""
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(pid)


def next_request(kept: BaseDatabaseWrapper) -> None:
    """Do what Django does before a request."""
    kept.close_if_unusable_or_obsolete()


def test_living_connection_is_not_asked(kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    before = backend(kept)
    next_request(kept)
    statements: list[str] = []
    execute = psycopg.Cursor.execute

    def note(self: Any, query: Any, *asked: Any, **how: Any) -> Any:
        statements.append(str(query))
        return execute(self, query, *asked, **how)

    monkeypatch.setattr(psycopg.Cursor, "execute", note)
    assert backend(kept) == before
    assert statements == ["SELECT pg_backend_pid()"]


def test_killed_connection_is_replaced(kept: BaseDatabaseWrapper) -> None:
    before = backend(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    time.sleep(0.1)
    next_request(kept)
    assert backend(kept) != before


def test_connection_cut_at_this_end_is_replaced(kept: BaseDatabaseWrapper) -> None:
    before = backend(kept)
    kept.connection.close()
    next_request(kept)
    assert backend(kept) != before


def test_what_a_server_says_unasked_is_no_death(kept: BaseDatabaseWrapper) -> None:
    before = backend(kept)
    with kept.cursor() as cursor:
        cursor.execute("LISTEN something")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('something', '')")
    next_request(kept)
    assert backend(kept) == before
