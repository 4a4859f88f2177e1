"""A real Chromium for the tests of this folder."""

import os
from typing import Any

import pytest

from tests.browser.chromium import find

# Playwright's synchronous interface runs an event loop in this thread; Django's guard against
# database use inside one does not apply to the tests' own set-up.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **find().launch_arguments()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "ru-RU",
        "timezone_id": "Asia/Yekaterinburg",
        "viewport": {"width": 1366, "height": 768},
    }
