"""Keeping time: who owes what, told once."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organization, User
from notifications.access import check_set_terms, organizations_to_set
from notifications.deadlines import waking_time
from notifications.enums import ObligationOutcome
from notifications.locks import try_lock
from notifications.models import Obligation, ObligationTerm, OutboxMessage
from notifications.queries import term_of
from notifications.registry import Due, ObligationKind, registry
from notifications.services.outbox import post

REMINDER = "obligation_reminder"


@transaction.atomic
def check_obligations(*, organization: Organization, now: datetime) -> int:
    """Open and close the organisation's obligations and queue one reminder for each new debtor.

    One check runs at a time for an organisation, by its own clock. The reminder's outbox row and the note that the
    person was reminded are one transaction: a killed check loses and doubles nothing, and however
    long no check ran, the next one sends each person one message. Returns the number of reminders.
    """
    if not try_lock(f"obligations:{organization.pk}"):
        return 0
    with timezone.override(organization.zone):
        for kind in registry.obligations.values():
            reconcile(organization, kind, now)
    return queue_reminders(organization, now)


def reconcile(organization: Organization, kind: ObligationKind, now: datetime) -> None:
    """Make the obligations of the kind tell the truth: one bounded query finds the debts."""
    due = {(debt.subject, debt.user): debt for debt in kind.find(organization, now, term_of(organization, kind))}
    known = {
        (row.subject, row.user_id): row
        for row in Obligation.objects.filter(organization=organization, kind=kind.code).filter(
            Q(closed_at=None) | Q(subject__in={subject for subject, _user in due})
        )
    }
    open_new(organization, kind, [debt for pair, debt in due.items() if pair not in known], now)
    reopened = [row.pk for pair, row in known.items() if row.closed_at and pair in due]
    Obligation.objects.filter(pk__in=reopened).update(closed_at=None, outcome="")
    missing = {pair: row.pk for pair, row in known.items() if not row.closed_at and pair not in due}
    if missing:
        close_settled(kind, missing, now)


def open_new(organization: Organization, kind: ObligationKind, debts: list[Due], now: datetime) -> None:
    """Open an obligation for each debt that has none."""
    Obligation.objects.bulk_create(
        [
            Obligation(
                organization=organization,
                kind=kind.code,
                subject=debt.subject,
                user_id=debt.user,
                due_at=debt.due_at,
                opened_at=now,
            )
            for debt in debts
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def close_settled(kind: ObligationKind, missing: dict[tuple[int, int], int], now: datetime) -> None:
    """Close those that were paid or are no longer the person's; what is still owed stays open."""
    standing = kind.standing(missing.keys())
    for outcome, pairs in (
        (ObligationOutcome.DONE, missing.keys() & standing.paid),
        (ObligationOutcome.DROPPED, missing.keys() - standing.paid - standing.owed),
    ):
        ids = [missing[pair] for pair in pairs]
        if ids:
            Obligation.objects.filter(pk__in=ids).update(closed_at=now, outcome=outcome)


def queue_reminders(organization: Organization, now: datetime) -> int:
    """Write one outbox row for each person with debts they were not reminded of."""
    fresh = Obligation.objects.filter(organization=organization, closed_at=None, reminded_at=None)
    debts: dict[int, list[int]] = defaultdict(list)
    for pk, user in fresh.order_by("due_at", "pk").values_list("pk", "user"):
        debts[user].append(pk)
    if not debts:
        return 0
    goes_out = waking_time(organization, now) if settings.QUIET_NIGHTS else now
    post(
        [
            OutboxMessage(
                organization=organization,
                kind=REMINDER,
                subject=f"user:{user}",
                payload={"user": user, "obligations": ids},
                created_at=now,
                available_at=goes_out,
            )
            for user, ids in debts.items()
        ]
    )
    Obligation.objects.filter(pk__in=[pk for ids in debts.values() for pk in ids]).update(reminded_at=now)
    return len(debts)


@transaction.atomic
def set_terms(*, actor: User, now: datetime, days: dict[tuple[int, str], int]) -> None:
    """Keep the days an organisation gives for obligations; those not the actor's to set are left out.

    Raises `PermissionDenied` when none is.
    """
    check_set_terms(actor, timezone.localdate(now))
    own = {organization.pk: organization for organization in organizations_to_set(actor, timezone.localdate(now))}
    ObligationTerm.objects.bulk_create(
        [
            ObligationTerm(organization=own[organization], kind=kind, days=number)
            for (organization, kind), number in days.items()
            if organization in own and kind in registry.obligations
        ],
        update_conflicts=True,
        unique_fields=("organization", "kind"),
        update_fields=("days",),
    )
