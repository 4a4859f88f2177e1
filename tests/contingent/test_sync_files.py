"""Files of an outside system given by hand: shown first, applied on the administrator's word; the night's messages."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contingent.enums import SyncState
from contingent.feeds.errors import FeedUnavailable
from contingent.feeds.records import Page
from contingent.models import Membership, SetAside, Student, SyncRun
from contingent.services.sync import ask_nightly_runs, carry_out
from contingent.services.sync.telling import NIGHT_RUN
from notifications.models import InboxMessage
from notifications.services.outbox import deliver_waiting
from tests.contingent.feed_of import Feed, group, parent, student, tie
from tests.factories import NOW

PEOPLE = [group(), student(), student("s2", first_name="Яна", email=""), parent(), tie()]


def given(*records: Any, name: str = "люди.jsonl") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(json.dumps(record) for record in records).encode())


@pytest.fixture
def as_admin(client: Client, feed: Feed) -> Client:
    client.force_login(feed.admin)
    return client


def load(client: Client, feed: Feed, callbacks: Any, *files: SimpleUploadedFile, whole: bool = True) -> Any:
    data = {"sent": list(files)} | ({"whole": "on"} if whole else {})
    with callbacks(execute=True):
        return client.post(reverse("contingent:sync_files", args=[feed.source.pk]), data)


def test_files_are_shown_first_and_go_in_on_the_word_of_the_administrator(
    as_admin: Client, feed: Feed, django_capture_on_commit_callbacks: Any
) -> None:
    before = User.objects.count()
    table = SimpleUploadedFile(
        "Обучающиеся.csv",
        "Личный номер;Номер лица;Фамилия;Имя;E-mail;Мобильный телефон;Группа;Дата зачисления\n"
        "s9;p9;Юрьева;Зоя;zoya@example.org;8 (902) 123-45-67;g1;01.09.2026\n".encode(),
    )
    answer = load(as_admin, feed, django_capture_on_commit_callbacks, given(*PEOPLE), table)
    run = SyncRun.objects.get()
    assert answer.headers["Location"] == reverse("contingent:sync_run", args=[run.pk])
    assert (run.error, run.state, run.files) == ("", SyncState.ASKS, "люди.jsonl, Обучающиеся.csv")
    assert (run.counts["added.student"], run.counts["set_aside"]) == (2, 1)
    assert (User.objects.count(), Student.objects.count(), SetAside.objects.count()) == (before, 0, 0)
    shown = as_admin.get(answer.headers["Location"], {"show": "added", "text": "Юрьева"}).content.decode()
    assert "Юрьева Зоя" in shown
    assert "ИС-21" in shown
    aside = as_admin.get(answer.headers["Location"], {"show": "aside"}).content.decode()
    assert "Ёлкина Яна" in aside
    with django_capture_on_commit_callbacks(execute=True):
        as_admin.post(reverse("contingent:sync_confirm", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == SyncState.APPLIED
    assert Membership.objects.filter(group__name="ИС-21").count() == 2
    assert SetAside.objects.get().key == "s2"


def test_files_of_a_few_let_nobody_leave(as_admin: Client, feed: Feed, django_capture_on_commit_callbacks: Any) -> None:
    form = as_admin.get(reverse("contingent:sync_files", args=[feed.source.pk])).content.decode()
    assert 'name="whole"' in form
    assert "checked" not in form
    feed.run(*PEOPLE)
    changed = given(group(), student(last_name="Сосна"))
    load(as_admin, feed, django_capture_on_commit_callbacks, changed, whole=False)
    assert SyncRun.objects.first().counts.get("untied") is None
    load(as_admin, feed, django_capture_on_commit_callbacks, given(group(), student("s5")))
    assert SyncRun.objects.first().counts["left"] == 1
    assert [run.state for run in SyncRun.objects.all()] == ["asks", "stopped", "applied"]
    assert not Student.objects.exclude(ends=None).exists()


@pytest.mark.parametrize(
    ("text", "name"), [(b'[{"type": "student"', "a.json"), (b"%PDF", "a.pdf"), (b'{"type": "employee"}', "a.jsonl")]
)
def test_what_cannot_be_read_leaves_no_trace(as_admin: Client, feed: Feed, text: bytes, name: str) -> None:
    answer = as_admin.post(
        reverse("contingent:sync_files", args=[feed.source.pk]), {"sent": SimpleUploadedFile(name, text)}
    )
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not SyncRun.objects.exists()


def nightly(feed: Feed, monkeypatch: pytest.MonkeyPatch, *records: Any, error: Exception | None = None) -> SyncRun:
    def fetch(*_asked: Any) -> Any:
        if error:
            raise error
        yield Page(1, list(records), True, True, "c", "", len(records))

    monkeypatch.setattr("contingent.services.sync.batch.fetch", fetch)
    now = NOW.replace(hour=3) + timedelta(days=SyncRun.objects.count())
    assert not ask_nightly_runs(now=now - timedelta(hours=2))  # no night yet
    (number,) = ask_nightly_runs(now=now)
    carry_out(run=number, now=now)
    deliver_waiting(now=now)
    assert not ask_nightly_runs(now=now + timedelta(hours=1))  # once a night
    return SyncRun.objects.get(pk=number)


def test_a_night_that_needs_somebody_is_told_to_the_administrators_once(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    pupils = [student(f"s{n}") for n in range(10)]
    nightly(feed, monkeypatch, group(), *pupils)
    told = InboxMessage.objects.filter(kind=NIGHT_RUN)
    assert not told.exists()
    nightly(feed, monkeypatch, error=FeedUnavailable("Не отвечает."))
    asks = nightly(feed, monkeypatch, group(), *pupils[:6])
    aside = nightly(feed, monkeypatch, group(), *pupils, student("s11", last_name="Тайный", phone=""))
    nightly(feed, monkeypatch, group(), *pupils, student("s11", last_name="Тайный", phone=""))
    assert aside.counts["newly_aside"] == 1
    assert [row.recipient for row in told] == [feed.admin] * 3
    assert any(reverse("contingent:sync_run", args=[asks.pk]) in str(row.lines) for row in told)
    assert not any("Тайный" in f"{row.title} {row.text} {row.lines}" for row in told)
