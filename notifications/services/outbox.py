"""Writing to the outbox and delivering from it.

A room writes a row in the transaction that makes the fact: both are there or neither is. Rows are
delivered in batches; several dispatchers may run at once. All that a delivery changes (inbox,
letters, the row's state) is one transaction, so a worker killed in the middle has done nothing
and the next one does it whole: nobody misses a message and nobody gets it twice.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts.models import Organization
from notifications.enums import OutboxState
from notifications.locks import try_lock
from notifications.models import OutboxMessage
from notifications.registry import registry
from notifications.services.inbox import tell

BATCH = 200
ATTEMPTS = 10
LONGEST_WAIT = timedelta(hours=6)

Group = tuple[int, str]
"""An organisation and a kind: one dispatcher at a time delivers them."""

logger = logging.getLogger(__name__)


def post(messages: Sequence[OutboxMessage]) -> None:
    """Write messages to the outbox in one statement; they go out if the transaction commits."""
    if messages:
        OutboxMessage.objects.bulk_create(messages, batch_size=1000)


def deliver_waiting(*, now: datetime) -> int:
    """Deliver all that may go out by now and return how many rows were handled."""
    handled, held = 0, set[Group]()
    while True:
        known = len(held)
        batch = deliver_batch(now=now, held=held)
        handled += batch
        if not batch and len(held) == known:
            return handled


@transaction.atomic
def deliver_batch(*, now: datetime, held: set[Group] | None = None) -> int:
    """Deliver a batch that no other dispatcher holds; what fails waits or is given up.

    Groups in `held` are left to whoever holds them; those found to be held are added to it.
    """
    held = set() if held is None else held
    waiting = OutboxMessage.objects.filter(state=OutboxState.WAITING, available_at__lte=now)
    for organization, kind in held:
        waiting = waiting.exclude(organization=organization, kind=kind)
    rows = list(waiting.select_for_update(skip_locked=True).order_by("available_at", "pk")[:BATCH])
    groups: dict[Group, list[OutboxMessage]] = defaultdict(list)
    for row in rows:
        groups[row.organization_id, row.kind].append(row)
    organizations = Organization.objects.in_bulk({organization for organization, _kind in groups})
    handled = 0
    for (organization, kind), of_one in groups.items():
        if try_lock(f"deliver:{kind}:{organization}"):
            place = organizations[organization]
            with translation.override(settings.LANGUAGE_CODE), timezone.override(place.zone):
                deliver_group(place, kind, of_one, now)
            handled += len(of_one)
        else:
            held.add((organization, kind))
    return handled


def deliver_group(organization: Organization, kind: str, rows: Sequence[OutboxMessage], now: datetime) -> None:
    """Deliver the rows of one kind of one organisation; a bad row does not hold the others."""
    try:
        with transaction.atomic():
            compose = registry.messages[kind].compose
            tell(organization, kind, list(compose(organization, rows, now)), now)
            finish(rows, OutboxState.DELIVERED, now)
    except Exception as error:  # whatever is wrong with one kind, the others go out
        if len(rows) > 1:
            for row in rows:
                deliver_group(organization, kind, [row], now)
        else:
            put_off(rows[0], error, now)


def finish(rows: Sequence[OutboxMessage], state: OutboxState, now: datetime) -> None:
    """Note that the rows need nothing more."""
    OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=state, finished_at=now, attempts=F("attempts") + 1, error=""
    )


def put_off(row: OutboxMessage, error: Exception, now: datetime) -> None:
    """Try the row again later, or give it up; only the kind of the error is kept (R5)."""
    attempts = row.attempts + 1
    dead = attempts >= ATTEMPTS
    logger.error("outbox row %s failed: %s", row.pk, type(error).__name__)
    OutboxMessage.objects.filter(pk=row.pk).update(
        state=OutboxState.DEAD if dead else OutboxState.WAITING,
        attempts=attempts,
        error=type(error).__name__[:120],
        available_at=now + backoff(attempts),
        finished_at=now if dead else None,
    )


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute, doubled each time, six hours at most."""
    return min(timedelta(minutes=2 ** (min(attempts, 16) - 1)), LONGEST_WAIT)


@transaction.atomic
def retry_dead(*, ids: Sequence[int], now: datetime) -> int:
    """Let messages that were given up be tried again."""
    return OutboxMessage.objects.filter(pk__in=ids, state=OutboxState.DEAD).update(
        state=OutboxState.WAITING, attempts=0, available_at=now, finished_at=None
    )
