"""The demo's mail: each sees their own, those who lead see their organisation's; nowhere else is it."""

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import Organization, User
from accounts.services.credentials import mail_links, remind_password
from accounts.services.link_letters import mail_link
from notifications.mail import CaughtMailBackend
from notifications.models import CaughtMail
from tests.factories import AppointmentFactory, OrganizationFactory, UserFactory


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


def catch(organization: Organization | None, user: User | None, title: str, address: str = "") -> None:
    CaughtMail.objects.create(
        message_id=title,
        organization=organization,
        recipient=user,
        address=address or (user.email if user else ""),
        title=title,
        text="Ссылка http://127.0.0.1:8000/inbox/ <script>",
    )


def titles(client: Client, user: User, query: str = "") -> str:
    client.force_login(user)
    response = client.get(f"/mail/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_there_is_no_such_page_outside_the_demo(client: Client, organization: Organization) -> None:
    leader = AppointmentFactory.create(organization=organization, role=Role.JOURNAL_ADMIN).user
    catch(organization, leader, "Письмо")
    client.force_login(leader)
    assert client.get("/mail/").status_code == 404


@pytest.mark.usefixtures("demo")
def test_each_sees_their_own_and_nobody_elses(client: Client, organization: Organization, person: User) -> None:
    catch(organization, person, "Моё")
    catch(organization, UserFactory.create(), "Чужое")
    catch(None, None, "Пароль мне", person.email)
    catch(organization, UserFactory.create(email=person.email), "Другому с тем же адресом")
    html = titles(client, person)
    assert "Моё" in html
    assert "Пароль мне" in html
    assert "Чужое" not in html
    assert "Другому" not in html
    assert 'href="http://127.0.0.1:8000/inbox/"' in html
    assert "&lt;script&gt;" in html


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("role", "sees"), [(Role.JOURNAL_ADMIN, True), (Role.DIRECTOR, True), (Role.DEPUTY, False), (Role.TEACHER, False)]
)
def test_who_leads_sees_the_mail_of_their_organisation_only(
    client: Client, organization: Organization, role: str, sees: bool
) -> None:
    leader = AppointmentFactory.create(organization=organization, role=role).user
    catch(organization, UserFactory.create(), "Нашим")
    catch(OrganizationFactory.create(), UserFactory.create(), "Чужим")
    html = titles(client, leader)
    assert ("Нашим" in html) is sees
    assert "Чужим" not in html


@pytest.mark.usefixtures("demo")
def test_found_by_name_address_and_title(client: Client, organization: Organization) -> None:
    leader = AppointmentFactory.create(organization=organization, role=Role.DIRECTOR).user
    catch(organization, UserFactory.create(last_name="Чернышёв", email="che@example.org"), "Первое")
    catch(organization, UserFactory.create(), "Второе")
    for text in ("чернышев", "CHE@", "первое"):
        html = titles(client, leader, f"?q={text}")
        assert "Первое" in html
        assert "Второе" not in html
    assert "Ничего не найдено" in titles(client, leader, "?q=нет такого")


@pytest.mark.usefixtures("demo")
def test_a_link_is_found_where_it_was_given_and_a_forgotten_password_by_its_own_alone(
    client: Client, organization: Organization, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "notifications.mail.CaughtMailBackend"
    leader = AppointmentFactory.create(organization=organization, role=Role.JOURNAL_ADMIN).user
    guest, boss = UserFactory.create(email="guest@example.org"), UserFactory.create(email="boss@example.org")
    (row,) = mail_links(people=[(guest, organization)], trace=Trace(leader, timezone.now()))
    forgotten = remind_password(told=boss.email, address=None, now=timezone.now())
    assert forgotten is not None
    for given in (row, forgotten):
        mail_link(given.pk)
    html = titles(client, leader)
    assert "guest@example.org" in html
    assert "boss@example.org" not in html
    assert "boss@example.org" in titles(client, boss)


def test_any_mail_of_the_project_is_caught(db: None) -> None:
    CaughtMailBackend().send_messages([EmailMessage("Тема", "Текст", to=["a@example.org", "b@example.org"])])
    caught = CaughtMail.objects.filter(recipient=None).values_list("address", flat=True)
    assert set(caught) == {"a@example.org", "b@example.org"}
