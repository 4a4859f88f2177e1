"""A feed in memory for tests of the synchronisation: records as an outside system would send them."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import Organization, User
from contingent.feeds.errors import FeedError
from contingent.feeds.records import Page
from contingent.models import SyncRun, SyncSource
from contingent.services.sync import ask_for_run, carry_out
from tests.factories import NOW, AppointmentFactory, OrganizationFactory

Raw = dict[str, Any]


def group(key: str = "g1", name: str = "ИС-21", **more: Any) -> Raw:
    return {"type": "group", "key": key, "name": name, "level": 2} | more


def student(key: str = "s1", **more: Any) -> Raw:
    return {
        "type": "student", "key": key, "person": f"p-{key}", "last_name": "Ёлкина", "first_name": "Анна",
        "patronymic": "Петровна", "email": f"{key}@example.org", "phone": "+79021234567",
        "birth_date": "2008-05-17", "group": "g1", "starts": "2026-09-01",
    } | more  # fmt: skip


def parent(person: str = "m1", **more: Any) -> Raw:
    return {
        "type": "representative", "person": person, "last_name": "Ёлкина", "first_name": "Ольга",
        "patronymic": "Ивановна", "email": f"{person}@example.org", "phone": "+79027654321",
    } | more  # fmt: skip


def tie(student: str = "s1", person: str = "m1", **more: Any) -> Raw:
    return {"type": "tie", "student": student, "representative": person, "kind": "parent"} | more


def employee(key: str = "e1", **more: Any) -> Raw:
    return {
        "type": "employee", "key": key, "person": f"w-{key}", "last_name": "Белов", "first_name": "Пётр",
        "patronymic": "Ильич", "email": f"{key}@example.org", "phone": "+79021112233", "position": "преподаватель",
        "starts": "2020-09-01",
    } | more  # fmt: skip


def gone(kind: str, key: str) -> Raw:
    return {"type": "gone", "kind": kind, "key": key}


class Feed:
    """One organisation's source with its feed; `run` synchronises it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, organization: Organization, system: str) -> None:
        self.source = SyncSource.objects.create(
            organization=organization, system=system, address="http://127.0.0.1:1", outside_organization="1"
        )
        self.organization = organization
        self.admin: User = AppointmentFactory(organization=organization, role=Role.JOURNAL_ADMIN).user
        self.trace = Trace(self.admin, NOW)
        self.monkeypatch = monkeypatch

    def run(self, *records: Raw, full: bool = True, pages: int = 1, breaks: bool = False, **more: Any) -> SyncRun:
        """Synchronise with these records and return the run as it ended."""

        def fetch(*_asked: Any) -> Iterator[Page]:
            if error := more.get("error"):
                raise error
            for number in range(pages):
                last = number == pages - 1
                part = list(records[number::pages]) if pages > 1 else list(records)
                yield Page(number, part, full, last and not breaks, "c1" if last else "", "", len(records))
            if breaks:
                raise FeedError("Связь прервалась.")

        self.monkeypatch.setattr("contingent.services.sync.batch.fetch", fetch)
        now = more.get("now", NOW)
        self.source.refresh_from_db()
        run = ask_for_run(source=self.source, full=full, trace=Trace(self.admin, now))
        if not full:
            SyncRun.objects.filter(pk=run.pk).update(full=False)
        carry_out(run=run.pk, now=now)
        run.refresh_from_db()
        return run


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch, db: None) -> Feed:
    """The contingent of one college."""
    return Feed(monkeypatch, OrganizationFactory(), "contingent")


@pytest.fixture
def staff_feed(monkeypatch: pytest.MonkeyPatch, db: None) -> Feed:
    """The staff source of one college."""
    return Feed(monkeypatch, OrganizationFactory(), "staff")
