"""The entry window is set by whoever administers the journal, and every change of it is told (R42)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import Organization, User
from journal.access import entry_rights
from journal.errors import NotAllowed
from journal.models import EntryPolicy
from journal.services.policy import set_windows
from tests.factories import NOW, TODAY, AppointmentFactory, OrganizationFactory, TeachingLoadFactory

URL = "/journal/policy/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def place() -> Organization:
    return OrganizationFactory.create()


def appointed(place: Organization, role: str = Role.JOURNAL_ADMIN) -> User:
    user: User = AppointmentFactory.create(organization=place, role=role).user
    return user


def test_the_window_is_lengthened_and_the_page_tells_who_did_it(client: Client, place: Organization) -> None:
    admin = appointed(place)
    client.force_login(admin)
    assert f'name="days-{place.pk}" value="14"' in client.get(URL).content.decode()
    client.post(URL, {f"days-{place.pk}": "20"})
    assert client.post(URL, {f"days-{place.pk}": "30"}, follow=True).status_code == 200
    load = TeachingLoadFactory(course__organization=place)
    rights = entry_rights(load.employee.user, load.course, TODAY)
    assert rights.open_since == TODAY - timedelta(days=30)
    rows = EntryPolicy.history.order_by("history_id")
    assert [(r.history_type, r.entry_days, r.history_user, r.history_date, r.history_address) for r in rows] == [
        ("+", 20, admin, NOW, "127.0.0.1"),
        ("~", 30, admin, NOW, "127.0.0.1"),
    ]
    window, attestation = client.get(URL).context["form"].views
    assert (attestation.days, attestation.changes) == (7, [])
    assert [(change.author, change.before, change.after) for change in window.changes] == [
        (admin.short_name, 20, 30),
        (admin.short_name, None, 20),
    ]
    assert "20 → 30" in client.get(URL).content.decode()


def test_the_window_of_attestation_is_set_beside_and_has_its_own_history(client: Client, place: Organization) -> None:
    admin = appointed(place)
    client.force_login(admin)
    client.post(URL, {f"days-{place.pk}": "14", f"attestation-{place.pk}": "10"})
    policy = EntryPolicy.objects.get()
    assert (policy.entry_days, policy.attestation_days) == (14, 10)
    lessons, attestation = client.get(URL).context["form"].views
    assert [(change.author, change.before, change.after) for change in attestation.changes] == [
        (admin.short_name, None, 10)
    ]
    assert lessons.changes == []


def test_the_first_saving_is_kept_and_one_without_a_change_writes_nothing(client: Client, place: Organization) -> None:
    client.force_login(appointed(place))
    for _time in range(2):
        assert client.post(URL, {f"days-{place.pk}": "14"}).status_code == 302
    assert EntryPolicy.objects.get().entry_days == 14
    assert EntryPolicy.history.count() == 1


@pytest.mark.parametrize("days", ["-1", "367", "", "два"])
def test_a_senseless_window_is_refused_in_words(client: Client, place: Organization, days: str) -> None:
    client.force_login(appointed(place))
    response = client.post(URL, {f"days-{place.pk}": days})
    assert response.status_code == 400
    assert "text-danger" in response.content.decode()
    assert not EntryPolicy.objects.exists()


def test_another_organisations_window_is_not_ones_own_to_see_or_set(client: Client, place: Organization) -> None:
    other = OrganizationFactory.create()
    set_windows(days={other.pk: 3}, trace=Trace(actor=appointed(other), now=NOW))
    client.force_login(appointed(place))
    assert other.short_name not in client.get(URL).content.decode()
    client.post(URL, {f"days-{place.pk}": "2", f"days-{other.pk}": "9"})
    assert dict(EntryPolicy.objects.values_list("organization", "entry_days")) == {place.pk: 2, other.pk: 3}


def test_who_reads_the_organisation_reads_its_window(client: Client, place: Organization) -> None:
    director = appointed(place, Role.DIRECTOR)
    client.force_login(director)
    html = client.get(URL).content.decode()
    assert "disabled" in html
    assert client.post(URL, {f"days-{place.pk}": "99"}).status_code == 403
    with pytest.raises(NotAllowed):
        set_windows(days={place.pk: 99}, trace=Trace(actor=director, now=NOW))
    assert not EntryPolicy.objects.exists()


def test_a_change_of_the_window_cannot_be_untold(place: Organization) -> None:
    set_windows(days={place.pk: 3}, trace=Trace(actor=appointed(place), now=NOW))
    table = EntryPolicy.history.model._meta.db_table
    for forget in (f"DELETE FROM {table}", f"UPDATE {table} SET entry_days = 1"):  # noqa: S608
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(forget)


def test_the_start_page_of_the_administrator_leads_here(client: Client, place: Organization) -> None:
    client.force_login(appointed(place))
    assert f'href="{URL}"' in client.get("/").content.decode()
    assert 'href="/obligations/terms/"' in client.get(URL).content.decode()
