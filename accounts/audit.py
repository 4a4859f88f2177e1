"""The history rows that every audited write adds in its own transaction (R64).

A fact and its history go to the database in one statement, as arrays: a batch of thirty marks is
one round trip. No signal is sent and no history object is built.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg import sql
from psycopg.types.numeric import Int8

from accounts.models import User
from common.prepared import ask
from common.sql import ids, numbers, words

CREATED, CHANGED, DELETED = "+", "~", "-"
AS_WORDS = (models.CharField, models.TextField, models.DateField)


@dataclass(frozen=True)
class Trace:
    """Who makes a change, when, from which address and why; an unsaved user where the night does it by itself."""

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
    instances = [row for row, _id in rows]
    columns = {field.column: _values(field, instances) for field in _columns(model)}
    told = save_columns(
        trace, model, columns, [(row.pk, entry) for row, entry in rows], key=tuple(key), fields=tuple(fields)
    )
    saved = {tuple(values): pk for pk, *values in told}
    names = [_field(model, name).attname for name in key]
    for row in instances:
        row.pk = saved[tuple(getattr(row, name) for name in names)]


def save_columns(
    trace: Trace,
    model: type[models.Model],
    columns: Mapping[str, Sequence[Any]],
    known: Sequence[tuple[int | None, UUID | None]],
    *,
    key: tuple[str, ...],
    fields: tuple[str, ...],
) -> list[tuple[Any, ...]]:
    """Do the same for rows given by columns, where building instances would take longer than saving them.

    `known` pairs the primary key of each row, None when it is new, with the client's id of the
    change. Returns the primary key and the key of each row saved, in no order.
    """
    values = {field.column: _packed(field, columns[field.column]) for field in _columns(model)}
    values["history_type"] = words(CHANGED if pk else CREATED for pk, _entry in known)
    values["history_entry"] = ids(entry for _pk, entry in known)
    return ask(_save_statement(model, key, fields), values | _who(trace))


def write_history(trace: Trace, rows: Iterable[tuple[models.Model, str, UUID | None]]) -> None:
    """Add a history row that tells what the table holds now, for each (instance, type, id)."""
    by_model: dict[type[models.Model], list[tuple[models.Model, str, UUID | None]]] = {}
    for row in rows:
        by_model.setdefault(type(row[0]), []).append(row)
    for model, told in by_model.items():
        values: dict[str, Any] = {
            "id": numbers(row.pk for row, _kind, _entry in told),
            "history_type": words(kind for _row, kind, _entry in told),
            "history_entry": ids(entry for _row, _kind, entry in told),
        }
        ask(_history_statement(model), values | _who(trace))


def delete_audited(trace: Trace, rows: Sequence[tuple[models.Model, UUID | None]]) -> None:
    """Delete the rows, each with the history row that tells what it held."""
    if rows:
        write_history(trace, [(row, DELETED, entry) for row, entry in rows])
        kept = type(rows[0][0])._default_manager.filter(pk__in=[row.pk for row, _id in rows])
        kept._raw_delete(kept.db)


def _who(trace: Trace) -> dict[str, Any]:
    return {
        "history_date": trace.now,
        "history_user": Int8(trace.actor.pk) if trace.actor.pk else None,
        "history_reason": trace.reason or None,
        "history_address": trace.address,
    }


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


@cache
def _columns(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _kind(field: Any) -> str:
    """Return the type of the field's column."""
    kind: str = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    return kind


def _values(field: Any, rows: Sequence[models.Model]) -> list[Any]:
    """Return what the rows hold in the field, as the database takes it."""
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]


def _packed(field: Any, values: Sequence[Any]) -> Any:
    """Return a column's values as one value of the statement; the driver takes its time over lists."""
    if field.is_relation:
        return numbers(values)
    return words(values) if isinstance(field, AS_WORDS) else values


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


TOLD = sql.SQL("%(history_type)s::text[], %(history_entry)s::uuid[]")
WHO = sql.SQL(
    "%(history_date)s::timestamptz, %(history_user)s::bigint, %(history_reason)s::text, %(history_address)s::inet,"
    " told.history_type, told.history_entry"
)


@cache
def _history_statement(model: type[models.Model]) -> str:
    """Ids, types, the clients' ids, who → history rows that repeat what the table holds."""
    columns = [field.column for field in _columns(model)]
    statement = sql.SQL(
        """
        WITH told (id, history_type, history_entry) AS (
            SELECT * FROM unnest(%(id)s::bigint[], {told})
        )
        {head} SELECT fact.id, {facts}, {who} FROM told JOIN {table} fact USING (id) RETURNING id
        """
    )
    whole = statement.format(
        told=TOLD,
        head=_history_head(model, columns),
        facts=_named(columns, "fact"),
        who=WHO,
        table=sql.Identifier(model._meta.db_table),
    )
    return whole.as_string()


@cache
def _save_statement(model: type[models.Model], key: tuple[str, ...], fields: tuple[str, ...]) -> str:
    """Columns, types, the clients' ids, who → rows upserted with their history; ids by key."""
    columns = _columns(model)
    names = [column.column for column in columns]
    written = [sql.Identifier(_field(model, name).column) for name in fields]
    statement = sql.SQL(
        """
        WITH told ({columns}, history_type, history_entry) AS (
            SELECT * FROM unnest({arrays}, {told})
        ), fact AS (
            INSERT INTO {table} ({columns}) SELECT {columns} FROM told
            ON CONFLICT ({keys}) DO UPDATE SET {changes} RETURNING id, {columns}
        ), history AS (
            {head} SELECT fact.id, {facts}, {who} FROM fact JOIN told USING ({keys})
        )
        SELECT id, {keys} FROM fact
        """
    )
    whole = statement.format(
        columns=_named(names),
        arrays=sql.SQL(", ").join([sql.SQL(f"%({c.column})s::{_kind(c)}[]") for c in columns]),
        told=TOLD,
        table=sql.Identifier(model._meta.db_table),
        keys=_named(_field(model, name).column for name in key),
        changes=sql.SQL(", ").join([sql.SQL("{0} = EXCLUDED.{0}").format(column) for column in written]),
        head=_history_head(model, names),
        facts=_named(names, "fact"),
        who=WHO,
    )
    return whole.as_string()
