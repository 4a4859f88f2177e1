"""Who opened or exported whose personal data: kept once, whatever happens on the way (152-ФЗ, R5)."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import access_log
from accounts.access_log import STUDENT, queue
from accounts.access_queue import KEY, LONGEST, ValkeyQueue
from accounts.enums import AccessAction, Role
from accounts.models import AccessRecord
from accounts.services.access_log import empty_queue, forget_old_accesses, write_entries
from tests.accounts.memory_queue import MemoryQueue
from tests.factories import NOW, AppointmentFactory, MembershipFactory, RepresentativeFactory, TeachingLoadFactory
from tests.notifications.test_worker import ROOT, broker, wait_for

__all__ = ["broker"]


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> MemoryQueue:
    """The queue of one test."""
    made = MemoryQueue()
    monkeypatch.setattr(access_log, "queue", lambda: made)
    return made


def entry(pk: str = "", user: int = 1, kind: str = "group", subject: int = 5, at: Any = NOW) -> str:
    return json.dumps([pk or uuid4().hex, at.isoformat(), user, 7, "opened", kind, subject, "journal:page", None])


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_a_page_opened_is_kept_with_who_when_whose_and_from_where(waiting: MemoryQueue) -> None:
    load = TeachingLoadFactory.create()
    page = load.course
    assert signed_in(load.employee.user).get(reverse("journal:page", args=[page.pk])).status_code == 200
    assert AccessRecord.objects.count() == 0, "a GET writes nothing"
    assert empty_queue(waiting) == 1
    record = AccessRecord.objects.get()
    assert (record.user_id, record.organization_id) == (load.employee.user_id, page.organization_id)
    assert (record.subject_kind, record.subject_id, record.action) == ("course", page.pk, AccessAction.OPENED)
    assert (record.page, record.address) == ("journal:page", "127.0.0.1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "action"), [("journal:excel", "exported"), ("journal:print", "printed"), ("journal:history", "opened")]
)
def test_what_leaves_the_system_is_told_apart(waiting: MemoryQueue, page: str, action: str) -> None:
    load = TeachingLoadFactory.create()
    signed_in(load.employee.user).get(reverse(page, args=[load.course.pk]))
    empty_queue(waiting)
    assert [record.action for record in AccessRecord.objects.all()] == [action]


@pytest.mark.django_db
def test_a_diary_is_accounted_for_to_a_parent_but_not_to_its_student(waiting: MemoryQueue) -> None:
    student = MembershipFactory.create(student__starts=timezone.localdate() - timedelta(days=9)).student
    parent = RepresentativeFactory.create(student=student).user
    for reader in (student.user, parent):
        assert signed_in(reader).get(reverse("diary:week", args=[student.pk])).status_code == 200
    empty_queue(waiting)
    assert [record.user_id for record in AccessRecord.objects.filter(subject_kind=STUDENT)] == [parent.pk]


@pytest.mark.django_db
def test_what_was_refused_or_changed_is_no_access(waiting: MemoryQueue) -> None:
    load, foreign = TeachingLoadFactory.create(), TeachingLoadFactory.create()
    client = signed_in(load.employee.user)
    assert client.get(reverse("journal:page", args=[foreign.course.pk])).status_code == 404
    assert client.post(reverse("journal:page", args=[load.course.pk])).status_code == 405
    assert waiting.entries == []


@pytest.mark.django_db
def test_without_an_answer_of_the_queue_the_row_goes_to_the_log_at_once(waiting: MemoryQueue) -> None:
    waiting.answers = False
    load = TeachingLoadFactory.create()
    assert signed_in(load.employee.user).get(reverse("journal:page", args=[load.course.pk])).status_code == 200
    assert AccessRecord.objects.get().subject_id == load.course.pk


@pytest.mark.django_db
def test_nothing_is_shown_that_cannot_be_accounted_for(waiting: MemoryQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting.answers = False

    def fails(entries: list[str]) -> None:
        raise Error

    monkeypatch.setattr("accounts.services.access_log.write_entries", fails)
    load = TeachingLoadFactory.create()
    client = signed_in(load.employee.user)
    client.raise_request_exception = False
    assert client.get(reverse("journal:page", args=[load.course.pk])).status_code == 500


@pytest.mark.django_db
def test_lists_are_accounted_for_by_organisation_and_the_words_typed_are_not_kept(waiting: MemoryQueue) -> None:
    head = AppointmentFactory.create(role=Role.DIRECTOR)
    client = signed_in(head.user)
    client.get(reverse("contingent:students"), {"q": "Лещинская"})
    client.get(reverse("contingent:students_workbook"), {"q": "Лещинская"})
    assert "Лещ" not in "".join(waiting.entries)
    assert "\\u" not in "".join(waiting.entries)
    empty_queue(waiting)
    told = AccessRecord.objects.values_list("subject_kind", "subject_id", "action")
    assert sorted(told) == sorted([("organization", head.organization_id, action) for action in ("opened", "exported")])


@pytest.mark.django_db
def test_an_entry_twice_in_the_queue_is_one_row(waiting: MemoryQueue) -> None:
    one = entry()
    write_entries([one, one])
    write_entries([one])
    assert AccessRecord.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_accessrecord SET user_id = 2",
        "DELETE FROM accounts_accessrecord",
        "TRUNCATE accounts_accessrecord",
    ],
)
def test_the_database_lets_nobody_rewrite_the_log(sql: str) -> None:
    write_entries([entry(at=timezone.now())])
    with pytest.raises(Error, match=r"append-only|never emptied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AccessRecord.objects.get().user_id == 1


@pytest.mark.django_db
def test_rows_go_when_their_term_is_over() -> None:
    now = timezone.now()
    write_entries([entry(at=now - timedelta(days=days)) for days in (1, 5 * 365, 5 * 366 + 1)])
    assert forget_old_accesses(now) == 1
    assert AccessRecord.objects.count() == 2


def test_the_queue_of_the_project_is_the_real_one(settings: Any) -> None:
    from epos import settings as own

    assert own.ACCESS_QUEUE == "accounts.access_queue.ValkeyQueue"
    assert isinstance(queue(), MemoryQueue)


# On a real Valkey and a real worker


@pytest.fixture
def valkey(broker: str) -> Iterator[ValkeyQueue]:
    made = ValkeyQueue(broker)
    made.client.flushall()
    yield made
    made.client.close()


@pytest.mark.slow
@pytest.mark.django_db
def test_a_batch_leaves_the_queue_only_when_it_is_in_the_log(valkey: ValkeyQueue) -> None:
    first = [entry() for _n in range(3)]
    assert valkey.push(first)
    read = valkey.head(1000)
    write_entries(read)  # killed here: nothing was dropped
    assert valkey.push([entry()])
    assert empty_queue(valkey) == 4
    valkey.push([entry()])
    valkey.drop(read)  # the killed one comes back late: not its batch any more
    assert len(valkey.head(10)) == 1
    assert AccessRecord.objects.count() == 4


@pytest.mark.slow
def test_a_queue_that_does_not_answer_is_not_waited_for_again(valkey: ValkeyQueue) -> None:
    lost = ValkeyQueue("redis://127.0.0.1:1/0")
    assert not lost.push([entry()])
    assert lost.rests_until > 0
    assert not lost.push([entry()])
    valkey.client.rpush(KEY, *["x"] * LONGEST)
    assert valkey.push([entry()])
    assert not valkey.push([entry()]), "nobody empties it: rows go to the log"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_and_started_again_loses_nothing(valkey: ValkeyQueue, broker: str) -> None:
    database = connection.settings_dict
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "epos.settings",
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
        "REDIS_URL": broker,
    }
    valkey.push([entry() for _n in range(2500)])
    command = [
        sys.executable, "-c",
        "import django; django.setup()\nfrom accounts.tasks import keep_accesses\nkeep_accesses()",
    ]  # fmt: skip
    killed = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(lambda: AccessRecord.objects.exists())
    finally:
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait(20)
    valkey.push([entry()])
    subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=60)
    assert AccessRecord.objects.count() == 2501
    with redis.Redis.from_url(broker) as client:
        assert client.llen(KEY) == 0
