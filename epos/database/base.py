"""Django's own backend for PostgreSQL, but for how it learns that a kept connection is dead."""

import select

from django.db.backends.postgresql import base
from psycopg import pq
from psycopg.pq.abc import PGconn


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is asked whether it lives only when there is a reason to doubt it.

    Before each request Django asks a kept connection `SELECT 1`, a round trip that costs as much as
    saving a mark. A server that has gone has said so: its farewell, or the end of the stream, waits
    to be read. A silent connection is taken for alive, as `SELECT 1` could not know of a cut cable
    either: it would wait for an answer just as the first statement does.
    """

    def is_usable(self) -> bool:
        """Return whether the connection can be used for another request."""
        if self.connection is None or self.errors_occurred or heard_something(self.connection.pgconn):
            return bool(super().is_usable())
        return True


def heard_something(connection: PGconn) -> bool:
    """Return whether the server has said something unasked, or the connection is known to be broken."""
    if connection.status != pq.ConnStatus.OK:
        return True
    waiting = select.poll()
    waiting.register(connection.socket, select.POLLIN)
    return bool(waiting.poll(0))
