"""The providers through which people sign in from outside, as the environment names them (X3, X4)."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from epos.embedded import endpoints
from epos.environment import read


def providers(production: bool, demo: bool) -> list[dict[str, Any]]:
    """Return the providers whose address is known; in the demo the stand-ins where none is given."""
    told = {
        "gosuslugi": (
            read("EPOS_OIDC_GOSUSLUGI_URL"),
            read("EPOS_OIDC_GOSUSLUGI_CLIENT_ID"),
            read("EPOS_OIDC_GOSUSLUGI_SECRET"),
        ),
        "rsaag": (read("EPOS_OIDC_RSAAG_URL"), read("EPOS_OIDC_RSAAG_CLIENT_ID"), read("EPOS_OIDC_RSAAG_SECRET")),
    }
    found = []
    for name, (url, client, secret) in told.items():
        if not url and demo:
            url, client, secret = endpoints.stand_in_url(f"stand-in-{name}"), "epos", "stand-in"
        if not url:
            continue
        if production and not (url.startswith("https://") and client and secret):
            raise ImproperlyConfigured(f"EPOS_OIDC_{name.upper()}_…: an https address, an identifier and a secret.")
        found.append(app(name, url, client, secret))
    return found


def app(name: str, url: str, client: str, secret: str) -> dict[str, Any]:
    """Return a provider as allauth's settings hold it."""
    return {
        "provider_id": name,
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": url.rstrip("/"), "scope": read("EPOS_OIDC_SCOPES").split()},
    }
