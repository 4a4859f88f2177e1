"""Delivery: whole or not at all, once, and one bad message does not hold the others."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Organization, User
from notifications.enums import OutboxState
from notifications.locks import try_lock
from notifications.models import InboxMessage, Letter, OutboxMessage
from notifications.registry import registry
from notifications.services import outbox
from notifications.services.outbox import deliver_batch, deliver_waiting, post, retry_dead
from tests.factories import NOW, OrganizationFactory, UserFactory
from tests.notifications.kinds import row

pytestmark = pytest.mark.usefixtures("kind")


def test_a_message_reaches_the_inbox_and_becomes_a_letter(organization: Organization, person: User) -> None:
    post([row(organization, person.pk)])
    assert deliver_waiting(now=NOW) == 1
    message = InboxMessage.objects.get()
    assert (message.recipient, message.title, message.lines) == (person, "Заголовок", [["Строка", "/place/"]])
    assert Letter.objects.get().message == message
    assert OutboxMessage.objects.get().state == OutboxState.DELIVERED
    assert deliver_waiting(now=NOW) == 0


def test_nothing_goes_out_of_a_transaction_that_failed(organization: Organization, person: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        post([row(organization, person.pk)])
        raise RuntimeError
    assert deliver_waiting(now=NOW) == 0


def test_a_message_waits_for_its_time(organization: Organization, person: User) -> None:
    post([row(organization, person.pk, available_at=NOW + timedelta(seconds=30))])
    assert deliver_waiting(now=NOW + timedelta(seconds=29)) == 0
    assert deliver_waiting(now=NOW + timedelta(seconds=30)) == 1


def test_a_bad_message_does_not_hold_the_others(organization: Organization) -> None:
    people = UserFactory.create_batch(3)
    post([row(organization, user.pk, str(n), payload={"bad": n == 1}) for n, user in enumerate(people)])
    deliver_waiting(now=NOW)
    told = set(InboxMessage.objects.values_list("recipient", flat=True))
    assert told == {people[0].pk, people[2].pk}
    bad = OutboxMessage.objects.get(state=OutboxState.WAITING)
    assert (bad.attempts, bad.error, bad.available_at) == (1, "ValueError", NOW + timedelta(minutes=1))


def test_a_message_of_an_unknown_kind_does_not_hold_the_others(organization: Organization, person: User) -> None:
    post([row(organization, person.pk, kind="gone"), row(organization, person.pk)])
    deliver_waiting(now=NOW)
    assert InboxMessage.objects.count() == 1
    assert OutboxMessage.objects.get(kind="gone").error == "KeyError"


def test_a_bad_message_is_tried_later_and_later_then_given_up_and_can_be_revived(
    organization: Organization, person: User, caplog: pytest.LogCaptureFixture
) -> None:
    post([row(organization, person.pk, payload={"bad": True})])
    now, waits = NOW, []
    for _attempt in range(outbox.ATTEMPTS):
        deliver_waiting(now=now)
        waiting = OutboxMessage.objects.get()
        waits.append(waiting.available_at - now)
        now = waiting.available_at
    assert waits == sorted(waits)
    assert waits[-1] <= outbox.LONGEST_WAIT
    assert OutboxMessage.objects.get().state == OutboxState.DEAD
    assert deliver_waiting(now=now + timedelta(days=365)) == 0
    assert "Иванов" not in caplog.text
    OutboxMessage.objects.update(payload={"user": person.pk})
    retry_dead(ids=[OutboxMessage.objects.get().pk], now=now)
    deliver_waiting(now=now)
    assert InboxMessage.objects.count() == 1


def test_telling_more_of_a_matter_changes_its_message_and_makes_it_unread(
    organization: Organization, person: User
) -> None:
    post([row(organization, person.pk)])
    deliver_waiting(now=NOW)
    InboxMessage.objects.update(read_at=NOW)
    post([row(organization, person.pk)])
    deliver_waiting(now=NOW + timedelta(minutes=1))
    message = InboxMessage.objects.get()
    assert (message.revision, message.read_at) == (2, None)
    assert Letter.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_at_once_deliver_each_message_once() -> None:
    people = UserFactory.create_batch(40)
    rooms = OrganizationFactory.create_batch(4)
    post([row(rooms[n % 4], user.pk, str(n)) for n, user in enumerate(people)])
    start = Barrier(4)

    def dispatch() -> None:
        try:
            start.wait(10)
            for _turn in range(5):
                deliver_batch(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for running in [pool.submit(dispatch) for _n in range(4)]:
            running.result(30)
    deliver_waiting(now=NOW)
    assert InboxMessage.objects.count() == 40
    assert set(InboxMessage.objects.values_list("revision", flat=True)) == {1}
    assert Letter.objects.count() == 40
    assert not OutboxMessage.objects.exclude(state=OutboxState.DELIVERED).exists()


@pytest.mark.django_db(transaction=True)
def test_what_another_dispatcher_holds_does_not_hold_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 3)
    busy, free = OrganizationFactory.create_batch(2)
    person = UserFactory.create()
    post([row(busy, person.pk, f"busy{n}") for n in range(7)])
    post([row(free, person.pk, f"free{n}", available_at=NOW + timedelta(seconds=1)) for n in range(4)])
    taken, done = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                assert try_lock(f"deliver:test:{busy.pk}")
                taken.set()
                done.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        taken.wait(10)
        try:
            assert deliver_waiting(now=NOW + timedelta(seconds=1)) == 4
        finally:
            done.set()
        holding.result(10)
    assert deliver_waiting(now=NOW + timedelta(seconds=1)) == 7


@pytest.mark.django_db(transaction=True)
def test_a_delivery_cut_short_has_done_nothing_and_is_done_whole_later(monkeypatch: pytest.MonkeyPatch) -> None:
    person, organization = UserFactory.create(), OrganizationFactory.create()
    post([row(organization, person.pk)])
    finish = outbox.finish

    def cut(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(outbox, "finish", cut)
    with pytest.raises(KeyboardInterrupt):
        deliver_waiting(now=NOW)
    assert not InboxMessage.objects.exists()
    assert not Letter.objects.exists()
    monkeypatch.setattr(outbox, "finish", finish)
    deliver_waiting(now=NOW)
    assert InboxMessage.objects.count() == Letter.objects.count() == 1


@pytest.mark.parametrize("count", [1, 30])
def test_a_batch_costs_the_same_statements_however_long(
    organization: Organization, count: int, django_assert_max_num_queries: Any
) -> None:
    post([row(organization, user.pk, str(n)) for n, user in enumerate(UserFactory.create_batch(count))])
    with django_assert_max_num_queries(12):
        assert deliver_batch(now=NOW) == count


def test_every_kind_of_message_and_obligation_is_known() -> None:
    assert {"absence", "obligation_reminder"} <= registry.messages.keys()
    assert "lesson_filled" in registry.obligations
