"""Guessing of passwords as django-axes counts it, by login and address and by login from anywhere (R28).

No address is shut out by itself: a school has one. What was typed as a login may be anything, a
password too, so the table holds its digest; its rows go with the first attempt after their term.
"""

import hashlib
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

ANYWHERE = 5
"""How many times as many failures are borne from all addresses, so that a stranger shuts nobody out by ten."""


class Attempts(AxesDatabaseHandler):  # type: ignore[misc]
    """One limit for the pair of login and address, a larger one for the login."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return how many failures count against the limit."""
        here, anywhere = (
            rows.aggregate(many=Sum("failures_since_start"))["many"] or 0
            for rows in self.get_user_attempts(request, credentials)
        )
        return max(here, anywhere // ANYWHERE)


def digest(login: str) -> str:
    """Return what stands for a login, however it was typed."""
    return hashlib.sha256(login.strip().casefold().encode()).hexdigest()


def told_login(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the digest of the login that is tried."""
    told = credentials.get("username") if credentials else request.POST.get("username")
    return digest(told or "")


def is_waiting(request: HttpRequest | None) -> bool:
    """Whether the attempt just made was not looked at, or was the last but the wait."""
    return bool(getattr(request, "axes_locked_out", False))


def minutes_to_wait() -> int:
    """Return how long the wait is after the last failure that counted."""
    return int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)


def forget_attempts(login: str) -> None:
    """Let the person try anew at once: a sign-in was given to them, or a password chosen."""
    AxesProxyHandler.reset_attempts(username=digest(login))
