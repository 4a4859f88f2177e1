"""The person's own second factor; whatever changes in it ends their other sessions (R28)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import factor, passkeys
from accounts.errors import NotAllowed, RequestRefused
from accounts.models import User
from accounts.services.sessions import end_sessions


@transaction.atomic
def set_up_factor(*, user: User, secret: str, session: str) -> list[str]:
    """Turn the second factor on; return the recovery codes, which are shown once."""
    codes = factor.turn_on(User.objects.select_for_update().get(pk=user.pk), secret)
    end_sessions(user=user, but=session)
    return codes


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any], session: str) -> list[str]:
    """Keep a passkey that has proved itself; return recovery codes, which are shown once, if there were none."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if passkeys.count(locked) >= passkeys.MOST:
        raise RequestRefused(_("There are ten passkeys already. Remove one first."))
    passkeys.keep(locked, name, credential)
    codes = [] if factor.codes_left(locked) else factor.new_codes(locked)
    end_sessions(user=user, but=session)
    return codes


@transaction.atomic
def remove_way(*, user: User, way: int, on: date, session: str) -> None:
    """Take an application or a passkey of the person's off, the recovery codes with the last.

    Raises `NotAllowed` for the last of whoever must have one.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    ways = [row.id for row in passkeys.list_ways(locked)]
    if ways == [way]:
        if factor.must_have_factor(locked, on):
            raise NotAllowed(_("This is your only second factor, and you must have one. Add another first."))
        factor.turn_off(locked)
    else:
        passkeys.remove(locked, way)
    end_sessions(user=user, but=session)


@transaction.atomic
def make_codes(*, user: User) -> list[str]:
    """Return new recovery codes; the old ones open nothing any more."""
    return factor.new_codes(User.objects.select_for_update().get(pk=user.pk))


@transaction.atomic
def turn_factor_off(*, user: User, session: str) -> None:
    """Turn the second factor off."""
    factor.turn_off(user)
    end_sessions(user=user, but=session)
