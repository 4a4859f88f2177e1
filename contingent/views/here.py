"""What the contingent's views take from a request."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import User


def person(request: HttpRequest) -> "User":
    """Return who asks; views here are reached by the signed-in only."""
    return cast("User", request.user)
