"""The stand-in providers of the demo."""

from typing import Any

import pytest
import requests
from django.core.management import CommandError, call_command

from accounts.stand_in.people import demo_people
from accounts.stand_in.provider import running
from epos.outside import providers
from tests.factories import UserFactory


@pytest.mark.django_db
def test_people_of_the_demo_a_stranger_and_a_namesake_can_be_chosen() -> None:
    parent = UserFactory(username="parent", last_name="Цветанкова")
    people = demo_people("gosuslugi")
    assert [one.name.split()[0] for one in people] == ["Цветанкова", "Незнакомова", "Цветанкова"]
    assert people[0].claims["email"] == parent.email
    assert people[2].claims["email"] != parent.email
    assert len({one.sub for one in people}) == 3
    with running("gosuslugi", people) as address:
        told = "client_id=epos&response_type=code&scope=openid&redirect_uri=http://x/&nonce=n"
        assert requests.get(f"{address}/oauth2/authorize?{told}", timeout=5).status_code == 400  # without PKCE
        challenge = "&code_challenge_method=S256&code_challenge=" + "A" * 43
        page = requests.get(f"{address}/oauth2/authorize?{told}{challenge}", timeout=5).text
    assert page.count("Цветанкова") == 2
    assert "Учебный стенд" in page


def test_no_stand_in_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("stand_in_oidc", "rsaag")


def test_providers_are_those_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    assert providers(production=False, demo=False) == []
    monkeypatch.setenv("EPOS_OIDC_RSAAG_URL", "http://id.example.org/")
    (found,) = providers(production=False, demo=False)
    assert (found["provider_id"], found["settings"]["server_url"]) == ("rsaag", "http://id.example.org")
    with pytest.raises(Exception, match="https"):
        providers(production=True, demo=False)
