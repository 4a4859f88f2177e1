"""Terms are set by whoever administers the journal, for their own organisation."""

from datetime import date

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import Organization
from notifications.models import ObligationTerm
from tests.factories import AppointmentFactory, OrganizationFactory, UserFactory


def sign_in(client: Client, organization: Organization, role: str, **values: object) -> Client:
    client.force_login(AppointmentFactory.create(organization=organization, role=role, **values).user)
    return client


def test_the_regulations_term_is_shown_with_its_clause_and_can_be_changed(
    client: Client, organization: Organization
) -> None:
    sign_in(client, organization, Role.JOURNAL_ADMIN)
    html = client.get("/obligations/terms/").content.decode()
    assert "3.2.2" in html
    field = f"days-{organization.pk}-lesson_filled"
    assert f'name="{field}" value="1"' in html
    client.post("/obligations/terms/", {field: "3"})
    assert ObligationTerm.objects.get().days == 3
    assert f'name="{field}" value="3"' in client.get("/obligations/terms/").content.decode()


@pytest.mark.parametrize("days", ["-1", "61", "", "два"])
def test_a_senseless_term_is_refused_in_words(client: Client, organization: Organization, days: str) -> None:
    sign_in(client, organization, Role.JOURNAL_ADMIN)
    response = client.post("/obligations/terms/", {f"days-{organization.pk}-lesson_filled": days})
    assert response.status_code == 400
    assert "text-danger" in response.content.decode()
    assert not ObligationTerm.objects.exists()


def test_another_organisations_term_is_not_ones_own_to_set(client: Client, organization: Organization) -> None:
    other = OrganizationFactory.create()
    sign_in(client, organization, Role.JOURNAL_ADMIN)
    assert other.short_name not in client.get("/obligations/terms/").content.decode()
    fields = {f"days-{organization.pk}-lesson_filled": "2", f"days-{other.pk}-lesson_filled": "9"}
    client.post("/obligations/terms/", fields)
    assert set(ObligationTerm.objects.values_list("organization", "days")) == {(organization.pk, 2)}


@pytest.mark.parametrize("role", [Role.TEACHER, Role.IT_SUPPORT, None])
def test_for_everyone_else_there_is_no_such_page(client: Client, organization: Organization, role: str | None) -> None:
    if role:
        sign_in(client, organization, role)
    else:
        client.force_login(UserFactory.create())
    assert client.get("/obligations/terms/").status_code == 404
    assert client.post("/obligations/terms/", {}).status_code == 404


def test_who_administered_until_yesterday_does_not_today(client: Client, organization: Organization) -> None:
    sign_in(client, organization, Role.JOURNAL_ADMIN, ends=date(2026, 1, 1))
    assert client.get("/obligations/terms/").status_code == 404


def test_a_director_reads_the_terms_and_does_not_set_them(client: Client, organization: Organization) -> None:
    sign_in(client, organization, Role.DIRECTOR)
    field = f"days-{organization.pk}-lesson_filled"
    assert "disabled" in client.get("/obligations/terms/").content.decode()
    assert client.post("/obligations/terms/", {field: "9"}).status_code == 403
    assert not ObligationTerm.objects.exists()
