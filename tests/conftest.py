"""Shared by all tests."""

import pytest

from epos.translations.catalogues import compile_all


def pytest_configure(config: pytest.Config) -> None:
    """The tests read Russian: the catalogues are compiled from what the checkout holds now."""
    compile_all()
