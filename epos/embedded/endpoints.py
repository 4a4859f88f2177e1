"""Addresses for the settings. Reading them starts nothing."""

from pathlib import Path

from epos.embedded import places
from epos.embedded.process import last_known


def data_dir() -> Path:
    return places.data_dir()


def secret_key() -> str:
    """Return the signing key of this machine; production brings its own."""
    return places.secret("secret-key")


def database_url() -> str:
    return address("postgres", "postgres://epos:{}@127.0.0.1:{}/epos", 15432)


def redis_url() -> str:
    return address("valkey", "redis://:{}@127.0.0.1:{}/0", 16379)


def web_url() -> str:
    """Return where the demo's pages are."""
    known = last_known("web")
    return f"http://127.0.0.1:{known.port if known else 8000}"


def stand_in_token() -> str:
    """Return the token that the demo's stand-ins ask for."""
    return places.secret("stand-in-token")


def stand_in_url(name: str) -> str:
    """Return where the demo's stand-in answers, or nothing when it was never started."""
    known = last_known(name)
    return f"http://127.0.0.1:{known.port}" if known else ""


def address(name: str, form: str, port: int) -> str:
    known = last_known(name)
    return form.format(places.secret(name), known.port if known else port)
