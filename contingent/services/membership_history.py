"""The history that every change of a membership leaves in its own transaction (R64)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from contingent.models import Membership

CREATED, CHANGED, DELETED = "+", "~", "-"


@dataclass(frozen=True)
class Trace:
    """Who makes a change, when, from which address and why."""

    actor: User
    now: datetime
    address: str | None = None
    reason: str = ""


def write_history(trace: Trace, memberships: Iterable[Membership], change: str) -> None:
    """Add a history row for each membership as it now is."""
    history: Any = Membership.history.model
    history.objects.bulk_create(
        [
            history(
                **{f.attname: getattr(membership, f.attname) for f in history.tracked_fields},
                history_date=trace.now,
                history_user_id=trace.actor.pk,
                history_type=change,
                history_change_reason=trace.reason or None,
                history_address=trace.address,
            )
            for membership in memberships
        ],
        batch_size=2000,
    )
