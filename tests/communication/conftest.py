from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Organization, User
from communication.desk.stand_in import StandInDesk
from communication.models import Question
from communication.origin import Origin
from communication.services.questions import ask_question
from tests.factories import NOW, AppointmentFactory, EmployeeFactory, OrganizationFactory, RepresentativeFactory

TOKEN = "проверка".encode().hex()


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@dataclass
class College:
    """An organisation with someone who helps, a colleague and a parent who may ask."""

    organization: Organization
    helper: User
    teacher: User
    parent: User

    def ask(self, asker: User | None = None, text: str = "Не сохраняется отметка", **values: Any) -> Question:
        return ask_question(
            **{
                "actor": asker or self.parent, "now": NOW, "key": uuid4(), "organization": self.organization,
                "text": text, "origin": Origin("/diary/17/", "Дневник", "Chrome 140, Windows", "1366×768"),
            }
            | values
        )  # fmt: skip


@pytest.fixture
def make_college(db: None) -> Callable[..., College]:
    def make(role: Role = Role.JOURNAL_ADMIN) -> College:
        organization = OrganizationFactory.create()
        return College(
            organization,
            AppointmentFactory.create(organization=organization, role=role).user,
            EmployeeFactory.create(organization=organization, position="Преподаватель физики").user,
            RepresentativeFactory.create(student__organization=organization).user,
        )

    return make


@pytest.fixture
def college(make_college: Callable[..., College]) -> College:
    return make_college()


@contextmanager
def desk(settings: Any) -> Iterator[StandInDesk]:
    """Serve the developer's desk in a thread, and let the project know it."""
    server = StandInDesk(TOKEN)
    settings.DESK = {"address": server.address, "token": TOKEN}
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
