"""What the session remembers of somebody at the door, and the words in which the door says no."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from accounts.ciphers import decipher, encipher
from accounts.enums import OutsideSystem
from accounts.services.outside_sign_in import Claims

FROM_OUTSIDE = "signed_in_from"
STRANGER = "stranger"
GOODBYE = "goodbye_outside"
AFRESH = "outside_afresh"
AFRESH_KEPT = timedelta(days=400)  # as long as browsers keep a cookie
STRANGER_KEPT = timedelta(minutes=30)
METHODS = "account_authentication_methods"  # where allauth notes them


class Obstacle(Enum):
    """Why nobody was signed in."""

    DOWN = auto()
    CANCELLED = auto()
    STALE = auto()
    DOUBTFUL = auto()
    STAFF = auto()
    CLOSED = auto()

    @classmethod
    def of(cls, error: Exception | None) -> "Obstacle":
        """Return what an exception of speaking with a provider means."""
        return cls.DOWN if isinstance(error, RequestException) else cls.DOUBTFUL


WORDS = {
    Obstacle.DOWN: _(
        "%(system)s does not answer now. Wait a few minutes and try again, "
        "or sign in with a login and password if you have them."
    ),
    Obstacle.CANCELLED: _("You stopped the sign-in at %(system)s. Try again when you are ready."),
    Obstacle.STALE: _(
        "This sign-in was begun elsewhere or took more than ten minutes. "
        "Begin it again from this page, in the same browser."
    ),
    Obstacle.DOUBTFUL: _(
        "What %(system)s answered could not be trusted, so nobody was signed in. "
        "Try again; if it repeats, tell your journal administrator."
    ),
    Obstacle.STAFF: _(
        "You work in an educational organisation: sign in with the login and password of your work. "
        "The diaries of your children are there too."
    ),
    Obstacle.CLOSED: _("Your access to the journal is closed. Ask the journal administrator of your organisation why."),
}


def outside_ways() -> list[str]:
    """Return the systems through which one can sign in here: those that the settings name."""
    apps: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]  # type: ignore[assignment]
    return [app["provider_id"] for app in apps]


def system_name(system: str) -> str | Promise:
    """Return how people call the system."""
    return OutsideSystem(system).label


def turn_away(request: HttpRequest, system: str, obstacle: Obstacle, going: str) -> HttpResponse:
    """Bring the person back to the door and say why; where they were going is kept."""
    messages.warning(request, str(WORDS[obstacle]) % {"system": system_name(system)})
    query = f"?{urlencode({'next': going})}" if going else ""
    return redirect(reverse("accounts:sign_in") + query)


def mark_session(request: HttpRequest) -> None:
    """Note in a fresh session whether its person came from outside: what they did last tells."""
    ways = [way for way in request.session.get(METHODS, []) if way.get("method") in ("socialaccount", "password")]
    request.session.pop(FROM_OUTSIDE, None)
    if ways and ways[-1]["method"] == "socialaccount":
        request.session[FROM_OUTSIDE] = {"system": ways[-1]["provider"], "key": ways[-1]["uid"]}
        if goodbye := getattr(request, GOODBYE, None):
            request.session[GOODBYE] = goodbye


def note_goodbye(request: HttpRequest, address: str, client: str, token: str) -> None:
    """Note where the provider's own session is ended; its token, which names the person, rests enciphered."""
    setattr(request, GOODBYE, {"address": address, "client": client, "token": encipher(token)})


def goodbye_address(request: HttpRequest, back: str) -> str:
    """Return the address that ends the provider's session of who signs out and leads back here; else nothing.

    OpenID Connect RP-Initiated Logout: on a computer of many, the next one must not come in as the one before.
    """
    kept = request.session.get(GOODBYE)
    token = decipher(kept["token"]) if kept else None
    if not kept or token is None:
        return ""
    query = {"id_token_hint": token, "client_id": kept["client"], "post_logout_redirect_uri": back}
    return f"{kept['address']}{'&' if '?' in kept['address'] else '?'}{urlencode(query)}"


def ask_afresh(response: HttpResponse) -> None:
    """Let the provider ask the next one who comes through it from this browser who they are."""
    response.set_cookie(
        AFRESH, "1", max_age=AFRESH_KEPT, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def keep_stranger(request: HttpRequest, claims: Claims, now: datetime) -> None:
    """Keep for a short while what an outside system said of somebody whom nobody here is found for."""
    told: dict[str, Any] = asdict(claims)
    told["birth_date"] = claims.birth_date.isoformat() if claims.birth_date else None
    request.session[STRANGER] = {"at": now.isoformat(), "claims": told}


def stranger(request: HttpRequest, now: datetime) -> Claims | None:
    """Return what is kept of the stranger, while it is fresh."""
    kept = request.session.get(STRANGER)
    if not kept or now - datetime.fromisoformat(kept["at"]) > STRANGER_KEPT:
        return None
    born = kept["claims"]["birth_date"]
    return Claims(**kept["claims"] | {"birth_date": date.fromisoformat(born) if born else None})


def forget_stranger(request: HttpRequest) -> None:
    """Forget the stranger: they have been recognised, or have left."""
    request.session.pop(STRANGER, None)
