"""The whole way on real parts: broker, worker, PostgreSQL, and a source that speaks HTTP."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery as CeleryApp
from django.utils import timezone

from accounts.audit import Trace
from accounts.enums import Role
from contingent.enums import SyncState
from contingent.feeds.pages import Tally
from contingent.models import Student, SyncRun, SyncSource
from contingent.services.sync import ask_for_run
from tests.contingent.feed_of import group, parent, student, tie
from tests.factories import AppointmentFactory
from tests.notifications.test_worker import Celery, broker, celery, wait_for

__all__ = ["broker", "celery"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the server with the files of one organisation; the worker's environment names it."""
    folder = tmp_path / "drop" / "59"
    folder.mkdir(parents=True)
    told = [group(), student(), parent(), tie()]
    (folder / "people.jsonl").write_text("\n".join(map(json.dumps, told)))
    tally = Tally()
    tally.add(told)
    sums = {"files": ["people.jsonl"], "counts": dict(tally.counts), "checksum": tally.checksum}
    (folder / "complete.json").write_text(json.dumps(sums))
    monkeypatch.setenv("EPOS_CONTINGENT_URL", folder.parent.as_uri())


def test_a_worker_synchronises_from_a_folder_and_a_lost_run_gives_way(
    dropped: None,
    celery: Celery,
    broker: str,
) -> None:
    admin = AppointmentFactory(role=Role.JOURNAL_ADMIN)
    source = SyncSource.objects.create(
        organization=admin.organization, system="contingent", way="file", outside_organization="59"
    )
    now = timezone.now()
    lost = SyncRun.objects.create(
        source=source, organization=admin.organization, asked_at=now - timedelta(hours=1), state=SyncState.FETCHING
    )
    run = ask_for_run(source=source, full=True, trace=Trace(admin.user, now))
    lost.refresh_from_db()
    assert lost.state == SyncState.FAILED
    with celery(beat=False):
        with CeleryApp(broker=broker, set_as_current=False) as sender:
            sender.send_task("contingent.run_sync", args=[run.pk], queue="epos")
        wait_for(lambda: SyncRun.objects.get(pk=run.pk).state not in ("waiting", "fetching", "checking"))
    run.refresh_from_db()
    assert (run.error, run.state) == ("", SyncState.APPLIED)
    assert Student.objects.get().representatives.count() == 1
