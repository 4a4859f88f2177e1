"""«My sign-ins»: seen, ended, outliving the server; a new device is told of."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import OpenedSession, User
from accounts.tasks import clear_sessions
from notifications.models import OutboxMessage
from notifications.registry import registry
from tests.factories import PASSWORD, EmployeeFactory

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def someone() -> User:
    return EmployeeFactory(user__username="ivanova").user


def entered(address: str = "10.0.0.1", **more: Any) -> Client:
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": CHROME})
    client.cookies.load(more.get("device", {}))
    assert client.post("/sign-in/", {"username": "ivanova", "password": PASSWORD}).status_code == 302
    return client


def test_each_is_listed_with_its_browser_and_address_and_this_one_is_first(someone: User) -> None:
    here, _there = entered("10.0.0.1"), entered("10.0.0.2")
    lines = here.get("/sessions/").context["lines"]
    assert [(line.address, line.browser, line.is_this) for line in lines] == [
        ("10.0.0.1", "Chrome, Windows", True),
        ("10.0.0.2", "Chrome, Windows", False),
    ]


def test_one_is_ended_and_all_the_others(someone: User) -> None:
    here, there, third = entered(), entered(), entered()
    lost = OpenedSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/sessions/{lost.pk}/end/").status_code == 302
    assert [client.get("/inbox/").status_code for client in (here, there, third)] == [200, 302, 200]
    here.post("/sessions/others/end/")
    assert [client.get("/inbox/").status_code for client in (here, third)] == [200, 302]


def test_nobody_ends_the_session_of_another(client: Client, someone: User) -> None:
    here = entered()
    client.force_login(EmployeeFactory().user)
    assert client.post(f"/sessions/{OpenedSession.objects.get().pk}/end/").status_code == 404
    assert here.get("/inbox/").status_code == 200


def test_a_changed_password_ends_the_others_and_this_one_stays_listed(someone: User) -> None:
    here, there = entered(), entered()
    fresh = "совсем-другой-пароль-7"
    here.post("/password/", {"old_password": PASSWORD, "new_password1": fresh, "new_password2": fresh})
    assert there.get("/inbox/").status_code == 302
    (line,) = here.get("/sessions/").context["lines"]
    assert line.is_this


def test_signed_out_and_run_out_sessions_are_forgotten(someone: User) -> None:
    here, there = entered(), entered()
    here.post("/sign-out/")
    assert OpenedSession.objects.count() == 1
    there.session.delete()
    clear_sessions()
    assert not OpenedSession.objects.exists()


def test_a_request_costs_no_query_more(someone: User, django_assert_num_queries: Any) -> None:
    here, before = entered(), Client()
    before.force_login(someone)
    with django_assert_num_queries(2):
        before.get("/sign-in/again/")
    with django_assert_num_queries(2):
        here.get("/sign-in/again/")


def test_a_new_device_is_told_of_and_a_known_one_is_not(someone: User) -> None:
    first = entered()
    assert not OutboxMessage.objects.exists()  # the first sign-in ever
    entered(device=first.cookies["device"].OutputString())
    assert not OutboxMessage.objects.exists()
    entered("10.0.0.7")
    (row,) = OutboxMessage.objects.all()
    assert (row.kind, row.payload["user"]) == ("new_device", someone.pk)
    assert "10.0.0.7" not in str(row.payload)
    assert mail.outbox == []


def test_a_forged_cookie_is_no_known_device(someone: User) -> None:
    entered()
    entered(device="device=forged:signature")
    assert OutboxMessage.objects.count() == 1


def test_the_notice_says_when_from_where_and_what_to_do(someone: User) -> None:
    entered()
    entered("10.0.0.7")
    row = OutboxMessage.objects.get()
    (notice,) = registry.messages["new_device"].compose(row.organization, [row], timezone.now())
    assert notice.recipient == someone.pk
    assert "Chrome, Windows, 10.0.0.7" in notice.text
    assert [line.url for line in notice.lines] == ["/sessions/"]
    OpenedSession.objects.all().delete()
    assert list(registry.messages["new_device"].compose(row.organization, [row], timezone.now()))
