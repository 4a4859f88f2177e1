"""The second factor as allauth keeps it: an application that counts codes, passkeys, and recovery codes."""

from datetime import date
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.ciphers import decipher, encipher
from accounts.enums import Role
from accounts.models import Appointment, User

OBLIGED = (Role.DIRECTOR, Role.JOURNAL_ADMIN)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets rest enciphered with the project's key; applications show the login, not the e-mail."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "The code does not fit. A code is good for half a minute and once: wait for the next one. "
            "Check the clock of the phone."
        ),
    }

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.get_username())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whose passkeys these are: they are bound to the name by which the journal is open."""
        return {"id": context.request.get_host().partition(":")[0], "name": settings.MFA_TOTP_ISSUER}

    def encrypt(self, text: str) -> str:
        """Encipher what the database keeps."""
        return encipher(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Decipher what the database keeps."""
        if (text := decipher(encrypted_text)) is None:
            raise ValueError("the secret was enciphered with another key")
        return text

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the library has words and pages of its own."""


def has_factor(user: User) -> bool:
    """Whether the sign-in of the person asks for a code."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def must_have_factor(user: User, on: date) -> bool:
    """Whether the person directs an organisation or administers a journal, where the installation asks for it."""
    if not settings.STAFF_SECOND_FACTOR:
        return False
    return user.is_superuser or Appointment.objects.on(on).filter(user=user, role__in=OBLIGED).exists()


def owes_factor(user: User, on: date) -> bool:
    """Whether nothing else opens to the person before they have set a second factor up."""
    if not settings.STAFF_SECOND_FACTOR:
        return False
    return user.owes_factor if user.owes_factor is not None else must_have_factor(user, on) and not has_factor(user)


def fits(secret: str, code: str) -> bool:
    """Whether an application that holds the secret tells this code now."""
    return bool(validate_totp_code(secret, code.replace(" ", "")))


def has_application(user: User) -> bool:
    """Whether an application of the person's counts codes."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def turn_on(user: User, secret: str) -> list[str]:
    """Keep the secret of an application, in place of the one before; return the recovery codes, made anew."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    return new_codes(user)


def new_codes(user: User) -> list[str]:
    """Return fresh recovery codes; those of before open nothing any more."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def codes_left(user: User) -> int:
    """Return how many recovery codes have not been used."""
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(held.wrap().get_unused_codes()) if held else 0


def turn_off(user: User) -> bool:
    """Take every factor off; return whether there was one."""
    return bool(Authenticator.objects.filter(user=user).delete()[0])
