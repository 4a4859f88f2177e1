"""Queries written as querysets, turned into SQL once in a process and asked many times.

Building and compiling a queryset with the rules of who may see what takes Django longer than
PostgreSQL takes to answer it, and PostgreSQL takes longer to plan it than to run it. On the few
paths that must be fast the SQL is kept here and its plan by the database; the rules stay where
they are, in one place, as querysets.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, ProgrammingError, connection, connections, models
from django.db.backends.postgresql.base import Cursor
from psycopg import ClientCursor, RawCursor, errors
from psycopg.types.numeric import Int8

from common.plans import Answer, Rows

OUTDATED = (errors.FeatureNotSupported, errors.InvalidSqlStatementName)
NAMED = re.compile(r"%\((\w+)\)s")
FIRST_NUMBER = 2**62
FIRST_DAY = date(1, 1, 1)
FIRST_MOMENT = datetime(1, 1, 2, tzinfo=UTC)
FIRST_WORD = 0xF0000  # a code point that nobody types
Value = int | date | time | str | models.Model
Statement = tuple[str, Mapping[str, Any]]


def ask(sql: str, values: Mapping[str, Any]) -> Rows:
    """Return the rows of a statement whose plan the database keeps.

    The values are bound by the database and have a type in the statement: `%(day)s::date`.
    """
    return answers((sql, values))[0].rows


def answers(*asked: Statement) -> list[Answer]:
    """Return the answer to each statement: none waits for another's, so they share a trip."""
    try:
        return answered(asked)
    except (NotSupportedError, ProgrammingError) as problem:
        # A column has changed its type since, or the plans are gone. What happened in a transaction is lost.
        if not isinstance(problem.__cause__, OUTDATED):
            raise
        connection.forget_plans()  # type: ignore[attr-defined]
        if connection.in_atomic_block:
            raise
        return answered(asked)


def send(sql: str, values: Mapping[str, Any]) -> Callable[[], Answer]:
    """Send a statement whose answer is wanted only later: the database works at it meanwhile."""
    own = connections[DEFAULT_DB_ALIAS]
    own.close_if_health_check_failed()
    own.ensure_connection()
    if is_watched(own):
        return lambda: answers((sql, values))[0]
    text, names = numbered(sql)
    asking: Callable[[], Answer] = own.send(text, [values[name] for name in names])  # type: ignore[attr-defined]

    def answer() -> Answer:
        try:
            return asking()
        except (NotSupportedError, ProgrammingError):
            return answers((sql, values))[0]

    return answer


def is_watched(own: Any) -> bool:
    """Whether statements are to go through Django's cursors."""
    return bool(own.execute_wrappers or own.queries_logged or is_pooled(own))


def is_pooled(own: Any) -> bool:
    """Whether a pooler hands the sessions of the database round, so that none keeps anything."""
    return bool(own.settings_dict["DISABLE_SERVER_SIDE_CURSORS"])


def answered(asked: Sequence[Statement]) -> list[Answer]:
    """Return the answers, past Django's cursors unless somebody watches them.

    The values are bound here, and no plan is kept, where a pooler hands a session of the database
    to whoever comes next (EPOS_PGBOUNCER), and where statements are logged: with their values then.
    """
    own = connections[DEFAULT_DB_ALIAS]
    own.close_if_health_check_failed()
    own.ensure_connection()
    if is_watched(own):
        return [by_cursor(own, sql, values) for sql, values in asked]
    ready = []
    for sql, values in asked:
        text, names = numbered(sql)
        ready.append((text, [values[name] for name in names]))
    told: list[Answer] = own.ask(ready)  # type: ignore[attr-defined]
    return told


def by_cursor(own: Any, sql: str, values: Mapping[str, Any]) -> Answer:
    """Return the answer that a cursor gets."""
    params: Mapping[str, Any] | list[Any]
    if is_pooled(own) or own.queries_logged:
        bound: Any = Cursor(own.connection)  # type: ignore[call-arg]
        text, params = sql, values
    else:
        bound = RawCursor(own.connection)
        text, names = numbered(sql)
        params = [values[name] for name in names]
    with own._prepare_cursor(bound) as cursor:
        cursor.execute(text, params)
        return Answer(own.connection, bound.pgresult)


