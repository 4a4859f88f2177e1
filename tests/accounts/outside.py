"""A sign-in through a stand-in provider, without a browser."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import unescape
from typing import Any

import requests
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.stand_in.people import claims_of
from accounts.stand_in.provider import Person, running
from epos.outside import app

STRANGER = Person(
    "900",
    "чужая",
    {
        "family_name": "Незнакомова",
        "given_name": "Алла",
        "middle_name": "Юрьевна",
        "email": "alla@example.org",
        "email_verified": True,
        "birthdate": "1985-03-14",
    },
)


def person(sub: str, user: User, **claims: Any) -> Person:
    """Return somebody of whom the provider says what we know of the user, but for `claims`."""
    return Person(sub, "", claims_of(user) | claims)


def configured(system: str, address: str) -> dict[str, Any]:
    """Return the setting that offers one provider."""
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app(system, address, "epos", "secret")]}}


@contextmanager
def provider(settings: Any, system: str, people: Sequence[Person], **habits: bool) -> Iterator[str]:
    """Let the provider answer and be offered while the block runs."""
    with running(system, people, **habits) as address:
        settings.SOCIALACCOUNT_PROVIDERS = configured(system, address)
        yield address


def start(client: Client, system: str, going: str = "") -> str:
    """Press the button at the door; return the provider's address that the browser is sent to."""
    answer = client.post(f"/sign-in/through/{system}/", {"next": going})
    assert answer.status_code == 200, answer
    found = re.search(r'content="0; url=([^"]+)"', answer.content.decode())
    assert found
    return unescape(found[1])


def choose(address: str, sub: str) -> str:
    """Sign in at the provider; return where it sends the browser back to."""
    data = {"sub": sub} if sub else {"action": "deny"}
    return requests.post(address, data, allow_redirects=False, timeout=5).headers["Location"]


def sign_in(client: Client, system: str, sub: str, going: str = "") -> HttpResponse:
    """Go the whole way; return what our callback answers."""
    return client.get(choose(start(client, system, going), sub))  # type: ignore[return-value]
