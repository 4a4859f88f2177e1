"""Where sessions are kept: in the database, as Django keeps them, read from a prepared statement.

A session is read with every request.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from common.prepared import Prepared

DATA = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")
)


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and the key forgotten, when there is none or its day is over."""
        rows = DATA(self.session_key or "", timezone.now())
        if not rows:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(rows[0][0])
        return held
