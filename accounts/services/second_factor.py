"""The person's own second factor; whatever changes in it ends their other sessions (R28)."""

from django.db import transaction

from accounts import factor
from accounts.models import User
from accounts.services.sessions import end_sessions


@transaction.atomic
def set_up_factor(*, user: User, secret: str, session: str) -> list[str]:
    """Turn the second factor on; return the recovery codes, which are shown once."""
    codes = factor.turn_on(User.objects.select_for_update().get(pk=user.pk), secret)
    end_sessions(user=user, but=session)
    return codes


@transaction.atomic
def make_codes(*, user: User) -> list[str]:
    """Return new recovery codes; the old ones open nothing any more."""
    return factor.new_codes(User.objects.select_for_update().get(pk=user.pk))


@transaction.atomic
def turn_factor_off(*, user: User, session: str) -> None:
    """Turn the second factor off."""
    factor.turn_off(user)
    end_sessions(user=user, but=session)
