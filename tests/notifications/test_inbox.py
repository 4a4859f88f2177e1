"""The inbox: one's own messages, read when opened; GET changes nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization, User
from notifications.models import InboxMessage, MailChoice
from notifications.registry import Line, Notice
from notifications.services.inbox import tell
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.usefixtures("kind")


def told(organization: Organization, user: User, number: int = 1, title: str = "Заголовок") -> InboxMessage:
    notice = Notice(user.pk, f"test:{number}", f"{title} {number}", "Текст", [Line("<b>Строка</b>", "/place/")])
    tell(organization, "test", [notice], NOW + timedelta(minutes=number))
    return InboxMessage.objects.get(recipient=user, thread=f"test:{number}")


@pytest.fixture
def mine(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_inbox_says_what_will_come(mine: Client) -> None:
    assert "Сообщений пока нет" in page(mine, "/inbox/")


def test_unread_come_first_then_the_latest(mine: Client, organization: Organization, person: User) -> None:
    for number in (1, 2, 3):
        told(organization, person, number)
    InboxMessage.objects.filter(thread="test:3").update(read_at=NOW)
    html = page(mine, "/inbox/")
    places = [html.index(f"Заголовок {number}") for number in (2, 1, 3)]
    assert places == sorted(places)


def test_reading_the_list_and_a_message_marks_nothing(mine: Client, organization: Organization, person: User) -> None:
    message = told(organization, person)
    page(mine, "/inbox/")
    html = page(mine, f"/inbox/{message.pk}/")
    assert "&lt;b&gt;Строка" in html
    assert 'href="/place/"' in html
    assert not InboxMessage.objects.filter(read_at__isnull=False).exists()


def test_opening_marks_as_read_and_shows(mine: Client, organization: Organization, person: User) -> None:
    message = told(organization, person)
    response = mine.post(f"/inbox/{message.pk}/open/", follow=True)
    assert "Заголовок 1" in response.content.decode()
    message.refresh_from_db()
    first = message.read_at
    assert first
    mine.post(f"/inbox/{message.pk}/open/")
    message.refresh_from_db()
    assert message.read_at == first


def test_anothers_message_is_not_there(mine: Client, organization: Organization) -> None:
    other = told(organization, UserFactory.create(), title="Чужое")
    assert "Чужое" not in page(mine, "/inbox/")
    assert mine.get(f"/inbox/{other.pk}/").status_code == 404
    assert mine.post(f"/inbox/{other.pk}/open/").status_code == 404
    other.refresh_from_db()
    assert other.read_at is None


def test_all_are_read_but_those_told_since_the_page_was_shown(
    mine: Client, organization: Organization, person: User
) -> None:
    stranger = told(organization, UserFactory.create())
    for number in (1, 2, 30):
        told(organization, person, number)
    mine.post("/inbox/read/", {"until": (NOW + timedelta(minutes=5)).isoformat()})
    unread = InboxMessage.objects.filter(read_at=None)
    assert set(unread.values_list("thread", "recipient")) == {("test:30", person.pk), ("test:1", stranger.recipient_id)}
    mine.post("/inbox/read/", {"until": "вчера"})
    assert unread.count() == 2


@pytest.mark.parametrize("url", ["/inbox/read/", "/inbox/1/open/"])
def test_get_never_writes(mine: Client, url: str) -> None:
    assert mine.get(url).status_code == 405


def test_the_list_is_filtered_by_its_address_and_paged(mine: Client, organization: Organization, person: User) -> None:
    for number in range(25):
        told(organization, person, number)
    InboxMessage.objects.filter(thread="test:7").update(read_at=NOW)
    assert page(mine, "/inbox/").count("inbox-title") == 20
    second = page(mine, "/inbox/?page=2")
    assert second.count("inbox-title") == 5
    assert "Заголовок 7<" in second
    assert "Заголовок 7<" not in page(mine, "/inbox/?unread=on&page=2")
    assert "Таких сообщений нет" in page(mine, "/inbox/?kind=absence")
    assert page(mine, "/inbox/?page=нет&kind=нет").count("inbox-title") == 20


def test_offered_are_the_kinds_one_was_told_of_and_the_one_in_the_address(
    mine: Client, organization: Organization, person: User
) -> None:
    def offered(url: str) -> list[str]:
        return re.findall('<option value="([^"]*)"', page(mine, url))

    InboxMessage.objects.filter(pk=told(organization, UserFactory.create()).pk).update(kind="obligation_reminder")
    assert offered("/inbox/") == [""]
    told(organization, person)
    assert offered("/inbox/") == ["", "test"]
    assert offered("/inbox/?kind=absence") == ["", "absence", "test"]
    assert offered("/inbox/?kind=x") == ["", "test"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    mine: Client, organization: Organization, person: User, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        told(organization, person, number)
    with django_assert_max_num_queries(8):
        page(mine, "/inbox/")


def test_the_badge_counts_ones_own_unread_in_the_query_of_the_frame(
    mine: Client, organization: Organization, person: User
) -> None:
    for number in range(3):
        told(organization, person, number)
    told(organization, UserFactory.create())
    InboxMessage.objects.filter(thread="test:0", recipient=person).update(read_at=NOW)
    with CaptureQueriesContext(connection) as queries:
        html = page(mine, "/inbox/choices/")
    assert '<span class="count">2</span>' in html
    assert sum("notifications_inboxmessage" in query["sql"] for query in queries) == 1


def test_letters_are_switched_off_and_on_by_kind(mine: Client, person: User) -> None:
    UserFactory.create()
    html = page(mine, "/inbox/choices/")
    assert person.email in html
    mine.post("/inbox/choices/", {"absence": "on"})
    kept = dict(MailChoice.objects.filter(user=person).values_list("kind", "by_mail"))
    assert {"absence", "obligation_reminder", "test"} <= kept.keys()
    assert [kind for kind, by_mail in kept.items() if by_mail] == ["absence"]
    mine.post("/inbox/choices/", {"absence": "on", "test": "on"})
    assert MailChoice.objects.get(kind="test").by_mail


def test_without_an_address_the_page_says_why_no_letter_comes(client: Client, db: None) -> None:
    client.force_login(UserFactory.create(email=""))
    assert "не указан" in page(client, "/inbox/choices/")


def test_a_visitor_is_sent_to_sign_in(client: Client, db: None) -> None:
    for url in ("/inbox/", "/inbox/choices/", "/inbox/1/", "/obligations/terms/", "/mail/"):
        assert client.get(url).status_code == 302
