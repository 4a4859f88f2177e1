"""Sending letters by e-mail.

A mail server cannot take part in our transaction. So a letter is first marked as being sent
(committed), then handed over, then marked as sent. A worker killed between the last two leaves it
marked as being sent; after `LEASE` it is sent again with the same Message-ID, by which mail
programs show it once. Losing a letter is worse than a rare double, so it is this way round.
"""

import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q

from notifications.enums import LetterState
from notifications.mail import mail_of
from notifications.models import Letter
from notifications.services.outbox import backoff

BATCH = 10  # each may take the mail server's time-out of 20 s: a batch stays within the lease
LEASE = timedelta(minutes=10)
ATTEMPTS = 12

logger = logging.getLogger(__name__)


def send_letters(*, now: datetime) -> int:
    """Send every letter that may go by now and return how many were sent."""
    sent = 0
    while letters := claim_letters(now=now):
        sent += send_batch(letters, now)
    return sent


@transaction.atomic
def claim_letters(*, now: datetime) -> list[Letter]:
    """Mark a batch as being sent, so that no other worker takes it, and return it."""
    ready = Q(state=LetterState.WAITING) | Q(state=LetterState.SENDING, claimed_at__lte=now - LEASE)
    letters = list(
        Letter.objects.filter(ready, available_at__lte=now, state__in=(LetterState.WAITING, LetterState.SENDING))
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("message__recipient")
        .order_by("available_at", "pk")[:BATCH]
    )
    for letter in letters:
        if letter.attempts < ATTEMPTS:
            letter.state, letter.claimed_at, letter.attempts = LetterState.SENDING, now, letter.attempts + 1
        else:  # each attempt ended with the worker: something in the letter itself may kill it
            letter.state, letter.error, letter.finished_at = LetterState.DEAD, "WorkerLost", now
    Letter.objects.bulk_update(letters, ["state", "claimed_at", "attempts", "error", "finished_at"])
    return [letter for letter in letters if letter.state == LetterState.SENDING]


def send_batch(letters: Sequence[Letter], now: datetime) -> int:
    """Hand the letters to the mail server, each on its own; return how many it took."""
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except Exception as error:
        for letter in letters:
            put_off(letter, error, now)
        return 0
    try:
        return sum(send(letter, connection, now) for letter in letters)
    finally:
        connection.close()


def send(letter: Letter, connection: BaseEmailBackend, now: datetime) -> bool:
    """Hand one letter over and note what became of it."""
    if not letter.message.recipient.email:
        settle(letter, state=LetterState.DEAD, error="NoAddress", finished_at=now)
        return False
    try:
        connection.send_messages([mail_of(letter)])
    except Exception as error:
        put_off(letter, error, now)
        return False
    settle(letter, state=LetterState.SENT, error="", finished_at=now)
    return True


def put_off(letter: Letter, error: Exception, now: datetime) -> None:
    """Try the letter again later, or give it up; only the kind of the error is kept (R5)."""
    dead = letter.attempts >= ATTEMPTS
    logger.error("letter %s failed: %s", letter.pk, error_kind(error))
    settle(
        letter,
        state=LetterState.DEAD if dead else LetterState.WAITING,
        error=error_kind(error),
        available_at=now + backoff(letter.attempts),
        finished_at=now if dead else None,
    )


def error_kind(error: Exception) -> str:
    """Return the error's class, with the mail server's code: its text may hold an address."""
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"[:120]


def settle(letter: Letter, **values: object) -> None:
    """Write what became of the letter, unless another worker has taken it over since."""
    Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING, claimed_at=letter.claimed_at).update(**values)


@transaction.atomic
def retry_dead_letters(*, ids: Sequence[int], now: datetime) -> int:
    """Let letters that were given up be tried again."""
    return Letter.objects.filter(pk__in=ids, state=LetterState.DEAD).update(
        state=LetterState.WAITING, attempts=0, available_at=now, finished_at=None
    )
