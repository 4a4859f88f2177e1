"""Pages of the exchange: what they show, to whom, in how many queries."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from contingent.enums import SyncState
from contingent.models import DoubtfulPair, SetAside, Student, SyncRun, SyncSource
from contingent.tasks_sync import run_sync
from tests.contingent.feed_of import Feed, group, parent, student, tie
from tests.factories import (
    NOW,
    CuratorshipFactory,
    MembershipFactory,
    OrganizationFactory,
    StudyGroupFactory,
    UserFactory,
)


@pytest.fixture
def as_admin(client: Client, feed: Feed) -> Client:
    client.force_login(feed.admin)
    return client


def test_run_page_tells_fields_and_finds_by_name(as_admin: Client, feed: Feed) -> None:
    feed.run(group(), student(), student("s2", last_name="Дуб"))
    run = feed.run(group(), student(last_name="Сосна"), student("s2", last_name="Дуб", phone="+79998887766"))
    page = reverse("contingent:sync_run", args=[run.pk])
    shown = as_admin.get(page).content.decode()
    assert "Сосна" in shown
    assert "+7 999 888-77-66" in shown
    found = as_admin.get(page, {"text": "дуб"}, headers={"HX-Target": "sync-changes"}).content.decode()
    assert "Сосна" not in found
    assert "<html" not in found


def test_run_page_tells_how_long_it_took(as_admin: Client, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count(step=36)
    monkeypatch.setattr("contingent.services.sync.watch.monotonic", lambda: next(ticks))
    run = feed.run(group(), student())
    assert run.started_at == NOW
    assert run.fetched_at == NOW + timedelta(seconds=36)
    assert run.ended_at == NOW + timedelta(seconds=72)
    assert "шла 1 мин 12 с" in as_admin.get(reverse("contingent:sync_run", args=[run.pk])).content.decode()


def test_progress_reloads_the_page_when_it_has_ended(as_admin: Client, feed: Feed) -> None:
    run = SyncRun.objects.create(
        source=feed.source,
        organization=feed.organization,
        asked_at=timezone.now(),
        state="fetching",
        done=50,
        total=200,
    )
    page = reverse("contingent:sync_run", args=[run.pk])
    told = as_admin.get(page, headers={"HX-Target": "sync-progress"})
    assert 'value="25"' in told.content.decode()
    assert "HX-Refresh" not in told.headers
    SyncRun.objects.update(state=SyncState.FAILED, error="Связь прервалась.")
    told = as_admin.get(page, headers={"HX-Target": "sync-progress"})
    assert told.headers["HX-Refresh"] == "true"
    assert "Связь прервалась." in as_admin.get(page).content.decode()


def test_button_synchronises(
    as_admin: Client, feed: Feed, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    feed.run(group())
    SyncRun.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_admin.post(reverse("contingent:sync_start", args=[feed.source.pk]))
    run = SyncRun.objects.get()
    assert answer.headers["Location"] == reverse("contingent:sync_run", args=[run.pk])
    assert (run.state, run.asked_by) == (SyncState.UNCHANGED, feed.admin)


def test_a_silent_queue_is_no_error_page(
    as_admin: Client, feed: Feed, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def down(*_args: Any) -> None:
        raise OperationalError

    def waits() -> Any:
        return as_admin.get(
            reverse("contingent:sync"), headers={"HX-Request": "true", "HX-Target": "sync-busy"}
        ).headers

    monkeypatch.setattr(run_sync, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_admin.post(reverse("contingent:sync_start", args=[feed.source.pk]))
    assert answer.status_code == 302
    run = SyncRun.objects.get()
    assert run.state == SyncState.WAITING
    button = '<button class="btn btn-primary" type="submit" disabled>'
    assert button in as_admin.get(reverse("contingent:sync")).content.decode()
    assert "HX-Refresh" not in waits()
    SyncRun.objects.update(asked_at=timezone.now() - timedelta(minutes=31))
    assert button not in as_admin.get(reverse("contingent:sync")).content.decode()
    assert "HX-Refresh" in waits()
    page = as_admin.get(reverse("contingent:sync_run", args=[run.pk])).content.decode()
    assert "Сверка прервалась" in page
    assert 'hx-trigger="every 2s"' not in page


def test_curator_sees_the_records_of_the_own_group_only(client: Client, feed: Feed) -> None:
    mine = CuratorshipFactory(group__organization=feed.organization)
    other = StudyGroupFactory(organization=feed.organization)
    foreign = SyncSource.objects.create(
        organization=OrganizationFactory(), system="contingent", outside_organization="2"
    )
    for source, place, who in (
        (feed.source, mine.group, "Своя Анна"),
        (feed.source, other, "Чужая Яна"),
        (feed.source, None, "Ничья Ия"),
        (foreign, None, "Дальняя Зоя"),
    ):
        SetAside.objects.create(
            source=source, kind="student", key=who, group=place, who=who, since=NOW,
            reasons=[["email", "missing_email", {}]],
        )  # fmt: skip
    SetAside.objects.create(
        source=feed.source, kind="student", key="m", group=mine.group, who="Исправленная Ира", since=NOW, mended_at=NOW
    )
    seen = {}
    for name, user in (("curator", mine.employee.user), ("admin", feed.admin)):
        client.force_login(user)
        text = client.get(reverse("contingent:sync_set_aside")).content.decode()
        seen[name] = {who for who in ("Своя", "Чужая", "Ничья", "Дальняя", "Исправленная") if who in text}
    assert seen == {"curator": {"Своя"}, "admin": {"Своя", "Чужая", "Ничья"}}


def test_pair_is_decided_and_taken_back_on_its_page(as_admin: Client, feed: Feed) -> None:
    known = MembershipFactory(
        group__organization=feed.organization, group__name="ИС-21", student__user__last_name="Ёлкина",
        student__user__email="s1@example.org",
    ).student  # fmt: skip
    feed.run(group(), student(), parent(), tie())
    pair = DoubtfulPair.objects.get()
    page = reverse("contingent:sync_pair", args=[pair.pk])
    assert "ИС-21" in as_admin.get(page).content.decode()
    as_admin.post(reverse("contingent:sync_decide", args=[pair.pk]), {"same": "yes"})
    assert Student.objects.get().pk == known.pk
    assert Student.objects.filter(outside_id="s1").exists()
    as_admin.post(reverse("contingent:sync_reopen", args=[pair.pk]))
    assert Student.objects.filter(outside_id="").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_a_fixed_number_of_queries(
    as_admin: Client, feed: Feed, django_assert_max_num_queries: Any, rows: int
) -> None:
    runs = [feed.run(group(), *(student(f"s{n}", last_name=f"Ель{letter}") for n in range(rows))) for letter in "аб"]
    for number in range(rows):
        SetAside.objects.create(source=feed.source, kind="student", key=str(number), who="Ель Ия", since=NOW)
        DoubtfulPair.objects.create(
            source=feed.source, key=f"d{number}", user=Student.objects.first().user if number == 0 else feed.admin,
            told={"last_name": "Ель"}, found_at=NOW - timedelta(days=number),
        )  # fmt: skip
    pages = [reverse("contingent:sync_run", args=[runs[1].pk])]
    pages += [reverse(f"contingent:{name}") for name in ("sync", "sync_set_aside", "sync_pairs")]
    for page in pages:
        with django_assert_max_num_queries(12):
            assert as_admin.get(page).status_code == 200


def test_source_in_the_technical_pages_never_shows_the_token(client: Client, feed: Feed, settings: Any) -> None:
    settings.FEEDS = {**settings.FEEDS, "contingent": {"address": "https://feed.example", "token": "тайна-42"}}
    SyncSource.objects.update(address="https://feed.example")
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = reverse("admin:contingent_syncsource_change", args=[feed.source.pk])
    shown = client.get(page).content.decode()
    assert "https://feed.example" in shown
    assert "тайна-42" not in shown
    told = {"way": "http", "address": "https://other.example", "outside_organization": "59-9", "drop_share": "30"}
    assert client.post(page, told).status_code == 302
    feed.source.refresh_from_db()
    assert (feed.source.address, feed.source.nightly, feed.source.drop_share) == ("https://other.example", False, 30)
    client.force_login(feed.admin)
    assert client.get(page).status_code in (302, 403)
    settings_shown = client.get(reverse("contingent:sync")).content.decode()
    assert "https://other.example" in settings_shown
    assert "02:10" in settings_shown
    assert "тайна-42" not in settings_shown
