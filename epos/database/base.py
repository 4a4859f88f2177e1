"""Django's own backend for PostgreSQL, but for how it learns that a kept connection is dead."""

import select
from collections.abc import Callable, Sequence
from typing import Any, cast

from django.db.backends.postgresql import base
from psycopg import pq
from psycopg.pq.abc import PGconn

from common.plans import Answer, Asked, Plans


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is asked whether it lives only when there is a reason to doubt it.

    Before each request Django asks a kept connection `SELECT 1`, a round trip that costs as much as
    saving a mark. A server that has gone has said so: its farewell, or the end of the stream, waits
    to be read. A silent connection is taken for alive, as `SELECT 1` could not know of a cut cable
    either: it would wait for an answer just as the first statement does.
    """

    plans: Plans | None = None

    def ask(self, asked: Sequence[Asked]) -> list[Answer]:
        """Return the answers to statements whose plans the database keeps, past the cursors (`common.plans`)."""
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            return self.known_plans().ask(asked)

    def send(self, text: str, values: Sequence[Any]) -> Callable[[], Answer]:
        """Send a statement and return what gives its answer; until then the session answers nobody else."""
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            plans = self.known_plans()
            sent = plans.send(text, values)

        def answer() -> Answer:
            with self.wrap_database_errors:
                plans.settle()
                if sent.problem:
                    raise sent.problem
            return cast(Answer, sent.answer)

        return answer

    def settle(self) -> None:
        """Wait for the answer to what was sent, if anything was."""
        if self.plans and self.plans.sent:
            self.plans.settle()

    def _cursor(self, name: str | None = None) -> Any:
        self.settle()
        return super()._cursor(name)  # type: ignore[misc]

    def _set_autocommit(self, autocommit: bool) -> None:
        self.settle()
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _commit(self) -> None:
        self.settle()
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self.settle()
        super()._rollback()  # type: ignore[misc]

    def _close(self) -> None:
        self.plans = None
        super()._close()  # type: ignore[misc]

    def forget_plans(self) -> None:
        """Make every plan anew when it is needed next; the database keeps the old ones as long as the session lives."""
        self.plans = None

    def known_plans(self) -> Plans:
        """Return the plans of the session that is open now."""
        if self.plans is None or self.plans.session is not self.connection:
            self.plans = Plans(self.connection)
        return self.plans

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
