"""The door: in, out, in again on the spot."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def someone(db: None) -> User:
    return UserFactory(username="ivanova")


def test_a_person_comes_back_to_where_they_were_going(client: Client, someone: User) -> None:
    asked = client.get("/journal/?q=ИС-21")
    assert asked.status_code == 302
    answer = client.post(
        asked["Location"], {"username": " ivanova ", "password": PASSWORD, "next": "/journal/?q=ИС-21"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/journal/?q=%D0%98%D0%A1-21"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_door_leads_nowhere_else(client: Client, someone: User, target: str) -> None:
    answer = client.post("/sign-in/", {"username": "ivanova", "password": PASSWORD, "next": target})
    assert answer["Location"] == "/"


def test_a_wrong_password_and_a_wrong_login_are_told_apart_by_nobody(client: Client, someone: User) -> None:
    told = []
    for username in ("ivanova", "nobody"):
        answer = client.post("/sign-in/", {"username": username, "password": "не тот"})
        assert answer.status_code == 400
        told.append(str(answer.context["form"].non_field_errors()))
    assert told[0] == told[1]
    assert "Caps Lock" in told[0]


def test_a_person_who_may_not_sign_in_is_refused_alike(client: Client, someone: User) -> None:
    User.objects.filter(pk=someone.pk).update(is_active=False)
    answer = client.post("/sign-in/", {"username": "ivanova", "password": PASSWORD})
    assert answer.status_code == 400
    assert "Caps Lock" in answer.content.decode()


def test_signing_out_ends_the_session_and_needs_a_form(client: Client, someone: User) -> None:
    client.force_login(someone)
    assert client.get("/sign-out/").status_code == 405
    answer = client.post("/sign-out/")
    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/sign-in/", '"cache"')
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_a_form_sent_after_the_session_ended_brings_back_to_its_page(client: Client, someone: User) -> None:
    answer = client.post("/sign-out/", headers={"Referer": "http://testserver/journal/7/?period=1"})
    assert answer["Location"] == "/sign-in/?next=/journal/7/%3Fperiod%3D1"


def test_a_fragment_after_the_session_ended_moves_the_whole_page(client: Client, someone: User) -> None:
    answer = client.get(
        "/search/?q=ив", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/journal/7/"}
    )
    assert answer["HX-Redirect"] == "/sign-in/?next=/journal/7/"


def test_a_script_is_told_to_sign_in(client: Client, someone: User) -> None:
    answer = client.get("/search/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"error": "sign_in"})


class TestAgain:
    """`/sign-in/again/`: the page that kept unsaved marks signs its person in."""

    def test_with_a_token_fetched_anew(self, someone: User) -> None:
        client = Client(enforce_csrf_checks=True)
        pair = {"username": "ivanova", "password": PASSWORD}
        json = {"Accept": "application/json"}
        stale = client.post("/sign-in/again/", pair, headers=json)
        assert (stale.status_code, stale.json()) == (403, {"error": "csrf"})
        fresh = client.get("/sign-in/again/", headers=json).json()
        assert fresh["user"] is None
        answer = client.post("/sign-in/again/", pair, headers=json | {"X-CSRFToken": fresh["csrf"]})
        assert answer.json()["ok"] is True
        assert answer.json()["user"] == someone.pk
        left = client.post("/sign-out/", headers={"X-CSRFToken": answer.json()["csrf"]})
        assert left.status_code == 302

    def test_a_wrong_pair_is_told_in_words(self, client: Client, someone: User) -> None:
        told = [client.post("/sign-in/again/", {"username": name, "password": "x"}) for name in ("ivanova", "nobody")]
        assert [answer.status_code for answer in told] == [400, 400]
        assert told[0].json() == told[1].json()
        assert "Caps Lock" in told[0].json()["error"]

    def test_tells_who_is_signed_in(self, client: Client, someone: User) -> None:
        client.force_login(someone)
        assert client.get("/sign-in/again/").json()["user"] == someone.pk


def test_a_changed_password_keeps_this_session_and_ends_the_others(client: Client, someone: User) -> None:
    other = Client()
    client.force_login(someone)
    other.force_login(someone)
    fresh = "совсем-другой-пароль-7"
    answer = client.post("/password/", {"old_password": PASSWORD, "new_password1": fresh, "new_password2": fresh})
    assert answer.status_code == 302
    assert client.get("/password/").status_code == 200
    assert other.get("/password/").status_code == 302
    assert Client().login(username="ivanova", password=fresh)


def test_a_stale_form_of_a_person_is_explained(someone: User) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "ivanova", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Страница устарела" in answer.content.decode()
    assert isinstance(answer.wsgi_request.user, AnonymousUser)
