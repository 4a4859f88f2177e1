"""What the page of the person's own sign-ins reads."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from accounts.agents import browser_words
from accounts.models import OpenedSession, User


@dataclass(frozen=True)
class SessionLine:
    """An open session as its person sees it."""

    id: int
    began_at: datetime
    address: str
    browser: str
    is_this: bool


def list_sessions(user: User, this: str, now: datetime) -> list[SessionLine]:
    """Return the sessions that are open now, this one first, then the latest."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    rows = OpenedSession.objects.filter(Exists(alive), user=user).order_by("-began_at")
    lines = [
        SessionLine(row.pk, row.began_at, row.address or "", browser_words(row.agent), row.session_key == this)
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line.is_this)
