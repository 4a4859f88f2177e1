"""Who is signed in, asked with every request."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def someone(client: Client) -> User:
    user = UserFactory(username="ivanova")
    client.post("/sign-in/", {"username": "ivanova", "password": PASSWORD})
    assert client.get("/password/").status_code == 200
    return user


pytestmark = pytest.mark.django_db


def test_a_session_ends_with_its_day(client: Client, someone: User) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/password/").status_code == 302


def test_a_session_nobody_has_opened_is_nobodys(client: Client, someone: User) -> None:
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/password/").status_code == 302


def test_whoever_may_not_sign_in_any_more_is_out_at_once(client: Client, someone: User) -> None:
    User.objects.filter(pk=someone.pk).update(is_active=False)
    assert client.get("/password/").status_code == 302


def test_a_new_password_ends_the_other_sessions(client: Client, someone: User) -> None:
    someone.set_password("another one, 2026")
    someone.save()
    assert client.get("/password/").status_code == 302


def test_a_person_is_read_as_they_are_now(client: Client, someone: User) -> None:
    User.objects.filter(pk=someone.pk).update(last_name="Новикова")
    page = client.get("/password/")
    assert page.wsgi_request.user == someone
    assert page.wsgi_request.user.last_name == "Новикова"
    assert not page.wsgi_request.user._state.adding
