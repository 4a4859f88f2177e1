"""What a person owes before anything else opens: a password of their own, and a second factor where it is obligatory.

Both are told by the statement that reads the signed-in person, so neither costs a request a query, and
a role given in the middle of a session asks with the next request.
"""

from enum import StrEnum

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.factor import owes_factor
from accounts.models import User


class Step(StrEnum):
    PASSWORD = "password"  # noqa: S105
    FACTOR = "factor"


PAGES = {Step.PASSWORD: "accounts:password", Step.FACTOR: "accounts:second_factor"}
OPEN = frozenset(
    {
        "accounts:password",
        "accounts:second_factor",
        "accounts:second_factor_begin",
        "accounts:second_factor_confirm",
        "accounts:passkey_add",
        "accounts:passkey_begin",
        "accounts:sign_out",
    }
)
WORDS = {
    Step.PASSWORD: _(
        "First choose a password of your own instead of the issued one: open the journal in another tab. "
        "What you typed here is kept; come back and it goes in."
    ),
    Step.FACTOR: _(
        "First set up the second factor of your sign-in: open the journal in another tab. "
        "What you typed here is kept; come back and it goes in."
    ),
}


def next_step(request: HttpRequest) -> Step | None:
    """Return what the signed-in person owes first, if anything."""
    if not isinstance(request.user, User):
        return None
    if request.user.must_change_password:
        return Step.PASSWORD
    return Step.FACTOR if owes_factor(request.user, timezone.localdate()) else None
