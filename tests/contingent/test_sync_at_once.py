"""Two organisations synchronised at the same moment tell of the same people."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import OutsideIdentity, User
from contingent.enums import SyncState
from contingent.feeds.records import Page
from contingent.models import Representative, Student, SyncRun
from contingent.services.sync import ask_for_run, carry_out, carrying
from tests.contingent.feed_of import Feed, group, parent, student, tie
from tests.factories import NOW, OrganizationFactory


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_one_person_of_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    feeds = [Feed(monkeypatch, OrganizationFactory(), "contingent") for _ in range(2)]
    told = {}
    for feed, key in zip(feeds, ("a1", "b1"), strict=True):
        feed.source.outside_organization = key
        feed.source.save()
        told[key] = [group(), student(key, person="p1"), parent(), tie(key)]

    def fetch(source: Any, *_asked: Any) -> Iterator[Page]:
        yield Page(1, told[source.organization], True, True, "c", "", 4)

    both, waited, write = threading.Barrier(2, timeout=20), threading.local(), carrying.write

    def write_together(*given: Any) -> None:
        """Begin to write when both have compared and neither has seen the other's people."""
        if not getattr(waited, "once", False):
            waited.once = True
            both.wait()
        write(*given)

    monkeypatch.setattr("contingent.services.sync.batch.fetch", fetch)
    monkeypatch.setattr(carrying, "write", write_together)
    runs = [ask_for_run(source=feed.source, full=True, trace=feed.trace).pk for feed in feeds]

    def synchronise(run: int) -> None:
        try:
            carry_out(run=run, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=synchronise, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [(run.state, run.error) for run in SyncRun.objects.all()] == [(SyncState.APPLIED, "")] * 2
    assert OutsideIdentity.objects.filter(key="p1").count() == 1
    assert User.objects.filter(last_name="Ёлкина").count() == 2
    assert Student.objects.count() == Representative.objects.count() == 2
