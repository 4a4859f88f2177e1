"""What the night leaves to the journal's administrators: a question, a failure, records set aside (X1, X2, R22)."""

from datetime import datetime

from contingent.enums import SyncState
from contingent.models import SyncRun
from notifications.models import OutboxMessage
from notifications.services.outbox import post

NIGHT_RUN = "sync_run"


def tell_of(run: SyncRun, now: datetime) -> None:
    """Write to the outbox that a run of the night needs somebody; who asked for a run sees it on its page."""
    if run.asked_by_id is not None or run.decision:
        return
    if run.state not in (SyncState.ASKS, SyncState.FAILED) and not run.counts.get("newly_aside"):
        return
    post(
        [
            OutboxMessage(
                organization_id=run.organization_id,
                kind=NIGHT_RUN,
                subject=f"sync-run:{run.pk}",
                payload={"run": run.pk},
                created_at=now,
                available_at=now,
            )
        ]
    )
