"""A query about one person on one day, turned into SQL once and asked many times.

Turning the frame's query of two dozen sub-queries into SQL takes Django longer than the
database needs to answer it; the text is the same for everyone but for the person and the day.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User

SOMEONE = User(pk=-1_912_912_912)
SOME_DAY = date(1, 2, 3)


class PersonStatement:
    """The query that `build` returns for a person and a day; `build` uses only these as values."""

    def __init__(self, build: Callable[[User, date], "QuerySet[Any, Any]"]) -> None:
        self._build = build

    def ask(self, user: User, on: date) -> dict[str, Any]:
        """Return the query's only row for the person on the day."""
        sql, params = self._text
        told: dict[Any, Any] = {SOMEONE.pk: user.pk, SOME_DAY: on}
        with connection.cursor() as cursor:
            cursor.execute(sql, [told.get(param, param) for param in params])
            columns = [column.name for column in cursor.description]
            return dict(zip(columns, cursor.fetchone(), strict=True))

    @cached_property
    def _text(self) -> tuple[str, tuple[Any, ...]]:
        sql, params = self._build(SOMEONE, SOME_DAY).query.sql_with_params()
        for param in params:
            if isinstance(param, date) and param != SOME_DAY:
                raise ValueError(f"Count days in SQL: {param} would stay the same for every day.")
        return sql, params
