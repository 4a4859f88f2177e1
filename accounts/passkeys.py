"""Passkeys beside the application with codes: allauth keeps them, fido2 checks what they sign.

A passkey is bound to the name by which the journal is open: browsers have none for a bare number.
"""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_authentication, begin_registration
from django.http import HttpRequest

from accounts.factor import FACTORS
from accounts.models import User

MOST = 10
"""Passkeys of one person."""


@dataclass(frozen=True)
class Way:
    """A second factor of the person's: the application, or a passkey by its name."""

    id: int
    name: str
    since: datetime
    used_at: datetime | None


def list_ways(user: User) -> list[Way]:
    """Return the second factors of the person but the recovery codes; the application, which has no name, first."""
    rows = Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("type", "pk")
    return [
        Way(row.pk, row.data.get("name", "") if row.type == Authenticator.Type.WEBAUTHN else "", row.created_at,
            row.last_used_at)
        for row in rows
    ]  # fmt: skip


def count(user: User) -> int:
    """Return how many passkeys the person has."""
    return int(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count())


def keep(user: User, name: str, credential: dict[str, Any]) -> None:
    """Keep the public half of a passkey."""
    WebAuthn.add(user, name, credential)


def remove(user: User, way: int) -> None:
    """Forget one second factor of the person."""
    Authenticator.objects.filter(user=user, pk=way, type__in=FACTORS).delete()


def ask_for_new(user: User) -> dict[str, Any]:
    """Return the question by which a browser makes a passkey; the session remembers what was asked."""
    asked: dict[str, Any] = begin_registration(user, False)
    return asked


def ask_for_proof(user: User) -> dict[str, Any]:
    """Return the question that a passkey of the person's answers; the session remembers what was asked."""
    asked: dict[str, Any] = begin_authentication(user)
    return asked


def host_by_number(request: HttpRequest) -> str:
    """Return the address when the journal is open by a number and not by a name: a browser has no passkeys there."""
    host = request.get_host()
    bare = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    try:
        ip_address(bare.strip("[]"))
    except ValueError:
        return ""
    return host
