"""The whole way on real parts: passed on with one press, sent, answered and told by beat and worker (X6)."""

import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.utils import timezone

from communication.desk.stand_in import StandInDesk
from communication.origin import Origin
from communication.services.desk import pass_on
from communication.services.questions import ask_question
from notifications.models import InboxMessage
from tests.communication.conftest import TOKEN
from tests.factories import AppointmentFactory, EmployeeFactory
from tests.notifications.test_worker import Celery, broker, celery, wait_for

__all__ = ["broker", "celery"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def the_day_is_fixed() -> None:
    """The worker lives by the real clock."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInDesk]:
    """The developer's desk, known to this process and to the worker."""
    server = StandInDesk(TOKEN)
    monkeypatch.setenv("EPOS_DESK_URL", server.address)
    monkeypatch.setenv("EPOS_DESK_TOKEN", TOKEN)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_the_developers_answer_comes_back_by_itself(
    server: StandInDesk, celery: Celery, settings: pytest.MonkeyPatch
) -> None:
    settings.DESK = {"address": server.address, "token": TOKEN}
    helper = AppointmentFactory.create(role="it_support")
    asker = EmployeeFactory.create(organization=helper.organization).user
    now = timezone.now()
    question = ask_question(
        actor=asker, now=now, key=uuid4(), organization=helper.organization, text="Вопрос", origin=Origin()
    )
    server.control({"auto": True, "fail_times": 0})
    with celery():
        pass_on(actor=helper.user, now=now, question_id=question.pk, text="Вопрос")
        wait_for(lambda: InboxMessage.objects.filter(recipient=asker, title__startswith="Ответ").exists(), 60)
        wait_for(lambda: InboxMessage.objects.filter(recipient=helper.user, title__startswith="Разработчик").exists())
    assert len(server.book.tickets) == 1
