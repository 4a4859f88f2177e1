"""In through a provider: real tokens of a stand-in, every way in which it must not work."""

import logging
import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from accounts.enums import OutsideSystem
from accounts.models import OutsideIdentity, User
from accounts.stand_in.provider import Person
from contingent.models import Employee
from tests.accounts.outside import STRANGER, choose, configured, person, provider, sign_in, start
from tests.factories import EmployeeFactory, RepresentativeFactory, StudentFactory, UserFactory

pytestmark = pytest.mark.django_db
BORN = date(1985, 3, 14)


@pytest.fixture
def parent() -> User:
    return RepresentativeFactory(user__birth_date=BORN).user


def signed_in(client: Client) -> int | None:
    """Return the id of who is signed in."""
    found: int | None = client.get("/sign-in/again/").json()["user"]
    return found


def told(answer: HttpResponse) -> str:
    """Return what the door says after a redirect to it."""
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/"), answer["Location"]
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_a_parent_comes_in_is_remembered_and_goes_where_they_were_going(
    client: Client, settings: Any, parent: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with provider(settings, "gosuslugi", [person("100", parent)]):
        client.get("/sign-in/")
        before = client.session.session_key
        answer = sign_in(client, "gosuslugi", "100", "/diary/news/")
        assert (answer.status_code, answer["Location"]) == (302, "/diary/news/")
        assert signed_in(client) == parent.pk
        assert client.session.session_key != before
        assert OutsideIdentity.objects.get().key == "100"
        client.post("/sign-out/")
        User.objects.filter(pk=parent.pk).update(email="changed@example.org", last_name="Другая")
        sign_in(client, "gosuslugi", "100")
        assert signed_in(client) == parent.pk
    assert OutsideIdentity.objects.count() == 1
    said = caplog.text
    assert parent.last_name not in said
    assert parent.email not in said


def test_nothing_of_the_answer_is_kept(client: Client, settings: Any, parent: User) -> None:
    from allauth.account.models import EmailAddress
    from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken

    with provider(settings, "gosuslugi", [person("100", parent)]):
        sign_in(client, "gosuslugi", "100")
    kept = [model.objects.count() for model in (EmailAddress, SocialAccount, SocialApp, SocialToken)]
    assert kept == [0, 0, 0, 0]
    assert parent.email not in str(dict(client.session))


def test_a_student_comes_in_through_rsaag_and_not_through_gosuslugi(client: Client, settings: Any) -> None:
    student = StudentFactory(user__birth_date=BORN).user
    with provider(settings, "gosuslugi", [person("1", student)]):
        assert sign_in(client, "gosuslugi", "1")["Location"] == "/sign-in/request/"
    with provider(settings, "rsaag", [person("1", student)]):
        sign_in(client, "rsaag", "1")
    assert signed_in(client) == student.pk


def test_by_the_number_in_the_contingent(client: Client, settings: Any, parent: User) -> None:
    OutsideIdentity.objects.create(system=OutsideSystem.CONTINGENT, key="P-7", user=parent)
    with provider(settings, "gosuslugi", [Person("100", "", {"contingent_id": "P-7"})]):
        sign_in(client, "gosuslugi", "100")
    assert signed_in(client) == parent.pk


@pytest.mark.parametrize(
    "changes",
    [{"email_verified": False}, {"email_verified": None}, {"birthdate": "1985-03-15"}, {"given_name": "Мария"}],
)
def test_whoever_is_not_surely_the_one_is_a_stranger(
    client: Client, settings: Any, parent: User, changes: dict[str, Any]
) -> None:
    with provider(settings, "gosuslugi", [person("100", parent, **changes)]):
        answer = sign_in(client, "gosuslugi", "100")
    assert answer["Location"] == "/sign-in/request/"
    assert signed_in(client) is None
    assert not OutsideIdentity.objects.exists()


def test_who_works_signs_in_as_staff_do(client: Client, settings: Any, parent: User) -> None:
    EmployeeFactory(user=parent)
    with provider(settings, "gosuslugi", [person("100", parent)]):
        answer = sign_in(client, "gosuslugi", "100", "/diary/news/")
    assert "логин" in told(answer)
    assert answer["Location"] == "/sign-in/?next=%2Fdiary%2Fnews%2F"
    assert signed_in(client) is None
    assert not OutsideIdentity.objects.exists()


def test_a_session_from_outside_ends_when_its_person_begins_to_work(
    client: Client, settings: Any, parent: User
) -> None:
    with provider(settings, "gosuslugi", [person("100", parent)]):
        sign_in(client, "gosuslugi", "100")
    assert client.get("/password/").status_code == 200
    Employee.objects.create(organization=EmployeeFactory().organization, user=parent, starts=date(2020, 1, 1))
    assert "логин" in told(client.get("/password/"))
    assert signed_in(client) is None


def test_a_session_from_outside_ends_with_its_link(client: Client, settings: Any, parent: User) -> None:
    with provider(settings, "gosuslugi", [person("100", parent)]):
        sign_in(client, "gosuslugi", "100")
    OutsideIdentity.objects.create(system="gosuslugi", key="101", user=parent)
    assert client.get("/password/").status_code == 200
    OutsideIdentity.objects.filter(key="100").delete()
    assert "закрыт" in told(client.get("/password/"))
    assert signed_in(client) is None


def test_whose_access_is_closed_is_told_so(client: Client, settings: Any, parent: User) -> None:
    OutsideIdentity.objects.create(system="gosuslugi", key="100", user=parent)
    User.objects.filter(pk=parent.pk).update(is_active=False)
    with provider(settings, "gosuslugi", [person("100", parent)]):
        assert "закрыт" in told(sign_in(client, "gosuslugi", "100"))
    assert signed_in(client) is None


def test_another_person_in_the_same_browser_gets_their_own_session(client: Client, settings: Any, parent: User) -> None:
    client.force_login(UserFactory())
    client.session["left"] = "behind"
    with provider(settings, "gosuslugi", [person("100", parent)]):
        sign_in(client, "gosuslugi", "100")
    assert signed_in(client) == parent.pk
    assert "left" not in client.session


def test_signing_out_leads_through_the_provider_and_the_next_one_is_asked_who_they_are(
    client: Client, settings: Any, parent: User
) -> None:
    with provider(settings, "gosuslugi", [person("100", parent)]) as address:
        assert "prompt=" not in start(client, "gosuslugi")
        sign_in(client, "gosuslugi", "100")
        left = client.post("/sign-out/")
        assert signed_in(client) is None
        (found,) = re.findall(r'content="0; url=([^"]+)"', left.content.decode())
        away = unescape(found)
        assert away.startswith(f"{address}/oauth2/end_session?")
        told = parse_qs(urlsplit(away).query)
        assert told["post_logout_redirect_uri"] == ["http://testserver/sign-in/"]
        assert jwt.decode(told["id_token_hint"][0], options={"verify_signature": False})["sub"] == "100"
        assert parse_qs(urlsplit(start(client, "gosuslugi")).query)["prompt"] == ["login"]
        sign_in(client, "gosuslugi", "100")
        assert "prompt=" not in start(client, "gosuslugi")


def test_a_provider_that_ends_no_sessions_is_asked_to_ask(client: Client, settings: Any, parent: User) -> None:
    with provider(settings, "gosuslugi", [person("100", parent)], ends_sessions=False):
        sign_in(client, "gosuslugi", "100")
        assert client.post("/sign-out/")["Location"] == "/sign-in/"
        assert parse_qs(urlsplit(start(client, "gosuslugi")).query)["prompt"] == ["login"]


class TestTheWayBack:
    """The provider's answer counts once, in the browser that asked, to the question asked."""

    def test_needs_the_state_of_this_browser(self, client: Client, settings: Any, parent: User) -> None:
        with provider(settings, "gosuslugi", [person("100", parent)]):
            address = choose(start(client, "gosuslugi"), "100")
            assert "этой страницы" in told(Client().get(address))
            wrong = address.replace("state=", "state=x")
            assert "этой страницы" in told(client.get(wrong))
            assert "этой страницы" in told(client.get("/sign-in/through/gosuslugi/callback/"))
            client.get(address)
            assert signed_in(client) == parent.pk
            client.post("/sign-out/")
            assert "этой страницы" in told(client.get(address))
        assert signed_in(client) is None

    def test_needs_the_nonce_that_was_sent(self, client: Client, settings: Any, parent: User) -> None:
        with provider(settings, "gosuslugi", [person("100", parent)]):
            asked = start(client, "gosuslugi")
            nonce = parse_qs(urlsplit(asked).query)["nonce"][0]
            answer = client.get(choose(asked.replace(nonce, "another"), "100"))
        assert "доверять" in told(answer)
        assert signed_in(client) is None

    def test_needs_the_verifier_of_pkce(self, client: Client, settings: Any, parent: User) -> None:
        with provider(settings, "gosuslugi", [person("100", parent)]):
            asked = start(client, "gosuslugi")
            query = parse_qs(urlsplit(asked).query)
            assert query["code_challenge_method"] == ["S256"]
            answer = client.get(choose(asked.replace(query["code_challenge"][0], "A" * 43), "100"))
        assert "доверять" in told(answer)
        assert signed_in(client) is None

    def test_needs_the_signature(
        self, client: Client, settings: Any, parent: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with provider(settings, "gosuslugi", [person("100", parent)]) as true:
            address = choose(start(client, "gosuslugi"), "100")
            with provider(settings, "gosuslugi", []) as other:
                keys = requests.get(f"{other}/jwks", timeout=5)
                ours = requests.Session.request

                def swapped(self: Any, method: str, url: str, **more: Any) -> Any:
                    return keys if url.endswith("/jwks") else ours(self, method, url, **more)

                monkeypatch.setattr(requests.Session, "request", swapped)
                settings.SOCIALACCOUNT_PROVIDERS = configured("gosuslugi", true)
                answer = client.get(address)
        assert "доверять" in told(answer)
        assert signed_in(client) is None

    def test_a_refusal_at_the_provider_is_no_error(self, client: Client, settings: Any, parent: User) -> None:
        with provider(settings, "gosuslugi", [person("100", parent)]):
            assert "прервали" in told(sign_in(client, "gosuslugi", ""))

    def test_another_issuer_at_the_address_is_not_believed(self, client: Client, settings: Any, parent: User) -> None:
        with provider(settings, "gosuslugi", [person("100", parent)]) as address:
            settings.SOCIALACCOUNT_PROVIDERS = configured("gosuslugi", address.replace("127.0.0.1", "localhost"))
            start(client, "gosuslugi")  # the stand-in calls itself as it is called
            settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
                f"{address}/.well-known/openid-configuration?"
            )
            assert "доверять" in told(client.post("/sign-in/through/gosuslugi/"))


def test_a_provider_that_is_down_is_told_of_in_words(client: Client, settings: Any, parent: User) -> None:
    with provider(settings, "gosuslugi", [person("100", parent)]):
        address = choose(start(client, "gosuslugi", "/diary/news/"), "100")
    assert "не отвечает" in told(client.get(address))
    answer = client.post("/sign-in/through/gosuslugi/", {"next": "/diary/news/"})
    assert "не отвечает" in told(answer)
    assert answer["Location"] == "/sign-in/?next=%2Fdiary%2Fnews%2F"
    assert "не отвечает" in client.get(answer["Location"]).content.decode()


def test_a_sign_in_is_begun_by_a_form_of_ours_only(settings: Any) -> None:
    with provider(settings, "gosuslugi", [STRANGER]):
        client = Client(enforce_csrf_checks=True)
        assert client.get("/sign-in/through/gosuslugi/").status_code == 405
        assert client.post("/sign-in/through/gosuslugi/").status_code == 403


@pytest.mark.parametrize("system", ["rsaag", "nowhere"])
def test_only_what_is_configured_is_offered(client: Client, settings: Any, system: str) -> None:
    with provider(settings, "gosuslugi", [STRANGER]):
        page = client.get("/sign-in/").content.decode()
        assert "/sign-in/through/gosuslugi/" in page
        assert "/sign-in/through/rsaag/" not in page
        assert client.post(f"/sign-in/through/{system}/").status_code == 404
        assert client.get(f"/sign-in/through/{system}/callback/").status_code == 404
