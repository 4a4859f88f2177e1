"""OpenID Connect as the journal speaks it: stricter than the library where that costs nothing.

The answer counts only when the provider signed it with its published key, for this journal, in
reply to the very question that this browser asked (state, nonce, PKCE).
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter as outside_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest
from django.urls import reverse

from accounts.door import note_goodbye
from accounts.services.outside_sign_in import Claims

CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
DATES = ("%Y-%m-%d", "%d.%m.%Y")
LONGEST_KEY = 120
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
CLOCKS_APART = 60  # seconds


class StrictOpenIDConnect(OpenIDConnectOAuth2Adapter):
    """Asks a provider and takes its answer."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says of itself, when it is the one that the settings name."""
        config: dict[str, Any] = super().openid_config
        named = self.get_provider().app.settings["server_url"]
        if str(config.get("issuer", "")).rstrip("/") != named.rstrip("/"):
            raise OAuth2Error("another issuer answers at the provider's address")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return where the provider sends the browser back to."""
        path = reverse("accounts:outside_callback", args=[self.provider_id])
        return str(build_absolute_uri(request, path, self.redirect_uri_protocol))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        """Return who signed in; without a signed token that names the same person as the profile, nobody."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("the provider sent no id_token")
        login = super().complete_login(request, app, token, **kwargs)
        if address := self.openid_config.get("end_session_endpoint"):
            note_goodbye(request, str(address), app.client_id, kwargs["response"]["id_token"])
        told = login.account.extra_data
        if told.get("userinfo", told["id_token"])["sub"] != told["id_token"]["sub"]:
            raise OAuth2Error("the profile is of another person")
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Check the signature too, though the token came straight from the provider."""
        try:
            decoded: dict[str, Any] = jwt.decode(
                id_token,
                self._signing_key(id_token),
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=CLOCKS_APART,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("the token is not to be trusted") from error
        return decoded

    def _signing_key(self, id_token: str) -> jwt.PyJWK:
        """Return the provider's key that the token names; a token may name none when there is one."""
        with outside_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        named = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if named in (None, key.key_id)]
        if len(fitting) != 1:
            raise OAuth2Error("no single key of the provider fits the token")
        return fitting[0]


def provider_of(request: HttpRequest, provider_id: str) -> OpenIDConnectProvider:
    """Return the provider, spoken with strictly."""
    provider: OpenIDConnectProvider = outside_adapter(request).get_provider(request, provider_id)
    provider.oauth2_adapter_class = StrictOpenIDConnect
    return provider


def read_claims(system: str, told: Mapping[str, Any], contingent_claim: str) -> Claims:
    """Return what the provider says of the person; an e-mail it has not confirmed is left out."""
    said = {**told["id_token"], **told.get("userinfo", {})}
    key = str(told["id_token"]["sub"])
    if not key or len(key) > LONGEST_KEY or CONTROL.search(key):
        raise OAuth2Error("the number of the person cannot be kept")
    confirmed = said.get("email_verified") in (True, "true")
    return Claims(
        system=system,
        key=key,
        last_name=_text(said, "family_name"),
        first_name=_text(said, "given_name"),
        patronymic=_text(said, "middle_name"),
        email=_text(said, "email") if confirmed else "",
        birth_date=_day(_text(said, "birthdate")),
        contingent_key=_text(said, contingent_claim),
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return " ".join(CONTROL.sub(" ", str(value)).split())[:100] if isinstance(value, (str, int)) else ""


def _day(text: str) -> date | None:
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
