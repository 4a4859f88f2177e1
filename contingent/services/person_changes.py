"""The history of people's names, birthdays and contacts: who changed what, when, before and after (R104)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.audit import Trace
from contingent.models import PersonChange

AT_ONCE = 1000


def note_person_changes(changes: Iterable[tuple[int, str, Any, Any]], trace: Trace) -> None:
    """Write down the changes: each is (person, field, before, after). Called in the transaction that makes them."""
    PersonChange.objects.bulk_create(
        [
            PersonChange(
                person_id=person, field=field, before=_text(before), after=_text(after), at=trace.now,
                by=trace.actor if trace.actor.pk else None, reason=trace.reason[:120], address=trace.address,
            )
            for person, field, before, after in changes
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip


def _text(value: object) -> str:
    """Return a value as it is kept: days as in 2026-09-01."""
    return value.isoformat() if isinstance(value, date) else str(value or "")
