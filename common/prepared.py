"""Queries written as querysets, turned into SQL once in a process and asked many times.

Building and compiling a queryset with the rules of who may see what takes Django longer than
PostgreSQL takes to answer it. On the few paths that must be fast the SQL is kept; the rules stay
where they are, in one place, as querysets.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, models

FIRST_NUMBER = 2**62
FIRST_DAY = date(1, 1, 1)
FIRST_MOMENT = datetime(1, 1, 2, tzinfo=UTC)
FIRST_WORD = 0xF0000  # a code point that nobody types
Value = int | date | time | str | models.Model


class Prepared:
    """A queryset of `values` or `values_list` as a function of numbers, days, moments, words and rows by key.

    A word may be compared as it is or be looked for with `contains`.

    `build` is called once, with stand-ins for its arguments. It must do the same whatever their
    values are: no branches on them, no looking at more of a row than its key. What comes back are
    plain tuples: JSON is text.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[Any, Any]"]) -> None:
        self.build = build
        self._made: tuple[str, tuple[Any, ...], dict[Any, int]] | None = None

    def __call__(self, *values: Value) -> list[tuple[Any, ...]]:
        """Ask with these values."""
        return self._ask(values)[1]

    def named(self, *values: Value) -> list[dict[str, Any]]:
        """Ask with these values; each row is a dictionary by column."""
        names, rows = self._ask(values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _ask(self, values: tuple[Value, ...]) -> tuple[list[str], list[tuple[Any, ...]]]:
        sql, params, places = self._made or self._make(values)
        given = [value.pk if isinstance(value, models.Model) else value for value in values]
        with connection.cursor() as cursor:
            cursor.execute(sql, [filled(param, places, given) for param in params])
            return [column.name for column in cursor.description or ()], cursor.fetchall()

    def _make(self, values: tuple[Value, ...]) -> tuple[str, tuple[Any, ...], dict[Any, int]]:
        marks = [mark_like(value, place) for place, value in enumerate(values)]
        query = self.build(*marks).query
        sql, params = query.sql_with_params()
        places = {mark.pk if isinstance(mark, models.Model) else mark: place for place, mark in enumerate(marks)}
        for param in params:
            if isinstance(param, date) and param not in places:
                raise ValueError(f"Count days in SQL: {param} would stay the same for every day.")
        self._made = sql, tuple(params), places
        return self._made


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


def filled(param: Any, places: dict[Any, int], given: list[Any]) -> Any:
    """Return a parameter of the statement: a stand-in gives way to the value it stood for."""
    if isinstance(param, int | date | time | str) and not isinstance(param, bool) and param in places:
        return given[places[param]]
    if isinstance(param, str) and param[1:-1] in places:
        return f"%{escaped(given[places[param[1:-1]]])}%"
    return param


def escaped(word: str) -> str:
    """Return a word as a pattern that means nothing but itself."""
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
