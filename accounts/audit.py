"""The history rows that every audited write adds in its own transaction (R64).

A fact and its history go to the database in one statement, as arrays: a batch of thirty marks is
one round trip. No signal is sent and no history object is built.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg import sql

from accounts.models import User

CREATED, CHANGED, DELETED = "+", "~", "-"


@dataclass(frozen=True)
class Trace:
    """Who makes a change, when, from which address and why."""

    actor: User
    now: datetime
    address: str | None = None
    reason: str = ""


def save_audited(
    trace: Trace,
    rows: Sequence[tuple[models.Model, UUID | None]],
    *,
    key: Sequence[str],
    fields: Sequence[str],
) -> None:
    """Insert each instance, or overwrite `fields` of the row that shares `key`, with its history.

    `rows` pairs an instance with the client's id of the change; no two share a key. An instance
    without a primary key is new in the history; primary keys are set afterwards.
    """
    if not rows:
        return
    model = type(rows[0][0])
    statement = _save_statement(model, tuple(key), tuple(fields))
    columns = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row, _id in rows]
        for field in _columns(model)
    ]
    types = [CHANGED if row.pk else CREATED for row, _id in rows]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*columns, types, [entry for _row, entry in rows], *_who(trace)])
        saved = {tuple(values): pk for pk, *values in cursor.fetchall()}
    names = [_field(model, name).attname for name in key]
    for row, _id in rows:
        row.pk = saved[tuple(getattr(row, name) for name in names)]


def write_history(trace: Trace, rows: Iterable[tuple[models.Model, str, UUID | None]]) -> None:
    """Add a history row that tells what the table holds now, for each (instance, type, id)."""
    by_model: dict[type[models.Model], list[tuple[models.Model, str, UUID | None]]] = {}
    for row in rows:
        by_model.setdefault(type(row[0]), []).append(row)
    for model, told in by_model.items():
        ids, types, entries = zip(*((row.pk, kind, entry) for row, kind, entry in told), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_history_statement(model), [list(ids), list(types), list(entries), *_who(trace)])


def delete_audited(trace: Trace, rows: Sequence[tuple[models.Model, UUID | None]]) -> None:
    """Delete the rows, each with the history row that tells what it held."""
    if rows:
        write_history(trace, [(row, DELETED, entry) for row, entry in rows])
        kept = type(rows[0][0])._default_manager.filter(pk__in=[row.pk for row, _id in rows])
        kept._raw_delete(kept.db)


def _who(trace: Trace) -> list[Any]:
    return [trace.now, trace.actor.pk, trace.reason or None, trace.address]


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _columns(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _named(columns: Iterable[str], *table: str) -> sql.Composed:
    return sql.SQL(", ").join([sql.Identifier(*table, column) for column in columns])


def _history_head(model: Any, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(
        "INSERT INTO {history} (id, {columns}, history_date, history_user_id,"
        " history_change_reason, history_address, history_type, history_entry)"
    ).format(
        history=sql.Identifier(model.history.model._meta.db_table),
        columns=_named(columns),
    )


WHO = sql.SQL("%s::timestamptz, %s::bigint, %s::text, %s::inet, told.history_type, told.history_entry")


@cache
def _history_statement(model: type[models.Model]) -> sql.Composed:
    """Ids, types, the clients' ids, who → history rows that repeat what the table holds."""
    columns = [field.column for field in _columns(model)]
    return sql.SQL(
        """
        WITH told (id, history_type, history_entry) AS (
            SELECT * FROM unnest(%s::bigint[], %s::text[], %s::uuid[])
        )
        {head} SELECT fact.id, {facts}, {who} FROM told JOIN {table} fact USING (id)
        """
    ).format(
        head=_history_head(model, columns),
        facts=_named(columns, "fact"),
        who=WHO,
        table=sql.Identifier(model._meta.db_table),
    )


@cache
def _save_statement(model: type[models.Model], key: tuple[str, ...], fields: tuple[str, ...]) -> sql.Composed:
    """Columns, types, the clients' ids, who → rows upserted with their history; ids by key."""
    columns = _columns(model)
    names = [column.column for column in columns]
    kinds = [c.rel_db_type(connection) if c.is_relation else c.db_type(connection) for c in columns]
    written = [sql.Identifier(_field(model, name).column) for name in fields]
    return sql.SQL(
        """
        WITH told ({columns}, history_type, history_entry) AS (
            SELECT * FROM unnest({arrays}, %s::text[], %s::uuid[])
        ), fact AS (
            INSERT INTO {table} ({columns}) SELECT {columns} FROM told
            ON CONFLICT ({keys}) DO UPDATE SET {changes} RETURNING id, {columns}
        ), history AS (
            {head} SELECT fact.id, {facts}, {who} FROM fact JOIN told USING ({keys})
        )
        SELECT id, {keys} FROM fact
        """
    ).format(
        columns=_named(names),
        arrays=sql.SQL(", ".join(f"%s::{kind}[]" for kind in kinds)),
        table=sql.Identifier(model._meta.db_table),
        keys=_named(_field(model, name).column for name in key),
        changes=sql.SQL(", ").join([sql.SQL("{0} = EXCLUDED.{0}").format(column) for column in written]),
        head=_history_head(model, names),
        facts=_named(names, "fact"),
        who=WHO,
    )
