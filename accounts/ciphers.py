"""What rests enciphered with the project's key: secrets of the second factor, tokens of providers."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encipher(text: str) -> str:
    """Return what may be kept of the text."""
    return _cipher().encrypt(text.encode()).decode()


def decipher(kept: str) -> str | None:
    """Return the text; None when it was enciphered with a key that is ours no more."""
    try:
        return _cipher().decrypt(kept.encode()).decode()
    except InvalidToken:
        return None


def _cipher() -> MultiFernet:
    keys: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(("second factor:" + key).encode()).digest())) for key in keys]
    )
