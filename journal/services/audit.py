"""The history rows that every audited write adds in its own transaction (R64)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from accounts.models import User

CREATED, CHANGED, DELETED = "+", "~", "-"


@dataclass(frozen=True)
class Trace:
    """Who makes a change, when, from which address and why."""

    actor: User
    now: datetime
    address: str | None = None
    reason: str = ""


def write_history(trace: Trace, rows: Iterable[tuple[models.Model, str, UUID | None]]) -> None:
    """Add a history row for each (instance as it now is, type, client's id) in one statement."""
    made: dict[Any, list[models.Model]] = {}
    for instance, change, entry in rows:
        history: Any = type(instance).history  # type: ignore[attr-defined]
        values = {f.attname: getattr(instance, f.attname) for f in history.model.tracked_fields}
        made.setdefault(history.model, []).append(
            history.model(
                **values,
                history_date=trace.now,
                history_user_id=trace.actor.pk,
                history_type=change,
                history_change_reason=trace.reason or None,
                history_address=trace.address,
                history_entry=entry,
            )
        )
    for model, instances in made.items():
        model.objects.bulk_create(instances, batch_size=5000)


def upsert(instances: Sequence[models.Model], *, key: Sequence[str], fields: Sequence[str]) -> None:
    """Insert the instances, or overwrite `fields` of the rows that share `key`, in one statement.

    Their primary keys are set. No signal is sent: the caller writes the history.
    """
    if instances:
        type(instances[0])._default_manager.bulk_create(
            instances, update_conflicts=True, unique_fields=key, update_fields=fields
        )


def delete(instances: Sequence[models.Model]) -> None:
    """Delete the rows in one statement; no signal is sent: the caller writes the history."""
    if instances:
        rows = type(instances[0])._default_manager.filter(pk__in=[row.pk for row in instances])
        rows._raw_delete(rows.db)  # type: ignore[attr-defined]
