"""Where the outside systems are read and with which token, as the environment names them; tokens are shown nowhere."""

from typing import Any

from django.conf import settings

NIGHT = range(2, 6)
"""The hours of an organisation's clock in which it is synchronised: in the first of them, if somebody works then."""


def address_of(system: str) -> str:
    """Return the address of the outside system that the environment names, "" if none."""
    address = settings.FEEDS[system]["address"]
    return str(address() if callable(address) else address)


def token_for(system: str, address: str) -> str:
    """Return the token that goes to the address: one is only for the address it was set up with, or for none named."""
    return str(settings.FEEDS[system]["token"]) if address in ("", address_of(system)) else ""


def night_hour() -> str:
    """Return the time of day at which the synchronisation of a night begins, by the organisation's clock."""
    at: Any = settings.CELERY_BEAT_SCHEDULE["nightly-sync"]["schedule"]
    return f"{NIGHT[0]:02}:{min(at.minute):02}"
