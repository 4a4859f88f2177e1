"""Sessions of a person: noted when they begin, ended by the person or by what happens to the password (R5, R28)."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import OpenedSession, User


@transaction.atomic
def note_session(*, user: User, key: str, address: str | None, agent: str, now: datetime) -> OpenedSession:
    """Note whose the session is and from where it was opened."""
    told = {"user": user, "began_at": now, "address": address, "agent": agent[:300]}
    row, _made = OpenedSession.objects.update_or_create(session_key=key, defaults=told)
    return row


def rename_session(*, before: str, after: str) -> None:
    """Follow a session whose key was changed; without a note of it there is nothing to follow."""
    OpenedSession.objects.filter(session_key=before).update(session_key=after)


@transaction.atomic
def end_session(*, user: User, session: int) -> bool:
    """End one session of the person; return whether there was one."""
    row = OpenedSession.objects.filter(user=user, pk=session).first()
    if row is None:
        return False
    _end([row.session_key])
    return True


@transaction.atomic
def end_sessions(*, user: User, but: str = "") -> int:
    """End the sessions of the person, all but the one; return how many."""
    rows = OpenedSession.objects.filter(user=user).exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    _end(keys)
    return len(keys)


def forget_session(*, key: str) -> None:
    """Forget a session that has been signed out of."""
    OpenedSession.objects.filter(session_key=key).delete()


def forget_ended_sessions() -> int:
    """Forget the sessions that are no more."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    return OpenedSession.objects.filter(~Exists(alive)).delete()[0]


def _end(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    OpenedSession.objects.filter(session_key__in=keys).delete()
