"""What the contingent's views take from a request."""

from datetime import date
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django.utils import timezone

from accounts.access import readable_organizations
from accounts.access_log import GROUP, ORGANIZATION, note_access
from accounts.audit import Trace
from accounts.enums import AccessAction
from contingent.queries.accesses import listed_places
from contingent.queries.students import has_roster

if TYPE_CHECKING:
    from accounts.models import User


def person(request: HttpRequest) -> "User":
    """Return who asks; views here are reached by the signed-in only."""
    return cast("User", request.user)


def trace_of(request: HttpRequest, reason: str = "") -> Trace:
    """Return who changes something, when, from which address and why."""
    return Trace(person(request), timezone.now(), request.META.get("REMOTE_ADDR"), reason)


def note_lists(request: HttpRequest, today: date, action: AccessAction = AccessAction.OPENED) -> None:
    """Tell the access log whose people a list shows: of organisations read whole, of a curator's groups."""
    for group, organization in listed_places(person(request), today):
        kind = GROUP if group else ORGANIZATION
        note_access(request, kind, group or organization, organization, action)


def has_list(user: "User", on: date, name: str) -> bool:
    """Whether there is such a list for the user: a curator has no list of staff."""
    return readable_organizations(user, on).exists() if name == "staff" else has_roster(user, on)
