"""Letters: sent once, tried again when the mail server fails, never lost."""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import Organization, User
from notifications.enums import LetterState
from notifications.models import CaughtMail, InboxMessage, Letter, MailChoice
from notifications.services import letters
from notifications.services.letters import LEASE, claim_letters, retry_dead_letters, send_letters
from notifications.services.outbox import deliver_waiting, post
from tests.factories import NOW, UserFactory
from tests.notifications.kinds import row

pytestmark = pytest.mark.usefixtures("kind")
Fail = Callable[[object, list[mail.EmailMessage]], int]


def deliver(organization: Organization, *people: User) -> None:
    post([row(organization, user.pk, str(n)) for n, user in enumerate(people)])
    deliver_waiting(now=NOW)


def test_a_letter_says_it_in_words_with_whole_links(organization: Organization, person: User) -> None:
    deliver(organization, person)
    assert send_letters(now=NOW) == 1
    (sent,) = mail.outbox
    assert sent.to == [person.email]
    assert "http://" in sent.body
    assert "/place/" in sent.body
    assert "/inbox/choices/" in sent.body
    assert sent.alternatives[0][1] == "text/html"
    assert send_letters(now=NOW + LEASE) == 0


def test_who_has_no_address_or_wants_no_letters_is_told_in_the_inbox_only(organization: Organization) -> None:
    unreachable, unwilling = UserFactory.create(email=""), UserFactory.create()
    MailChoice.objects.create(user=unwilling, kind="test", by_mail=False)
    deliver(organization, unreachable, unwilling)
    assert InboxMessage.objects.count() == 2
    assert send_letters(now=NOW) == 0


def test_one_bad_address_does_not_hold_the_others(
    organization: Organization, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = UserFactory.create(), UserFactory.create()
    deliver(organization, bad, good)
    send = EmailBackend.send_messages

    def refuse(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if messages[0].to == [bad.email]:
            raise smtplib.SMTPSenderRefused(550, b"no such user " + bad.email.encode(), bad.email)
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert send_letters(now=NOW) == 1
    assert [sent.to for sent in mail.outbox] == [[good.email]]
    waiting = Letter.objects.get(state=LetterState.WAITING)
    assert waiting.error == "SMTPSenderRefused 550"
    assert waiting.available_at == NOW + timedelta(minutes=1)
    assert bad.email not in caplog.text


def test_a_mail_server_that_is_away_is_asked_again_until_the_letter_is_given_up(
    organization: Organization, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(organization, person)
    away = pytest.MonkeyPatch()

    def refuse(self: EmailBackend) -> None:
        raise ConnectionRefusedError

    away.setattr(EmailBackend, "open", refuse)
    now = NOW
    for _attempt in range(letters.ATTEMPTS):
        assert send_letters(now=now) == 0
        now = Letter.objects.get().available_at
    away.undo()
    assert Letter.objects.get().state == LetterState.DEAD
    assert send_letters(now=now) == 0
    retry_dead_letters(ids=[Letter.objects.get().pk], now=now)
    assert send_letters(now=now) == 1


def test_a_letter_taken_by_a_killed_worker_is_sent_after_its_lease_under_the_same_id(
    organization: Organization, person: User
) -> None:
    deliver(organization, person)
    claim_letters(now=NOW)
    assert send_letters(now=NOW + LEASE - timedelta(seconds=1)) == 0
    assert send_letters(now=NOW + LEASE) == 1
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<letter-{Letter.objects.get().pk}@")


def test_a_worker_that_lost_its_lease_does_not_overwrite_what_the_other_wrote(
    organization: Organization, person: User
) -> None:
    deliver(organization, person)
    (mine,) = claim_letters(now=NOW)
    claim_letters(now=NOW + LEASE)
    letters.put_off(mine, OSError(), NOW + LEASE)
    assert Letter.objects.get().state == LetterState.SENDING


def test_a_letter_claimed_again_and_again_is_given_up(organization: Organization, person: User) -> None:
    deliver(organization, person)
    now = NOW
    for _attempt in range(letters.ATTEMPTS + 1):
        claim_letters(now=now)
        now += LEASE
    assert Letter.objects.get().state == LetterState.DEAD


def test_the_demo_catches_a_mail_once_even_when_it_is_handed_over_twice(
    organization: Organization, person: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "notifications.mail.CaughtMailBackend"
    deliver(organization, person)
    send_letters(now=NOW)
    Letter.objects.update(state=LetterState.WAITING)
    send_letters(now=NOW)
    caught = CaughtMail.objects.get()
    assert (caught.recipient, caught.organization, caught.address) == (person, organization, person.email)
    assert not mail.outbox
