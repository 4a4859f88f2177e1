"""Personal data do not pile up: what is of no more use goes, what is waited for stays."""

from datetime import timedelta

import pytest

from accounts.models import Organization, User
from notifications.enums import OutboxState
from notifications.models import InboxMessage, Letter, OutboxMessage
from notifications.services.outbox import deliver_waiting, post
from notifications.services.sweep import DELIVERED_DAYS, TOLD_DAYS, sweep_old
from tests.factories import NOW
from tests.notifications.kinds import row

pytestmark = pytest.mark.usefixtures("kind")


def test_delivered_rows_go_after_a_month_and_messages_after_a_year(organization: Organization, person: User) -> None:
    post([row(organization, person.pk)])
    deliver_waiting(now=NOW)
    assert sweep_old(now=NOW + timedelta(days=DELIVERED_DAYS)) == 0
    sweep_old(now=NOW + timedelta(days=DELIVERED_DAYS, seconds=1))
    assert not OutboxMessage.objects.exists()
    assert InboxMessage.objects.count() == Letter.objects.count() == 1
    sweep_old(now=NOW + timedelta(days=TOLD_DAYS, seconds=1))
    assert not InboxMessage.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("state", [OutboxState.WAITING, OutboxState.DEAD])
def test_what_was_not_delivered_is_never_swept(organization: Organization, person: User, state: str) -> None:
    post([row(organization, person.pk, state=state, finished_at=NOW)])
    sweep_old(now=NOW + timedelta(days=3650))
    assert OutboxMessage.objects.count() == 1
