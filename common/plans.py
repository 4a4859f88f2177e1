"""Statements asked again and again of one session of the database, with as little between as there can be.

The driver's cursor looks at each statement anew: what it is, which types its values have, whether it
has been prepared. Here a statement is known by its text, its values go as text and the statement
names their types (`$1::bigint`); statements that do not wait for each other's answers share a trip.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

import psycopg
from psycopg import errors, generators, pq
from psycopg.abc import Buffer
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq.abc import PGresult
from psycopg.types.numeric import Int8

Written = Buffer | None
Asked = tuple[str, Sequence[Any]]
Rows = list[tuple[Any, ...]]
Session = psycopg.Connection[Any]
BEGIN = b"BEGIN"
NUMBERS = count()
IDLE, BROKEN = pq.TransactionStatus.IDLE, pq.ConnStatus.BAD
TUPLES, DONE = pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK

WRITERS: dict[type, Callable[[Any], Written]] = {
    int: b"%d".__mod__,
    Int8: b"%d".__mod__,
    str: str.encode,
    date: lambda day: day.isoformat().encode(),
    datetime: lambda moment: moment.isoformat().encode(),
    time: lambda moment: moment.isoformat().encode(),
    Decimal: lambda number: str(number).encode(),
    type(None): lambda _nothing: None,
}


class Answer:
    """What the database has answered; read when it is wanted."""

    def __init__(self, session: Session, result: PGresult) -> None:
        self.session, self.result = session, result

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [(self.result.fname(place) or b"").decode() for place in range(self.result.nfields)]

    @property
    def rows(self) -> Rows:
        """The rows, as the session adapts them."""
        reader = Transformer(self.session)
        reader.set_pgresult(self.result)
        rows: Rows = reader.load_rows(0, self.result.ntuples, tuple)
        return rows


class Sent:
    """A statement that has been sent: its answer once it has been read, or why there is none."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.answer = answer
        self.problem: psycopg.Error | None = None


class Plans:
    """What one session of the database has been told to keep the plan of."""

    def __init__(self, session: Session) -> None:
        self.session, self.link = session, session.pgconn
        self.names: dict[str, bytes] = {}
        self.sent: Sent | None = None

    def send(self, text: str, values: Sequence[Any]) -> "Sent":
        """Send a statement whose answer is read later; whoever needs the session before waits for it."""
        self.settle()
        if self.begins:
            return Sent(self.ask([(text, values)])[0])
        self.link.send_query_prepared(self.name(text), self.written(values))
        self.session.wait(generators.send(self.link))
        self.sent = Sent()
        return self.sent

    def settle(self) -> None:
        """Wait for the answer to what was sent, so that the session is free."""
        if self.sent:
            sent, self.sent = self.sent, None
            try:
                sent.answer = self.checked(self.next())
            except psycopg.Error as problem:
                sent.problem = problem

    def ask(self, asked: Sequence[Asked]) -> list[Answer]:
        """Return the answer to each statement."""
        self.settle()
        if len(asked) > 1 or self.begins:
            return self.ask_together(asked)
        return [self.checked(self.link.exec_prepared(self.name(text), self.written(values))) for text, values in asked]

    def ask_together(self, asked: Sequence[Asked]) -> list[Answer]:
        """Return the answers to statements that go together and are answered in turn.

        The first that fails is raised; those after it were not carried out. A transaction that is
        to begin begins on the same trip.
        """
        named = [(self.name(text), self.written(values)) for text, values in asked]
        begins = self.begins
        self.link.enter_pipeline_mode()
        try:
            if begins:
                self.link.send_query_params(BEGIN, None)
            for name, values in named:
                self.link.send_query_prepared(name, values)
            self.link.pipeline_sync()
            self.session.wait(generators.send(self.link))
            answers = [self.next() for _each in range(len(named) + begins)]
            self.next()
            self.link.exit_pipeline_mode()
        except BaseException:
            self.link.finish()  # half of the answers read: nobody can go on with it
            raise
        return [self.checked(answer) for answer in answers][begins:]

    @property
    def begins(self) -> bool:
        """Whether a transaction is to begin before the next statement."""
        return not self.session.autocommit and self.link.transaction_status == IDLE

    def name(self, text: str) -> bytes:
        """Return the name by which the database knows the statement; tell it first if it does not."""
        name = self.names.get(text)
        if name is None:
            name = b"epos_%d" % next(NUMBERS)
            self.checked(self.link.prepare(name, text.encode()))
            self.names[text] = name
        return name

    def written(self, values: Sequence[Any]) -> Any:
        """Return the values as they go over the wire; the driver knows how the less usual are written."""
        return [(WRITERS.get(type(value)) or self.dumped)(value) for value in values]

    def dumped(self, value: Any) -> Written:
        """Return a value as the driver writes it."""
        dumped: Written = Transformer(self.session).dump_sequence([value], [PyFormat.TEXT])[0]
        return dumped

    def next(self) -> PGresult:
        """Return the answer to the next of the statements that went together."""
        answers: list[PGresult] = self.session.wait(generators.fetch_many(self.link))
        return answers[0]

    def checked(self, result: PGresult) -> Answer:
        """Return the answer unless it is an error, which is raised."""
        if result.status in (TUPLES, DONE):
            return Answer(self.session, result)
        if self.link.status == BROKEN:
            raise errors.OperationalError(self.link.get_error_message())
        raise errors.error_from_result(result)
