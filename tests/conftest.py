"""Shared by all tests."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

from epos.translations.catalogues import compile_all


def pytest_configure(config: pytest.Config) -> None:
    """The tests read Russian: the catalogues are compiled from what the checkout holds now."""
    compile_all()


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