@cache
def numbered(sql: str) -> tuple[str, list[str]]:
    """Return the statement with `$1` for its first value and so on, and the names in that order."""
    names = list(dict.fromkeys(NAMED.findall(sql)))
    text = NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", sql)
    return text.replace("%%", "%"), names


class Prepared:
    """A queryset of `values` or `values_list` as a function of numbers, days, moments, words and rows by key.

    A word may be compared as it is or be looked for with `contains`.

    `build` is called once, with stand-ins for its arguments. It must do the same whatever their
    values are: no branches on them, no looking at more of a row than its key. What comes back are
    plain tuples: JSON is text.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[Any, Any]"]) -> None:
        self.build = build
        self._sql = ""

    def __call__(self, *values: Value) -> Rows:
        """Ask with these values."""
        return answers(self.with_values(*values))[0].rows

    def with_values(self, *values: Value) -> Statement:
        """Return the statement with these values, to be asked together with others."""
        return self._sql or self._make(values), given(values)

    def named(self, *values: Value) -> list[dict[str, Any]]:
        """Ask with these values; each row is a dictionary by column."""
        return by_column(answers(self.with_values(*values))[0])

    def _make(self, values: tuple[Value, ...]) -> str:
        marks = [mark_like(value, place) for place, value in enumerate(values)]
        sql, params = self.build(*marks).query.sql_with_params()
        places: dict[Any, str] = {}
        for place, mark in enumerate(marks):
            places[mark.pk if isinstance(mark, models.Model) else mark] = f"%(value{place})s::{type_of(mark)}"
            if isinstance(mark, str):
                places[f"%{mark}%"] = f"%(like{place})s::text"
        self._sql = sql.replace("%%", "%%%%") % tuple(written(param, places) for param in params)
        return self._sql


def by_column(answer: Answer) -> list[dict[str, Any]]:
    """Return each row as a dictionary by column."""
    columns = answer.columns
    return [dict(zip(columns, row, strict=True)) for row in answer.rows]


def mark_like(value: Value, place: int) -> Value:
    """Return the stand-in for the value: nothing real is so large or so long ago."""
    if isinstance(value, datetime):
        return FIRST_MOMENT + timedelta(days=place)
    if isinstance(value, date):
        return FIRST_DAY + timedelta(days=place)
    if isinstance(value, time):
        return time(microsecond=1 + place)
    if isinstance(value, str):
        return chr(FIRST_WORD + place)
    if isinstance(value, models.Model):
        return value.__class__(pk=FIRST_NUMBER + place)
    return FIRST_NUMBER + place


def type_of(value: Value) -> str:
    """Return the type that the database takes the value for."""
    kinds = {datetime: "timestamptz", date: "date", time: "time", str: "text"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), "bigint")


def written(param: Any, places: dict[Any, str]) -> str:
    """Return a parameter as it stands in the statement: a stand-in gives way to the place of its value."""
    if isinstance(param, int | date | time | str) and not isinstance(param, bool):
        if param in places:
            return places[param]
        if isinstance(param, date):
            raise ValueError(f"Count days in SQL: {param} would stay the same for every day.")
    connection.ensure_connection()
    return ClientCursor(connection.connection).mogrify("%s", [param]).replace("%", "%%")


def given(values: tuple[Value, ...]) -> dict[str, Any]:
    """Return the values by their places.

    A number always has the same type, whatever its size; one larger than any that is kept is like
    the stand-ins: it is nothing's.
    """
    named: dict[str, Any] = {}
    for place, value in enumerate(values):
        if isinstance(value, str):
            named[f"like{place}"] = f"%{escaped(value)}%"
        plain = value.pk if isinstance(value, models.Model) else value
        named[f"value{place}"] = Int8(min(plain, FIRST_NUMBER)) if isinstance(plain, int) else plain
    return named


def escaped(word: str) -> str:
    """Return a word as a pattern that means nothing but itself."""
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
