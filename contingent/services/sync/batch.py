"""Fetching a source whole and keeping the batch as it came, by COPY (X1, X2)."""

import hashlib
import json
import re
import time
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from contingent.feeds.errors import CursorExpired, FeedBroken
from contingent.feeds.parsing import identity, parse
from contingent.feeds.reading import fetch
from contingent.feeds.records import (
    EmployeeRecord,
    Gone,
    GroupRecord,
    Record,
    RepresentativeRecord,
    Source,
    StudentRecord,
    TieRecord,
)
from contingent.models import SyncRecord, SyncRun

COLUMNS = (
    "run_id", "kind", "key", "person", "last_name", "first_name", "patronymic", "email", "phone", "birth_date",
    "title", "group", "note", "other", "level", "starts", "ends", "raw", "digest", "problems",
)  # fmt: skip
# What else a sender tells of a person is not kept (R5).
KEPT = frozenset(
    [
        "type",
        "key",
        "person",
        "last_name",
        "first_name",
        "patronymic",
        "email",
        "phone",
        "birth_date",
        "form",
        "group",
        "order",
        "order_number",
        "order_date",
        "starts",
        "ends",
        "name",
        "level",
        "specialty",
        "curator",
        "student",
        "representative",
        "kind",
        "position",
    ]
)
NAME_LIMIT = 100
TOLD_EVERY = 1.0  # seconds between two notes of how far it is
NOTHING = "[]"
ENCODED = json.JSONEncoder(ensure_ascii=False).encode


def fetch_batch(run: SyncRun, source: Source, today: date) -> None:
    """Keep every record of the source under the run; set whether they are everybody, the cursor and the ETag.

    Raises `NotModified` when there is nothing new and `FeedError` when the feed broke off: then it
    may not be taken for the whole.
    """
    cursor = "" if run.full else run.source.cursor
    try:
        _fetch(run, source, today, cursor, "" if cursor else run.etag)
    except CursorExpired:
        SyncRecord.objects.filter(run=run).delete()
        _fetch(run, source, today, "", "")


def _fetch(run: SyncRun, source: Source, today: date, cursor: str, etag: str) -> None:
    run.done, complete, told_at = 0, False, time.monotonic()
    for page in fetch(source, cursor, etag):
        keep_records(run, page.records, today)
        run.done += len(page.records)
        run.total = page.total or run.total
        run.full, complete = page.full, page.complete
        run.cursor, run.etag = page.cursor, page.etag
        if time.monotonic() - told_at > TOLD_EVERY:
            SyncRun.objects.filter(pk=run.pk).update(done=run.done, total=run.total)
            told_at = time.monotonic()
    if not complete:
        raise FeedBroken(_("The feed ended before its last page."))


def keep_records(run: SyncRun, records: Iterable[dict[str, Any]], today: date) -> None:
    """Write raw records beside what was understood of them."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        # A batch that a crash takes away is fetched anew: nobody waits for the disk.
        cursor.execute("SET LOCAL synchronous_commit TO off")
        statement = f"COPY contingent_syncrecord ({names}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for raw in records:
                copy.write_row(_row(run.pk, raw, today))


def _row(run: int, raw: dict[str, Any], today: date) -> tuple[Any, ...]:
    kept = raw if raw.keys() <= KEPT else {name: value for name, value in raw.items() if name in KEPT}
    text = ENCODED(kept).replace("\\u0000", "")
    found = parse(raw, today)
    if isinstance(found, list):
        digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        kind, key = identity(raw)
        told = _told(kind[:14], key[:250] or f"?{digest}", _plain(raw.get("person"), 120), group=_group_of(raw))
        for name in ("last_name", "first_name", "patronymic"):
            told[COLUMNS.index(name) - 1] = _plain(raw.get(name), NAME_LIMIT)
        problems = json.dumps([[problem.field, problem.code, dict(problem.values)] for problem in found])
        return (run, *told, text, digest, problems)
    return (run, *_neutral(found), text, "", NOTHING)


def _plain(value: object, limit: int) -> str:
    return re.sub(r"[^\w\s.'№-]", "", str(value or ""))[:limit] if isinstance(value, (str, int)) else ""


def _group_of(raw: dict[str, Any]) -> str:
    return _plain(raw.get("group"), 120)


def _told(
    kind: str,
    key: str,
    person: str = "",
    names: tuple[str, ...] = ("", "", "", "", ""),
    birth_date: str = "",
    title: str = "",
    group: str = "",
    note: str = "",
    other: str = "",
    level: int | None = None,
    starts: str = "",
    ends: str = "",
) -> list[Any]:
    """Return the neutral columns in their order."""
    return [
        kind, key, person, *names, birth_date or None, title, group, note, other, level, starts or None, ends or None,
    ]  # fmt: skip


def _person(r: StudentRecord | RepresentativeRecord | EmployeeRecord) -> tuple[str, ...]:
    return (r.last_name, r.first_name, r.patronymic, r.email, r.phone)


def _neutral(r: Record) -> list[Any]:
    match r:
        case StudentRecord():
            return _told(
                r.TYPE, r.key, r.person, _person(r), r.birth_date, r.form, r.group, r.order, "", None, r.starts, r.ends
            )
        case RepresentativeRecord():
            return _told(r.TYPE, r.key, r.person, _person(r), r.birth_date, r.kind)
        case TieRecord():
            return _told(r.TYPE, r.key, r.representative, title=r.kind, other=r.student, starts=r.starts, ends=r.ends)
        case GroupRecord():
            return _told(r.TYPE, r.key, title=r.name, note=r.specialty, other=r.curator, level=r.level)
        case EmployeeRecord():
            return _told(r.TYPE, r.key, r.person, _person(r), r.birth_date, r.position, starts=r.starts, ends=r.ends)
        case Gone():
            return _told(r.TYPE, r.key, other=r.kind)
