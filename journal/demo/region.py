"""Any number of organisations for benchmarks: the college copied by the server, ids moved along.

The copies need no guards of their own: each is a copy of rows that passed them. They are switched
off for the copying, which only a superuser of the database may do, and the result is checked whole.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection, models, transaction

from accounts.models import Organization, OutsideIdentity, User
from journal.demo.bulk import quoted
from journal.demo.load import TABLES, load_demo

Say = Callable[[str], None]
Spans = dict[Any, int]


def load_region(*, today: date, organizations: int, say: Say) -> None:
    """Load the college and copy it until there are so many organisations."""
    load_demo(today=today, with_school=False)
    spans: Spans = {model: _largest_id(model) for model in TABLES}
    _remember_surnames()
    for turn in range(1, organizations):
        _copy(turn, spans)
        if turn % 10 == 0 or turn == organizations - 1:
            say(f"{turn + 1} organisations")
    for model in TABLES:
        _run("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", model._meta.db_table,
             _largest_id(model))  # fmt: skip
    for model in _written():
        _run(f"VACUUM ANALYZE {_name(model)}")
    check_references(say)


def check_references(say: Say) -> None:
    """Refuse the result when a row refers to one that is not there, or a fact has no history."""
    for model in TABLES:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model in TABLES:
                _expect_none(
                    f"SELECT 1 FROM {_name(model)} t WHERE t.{quoted(field.column)} IS NOT NULL AND "  # noqa: S608
                    f"NOT EXISTS (SELECT 1 FROM {_name(field.related_model)} r "
                    f"WHERE r.id = t.{quoted(field.column)})",
                    f"{model.__name__}.{field.name}",
                )
        if history := _history(model):
            _expect_none(
                f"SELECT 1 FROM {_name(model)} t WHERE NOT EXISTS "  # noqa: S608
                f"(SELECT 1 FROM {_name(history)} h WHERE h.id = t.id)",
                f"history of {model.__name__}",
            )
    say("every reference leads to its row, every fact has its history")


@transaction.atomic
def _copy(turn: int, spans: Spans) -> None:
    """Copy the first organisation once more, each id moved by `turn` spans of its table."""
    _run("SET LOCAL session_replication_role = replica")
    for model in _written():
        origin = model if model in spans else model.instance_type
        columns = {
            field.column: _moved(model, field, turn, spans)
            for field in model._meta.concrete_fields
            if not field.generated and field.column not in {"history_id", "history_transaction"}
        }
        names = ", ".join(map(quoted, columns))
        source = _name(model)
        join = _surnames(turn) if model is User else ""
        _run(
            f"INSERT INTO {source} ({names}) SELECT {', '.join(columns.values())} "  # noqa: S608
            f"FROM {source} t {join} WHERE t.id <= %s ORDER BY t.id",
            spans[origin],
        )


def _moved(model: type[models.Model], field: Any, turn: int, spans: Spans) -> str:
    """Return the SQL of a column's value in the copy."""
    column = f"t.{quoted(field.column)}"
    if field.attname == "id":
        origin = model if model in spans else model.instance_type  # type: ignore[attr-defined]
        return f"{column} + {turn * spans[origin]}"
    if field.is_relation and field.related_model in spans:
        return f"{column} + {turn * spans[field.related_model]}"
    if (model is User and field.attname == "username") or (model is OutsideIdentity and field.attname == "key"):
        return f"{column} || '-{turn}'"
    if model is User and field.attname == "last_name":
        return "other.last_name"
    if model is Organization and field.attname == "slug":
        return f"{column} || '-{turn + 1}'"
    if model is Organization and field.attname in {"name", "short_name"}:
        return f"{column} || ' № {turn + 1}'"
    return column


def _remember_surnames() -> None:
    _run(
        "CREATE TEMP TABLE surname AS SELECT id, last_name, woman, "
        "row_number() OVER (PARTITION BY woman ORDER BY id) - 1 AS place, "
        "count(*) OVER (PARTITION BY woman) AS total "
        "FROM (SELECT id, last_name, last_name ~ '[ая]$' AS woman FROM accounts_user) u"
    )
    _run("CREATE UNIQUE INDEX ON surname (woman, place)")
    _run("ANALYZE surname")


def _surnames(turn: int) -> str:
    """Return the join that gives each copied person the surname of another of the same sex."""
    return (
        "JOIN surname own ON own.id = t.id JOIN surname other "
        f"ON other.woman = own.woman AND other.place = (own.place + {turn * 131}) %% own.total"
    )


def _history(model: type[models.Model]) -> Any:
    history = getattr(model, "history", None)
    return history.model if history else None


def _written() -> list[Any]:
    return [*TABLES, *(history for model in TABLES if (history := _history(model)))]


def _name(model: Any) -> str:
    return quoted(model._meta.db_table)


def _run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def _expect_none(sql: str, what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT 1")
        if cursor.fetchone():
            raise RuntimeError(f"The copied organisations do not hold together: {what}")


def _largest_id(model: type[models.Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 1) FROM {_name(model)}")  # noqa: S608
        return int(cursor.fetchone()[0])
