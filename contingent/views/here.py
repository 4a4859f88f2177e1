"""What the contingent's views take from a request."""

from datetime import date
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django.utils import timezone

from accounts.access import readable_organizations
from accounts.audit import Trace
from contingent.queries.students import has_roster

if TYPE_CHECKING:
    from accounts.models import User


def person(request: HttpRequest) -> "User":
    """Return who asks; views here are reached by the signed-in only."""
    return cast("User", request.user)


def trace_of(request: HttpRequest, reason: str = "") -> Trace:
    """Return who changes something, when, from which address and why."""
    return Trace(person(request), timezone.now(), request.META.get("REMOTE_ADDR"), reason)


def has_list(user: "User", on: date, name: str) -> bool:
    """Whether there is such a list for the user: a curator has no list of staff."""
    return readable_organizations(user, on).exists() if name == "staff" else has_roster(user, on)
