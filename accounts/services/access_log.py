"""Entries of the access log go from the queue to the database, each once."""

import json
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from accounts.access_log import subject_kinds
from accounts.models import AccessRecord

AT_ONCE = 1000
TERM = timedelta(days=5 * 366)
"""The log is kept for five years, longer than a dispute may begin (ГК РФ, art. 196: three); then rows go."""


class Waiting(Protocol):
    """A queue as the one who empties it sees it."""

    def head(self, most: int) -> list[str]:
        """Return the entries that have waited longest."""

    def drop(self, entries: list[str]) -> None:
        """Take out these entries."""


def write_entries(entries: list[str]) -> None:
    """Add the entries to the log; one that is there already stays one.

    What people open of themselves is no access to be accounted for.
    """
    rows = [_row(*json.loads(entry)) for entry in entries]
    owners = {
        name: kind.owners({row.subject_id for row in rows if row.subject_kind == name})
        for name, kind in subject_kinds().items()
        if kind.owners
    }
    others = [row for row in rows if owners.get(row.subject_kind, {}).get(row.subject_id) != row.user_id]
    AccessRecord.objects.bulk_create(others, ignore_conflicts=True)


def empty_queue(queue: Waiting) -> int:
    """Take everything that waits to the log; return how many there were."""
    done = 0
    while entries := queue.head(AT_ONCE):
        write_entries(entries)
        queue.drop(entries)
        done += len(entries)
        if len(entries) < AT_ONCE:
            break
    return done


def forget_old_accesses(now: datetime) -> int:
    """Take out what is past its term; the database lets go of nothing younger than five years."""
    return AccessRecord.objects.filter(at__lt=now - TERM).delete()[0]


def _row(
    pk: str, at: str, user: int, organization: int | None, action: str, kind: str, subject: int, page: str,
    address: str | None,
) -> AccessRecord:  # fmt: skip
    return AccessRecord(
        id=UUID(pk), at=datetime.fromisoformat(at), user_id=user, organization_id=organization, action=action,
        subject_kind=kind, subject_id=subject, page=page, address=address,
    )  # fmt: skip
