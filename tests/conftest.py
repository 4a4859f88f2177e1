"""Shared by all tests."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

from epos.translations.catalogues import compile_all


def pytest_configure(config: pytest.Config) -> None:
    """The tests read Russian: the catalogues are compiled from what the checkout holds now."""
    compile_all()


@pytest.fixture(autouse=True, scope="session")
def histories_may_be_emptied_between_tests() -> Iterator[None]:
    """Between tests that commit, the tables are emptied: the guards of the histories stand aside."""
    teardown = TransactionTestCase._fixture_teardown

    def unguarded(self: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        teardown(self)
        with connection.cursor() as cursor:
            cursor.execute("RESET session_replication_role")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", unguarded)
        yield
