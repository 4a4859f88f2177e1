"""Telling people inside the system, and their reading of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Organization, User
from notifications.access import visible_messages
from notifications.models import InboxMessage, Letter, MailChoice
from notifications.registry import Line, Notice

TOLD = ("organization", "kind", "title", "text", "lines", "facts", "revision", "told_at", "read_at")
LONGEST_TITLE = 200


def tell(organization: Organization, kind: str, notices: Sequence[Notice], now: datetime) -> None:
    """Put the notices into inboxes, one message for a thread, and write the letters they ask for.

    Runs in the transaction of the delivery and under its lock.
    """
    if not notices:
        return
    known = InboxMessage.objects.filter(
        recipient__in={notice.recipient for notice in notices},
        thread__in={notice.thread for notice in notices},
    )
    revisions = {
        (recipient, thread): revision
        for recipient, thread, revision in known.values_list("recipient", "thread", "revision")
    }
    messages = [
        InboxMessage(
            organization=organization,
            recipient_id=notice.recipient,
            kind=kind,
            thread=notice.thread,
            title=notice.title[:LONGEST_TITLE],
            text=notice.text,
            lines=stored(notice.lines),
            facts=notice.facts,
            revision=revisions.get((notice.recipient, notice.thread), 0) + 1,
            told_at=now,
        )
        for notice in notices
    ]
    InboxMessage.objects.bulk_create(
        messages, update_conflicts=True, unique_fields=("recipient", "thread"), update_fields=TOLD
    )
    write_letters(kind, list(zip(messages, notices, strict=True)), now)


def write_letters(kind: str, told: Sequence[tuple[InboxMessage, Notice]], now: datetime) -> None:
    """Write a letter for each notice that asks for one, to those who have an address and want it."""
    wanted = {message.recipient_id for message, notice in told if notice.letter}
    if not wanted:
        return
    unwilling = MailChoice.objects.filter(kind=kind, by_mail=False, user__in=wanted).values("user")
    reached = set(
        User.objects.filter(pk__in=wanted).exclude(email="").exclude(pk__in=unwilling).values_list("pk", flat=True)
    )
    Letter.objects.bulk_create(
        Letter(
            message=message,
            revision=message.revision,
            title=notice.letter.title[:LONGEST_TITLE],
            text=notice.letter.text,
            lines=stored(notice.letter.lines),
            created_at=now,
            available_at=now,
        )
        for message, notice in told
        if notice.letter and message.recipient_id in reached
    )


def stored(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Return lines as a message keeps them."""
    return [(line.text, line.url) for line in lines]


@transaction.atomic
def read_message(*, actor: User, pk: int, now: datetime) -> bool:
    """Note that the actor has opened their message; False when it is not theirs."""
    mine = visible_messages(actor).filter(pk=pk)
    mine.filter(read_at=None).update(read_at=now)
    return mine.exists()


@transaction.atomic
def read_all_messages(*, actor: User, now: datetime, until: datetime) -> int:
    """Note that the actor has seen every message told by `until`; return how many."""
    return visible_messages(actor).filter(read_at=None, told_at__lte=until).update(read_at=now)


@transaction.atomic
def choose_mail(*, actor: User, by_mail: dict[str, bool]) -> None:
    """Keep the actor's choice of e-mail for each kind of message."""
    MailChoice.objects.bulk_create(
        [MailChoice(user=actor, kind=kind, by_mail=wanted) for kind, wanted in by_mail.items()],
        update_conflicts=True,
        unique_fields=("user", "kind"),
        update_fields=("by_mail",),
    )
