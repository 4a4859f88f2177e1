"""Messages are kept while they are of use: personal data do not pile up (R5, T4.4)."""

from datetime import datetime, timedelta

from notifications.enums import OutboxState
from notifications.models import InboxMessage, OutboxMessage

DELIVERED_DAYS = 30
TOLD_DAYS = 400  # a whole academic year and the summer after it
BATCH = 5000


def sweep_old(*, now: datetime) -> int:
    """Delete delivered outbox rows and messages told long ago, a bounded number; return how many."""
    delivered = OutboxMessage.objects.filter(
        state=OutboxState.DELIVERED, finished_at__lt=now - timedelta(days=DELIVERED_DAYS)
    )
    old = InboxMessage.objects.filter(told_at__lt=now - timedelta(days=TOLD_DAYS))
    deleted = 0
    for rows in (delivered, old):
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        deleted += rows.model._default_manager.filter(pk__in=ids).delete()[0]
    return deleted
