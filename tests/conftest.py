"""Shared by all tests."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.test import client as test_client

from epos.translations.catalogues import compile_all
from epos.warm import PATIENCE


def pytest_configure(config: pytest.Config) -> None:
    """The tests read Russian: the catalogues are compiled from what the checkout holds now."""
    compile_all()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that at the end no process waits for the other."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What has been imported by now stays: nobody looks for garbage among it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*PATIENCE)


KEPT = {"django_migrations", "django_content_type", "auth_permission"}
"""What migrations filled and no test changes."""


@pytest.fixture(autouse=True, scope="session")
def only_what_was_filled_is_emptied() -> Iterator[None]:
    """After a test that commits, the tables it filled are emptied; the guards of the histories stand aside.

    Django's own way empties every table and makes all permissions anew: a second for each such test.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_the_database())
        yield


@pytest.fixture(autouse=True, scope="session")
def contexts_of_pages_alone_are_kept() -> Iterator[None]:
    """A response remembers what its page was rendered with, not a copy for each of the hundred parts of it."""
    store = test_client.store_rendered_templates

    def stored(told: Any, signal: Any, sender: Any, template: Any, context: Any, **more: Any) -> None:
        if "/_" not in (template.name or ""):
            store(told, signal, sender, template, context, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_client, "store_rendered_templates", stored)
        yield


def empty_the_database() -> None:
    """Delete every row that a test may have committed."""
    tables = [name for name in connection.introspection.table_names() if name not in KEPT]
    quoted = [connection.ops.quote_name(name) for name in tables]
    with connection.cursor() as cursor:
        asked = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in quoted)  # noqa: S608
        cursor.execute(" UNION ALL ".join(asked))
        filled = [name for (name,) in cursor.fetchall()]
        if filled:
            emptying = ";".join(f"DELETE FROM {name}" for name in filled)  # noqa: S608
            cursor.execute(f"SET session_replication_role = replica; {emptying}; RESET session_replication_role")
