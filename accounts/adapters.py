"""What allauth does here: it speaks with the providers. Who may come in is the services' to say."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.door import AFRESH, FROM_OUTSIDE, Obstacle, forget_stranger, keep_stranger, mark_session, turn_away
from accounts.entering import note_entry, remember_device
from accounts.oidc import read_claims
from accounts.services.outside_sign_in import Outcome, recognise_outside_person


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs themselves up; the library says nothing of its own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come from the contingent and the staff source (R22, R36)."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that opens says enough."""

    def get_login_stages(self) -> list[str]:
        """After the first proof only the second factor is asked for."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Open a fresh session, marked when the person came from outside, and note it."""
        is_first = user.last_login is None
        super().login(request, user)
        mark_session(request)
        forget_stranger(request)
        note_entry(request, user, is_first=is_first)

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        """Go where the person was going; the browser remembers that it was used for them."""
        response: HttpResponse = super().post_login(request, user, **told)
        remember_device(request, response, user)
        if FROM_OUTSIDE in request.session:
            response.delete_cookie(AFRESH, samesite="Lax")
        return response


class OutsideAdapter(DefaultSocialAccountAdapter):
    """Brings the answer of a provider to the service that recognises people."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody becomes a user by signing in."""
        return False

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the providers of the settings; none are kept in the database."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Put the person whom we know in the place of the library's stranger, or say what to do."""
        system, told = sociallogin.account.provider, sociallogin.account.extra_data
        going = sociallogin.state.get("next") or ""
        if not sociallogin.state.get("nonce") or told["id_token"].get("nonce") != sociallogin.state["nonce"]:
            raise OAuth2Error("the answer is to another question")
        claims = read_claims(system, told, settings.CONTINGENT_CLAIM)
        outcome, user = recognise_outside_person(claims=claims, now=timezone.now())
        if user is not None:
            sociallogin.user = user
            return
        if outcome is Outcome.UNKNOWN:
            keep_stranger(request, claims, timezone.now())
            raise ImmediateHttpResponse(redirect("accounts:ask"))
        obstacle = Obstacle.STAFF if outcome is Outcome.STAFF else Obstacle.CLOSED
        raise ImmediateHttpResponse(turn_away(request, system, obstacle, going))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Bring the person back to the door with the reason in words."""
        state = (extra_context or {}).get("state")
        going = (state or {}).get("next") or ""
        if state is None:
            obstacle = Obstacle.STALE
        elif error == AuthError.CANCELLED:
            obstacle = Obstacle.CANCELLED
        else:
            obstacle = Obstacle.of(exception)
        raise ImmediateHttpResponse(turn_away(request, provider.sub_id, obstacle, going))
