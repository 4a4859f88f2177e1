"""With what a person's browser seals what it keeps of theirs, so that the next one at the computer reads nothing."""

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "accounts.storage_keys"


def storage_keys(user: int) -> list[str]:
    """Return the keys of 256 bits as hexadecimal numbers: the one to seal with, then those of former secrets.

    They follow from the server's secret and the person alone: after any new sign-in they are the
    same, and marks that could not be sent are still there. Nobody else is given them.
    """
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(SALT, str(user), secret=secret, algorithm="sha256").hexdigest() for secret in secrets]
