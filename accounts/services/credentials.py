"""Ways to sign in that are made by the system (R18, R26): a slip with a password, a link that opens once.

Who may give them to whom the rooms above decide: they know who belongs where. Every act leaves a row that
answers for it. A password of a slip is nowhere but on the slip, a link nowhere but with its reader: the
database has their digests.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import factor
from accounts.audit import Trace
from accounts.enums import CredentialKind
from accounts.errors import RequestRefused
from accounts.guessing import forget_attempts
from accounts.models import Credential, Organization, User
from accounts.services.sessions import end_sessions

SLIP_GOOD = timedelta(days=30)
LINK_GOOD = timedelta(days=7)
FORGOTTEN_GOOD = timedelta(hours=2)
FORGOTTEN_APART = timedelta(minutes=5)
MOST = 200
"""People who are given a way to sign in at once."""
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read in two ways
SLIP_ROUNDS = 20_000
"""A password of twelve signs at random is not guessed from its digest; it is hashed anew at the first sign-in."""
OPENING = (CredentialKind.LINK, CredentialKind.MAIL, CredentialKind.FORGOTTEN)
Whom = Sequence[tuple[User, Organization | None]]
"""People, each with the organisation that gives; none where the system's operator does."""


@dataclass(frozen=True)
class Issued:
    """What the one who issued it sees once: the password of a slip or the token of a link."""

    name: str
    login: str
    organization: str
    secret: str
    ends_at: datetime


@transaction.atomic
def give_slips(*, people: Whom, trace: Trace) -> list[Issued]:
    """Give each a new password that must be changed at the first sign-in; their sessions end."""
    ends_at, issued = trace.now + SLIP_GOOD, []
    for user, organization in people:
        password = "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _part in range(3))
        user.password, user.must_change_password = _hashed(password), True
        user.save(update_fields=["password", "must_change_password"])
        _void(user, trace.now, *CredentialKind)
        end_sessions(user=user)
        forget_attempts(user.username)
        _row(user, organization, CredentialKind.SLIP, trace, ends_at)
        issued.append(Issued(user.full_name, user.username, str(organization or ""), password, ends_at))
    return issued


@transaction.atomic
def give_links(*, people: Whom, trace: Trace) -> list[Issued]:
    """Give each a link to hand over, in place of those given before; the old password holds until it is used."""
    ends_at, issued = trace.now + LINK_GOOD, []
    for user, organization in people:
        _void(user, trace.now, *OPENING)
        row = _row(user, organization, CredentialKind.LINK, trace, ends_at)
        issued.append(Issued(user.full_name, user.username, str(organization or ""), make_token(row), ends_at))
    return issued


@transaction.atomic
def mail_links(*, people: Whom, trace: Trace) -> list[Credential]:
    """Give each a link that goes to their own address and is seen by nobody else; the caller sends the letters."""
    rows = []
    for user, organization in people:
        _void(user, trace.now, *OPENING)
        rows.append(_row(user, organization, CredentialKind.MAIL, trace, trace.now + LINK_GOOD))
    return rows


@transaction.atomic
def remind_password(*, told: str, address: str | None, now: datetime) -> Credential | None:
    """Give a link to whom the login or the e-mail names, when they sign in by a password; the caller sends it.

    An e-mail that two people share names neither. A person gets one letter in five minutes.
    """
    found = list(User.objects.filter(username__iexact=told)[:2] or User.objects.filter(email__iexact=told)[:2])
    if len(found) != 1:
        return None
    user = User.objects.select_for_update().get(pk=found[0].pk)
    since = Credential.objects.filter(user=user, kind=CredentialKind.FORGOTTEN, given_at__gt=now - FORGOTTEN_APART)
    if not user.is_active or not user.email or not user.has_usable_password() or since.exists():
        return None
    trace = Trace(actor=User(), now=now, address=address)
    return _row(user, None, CredentialKind.FORGOTTEN, trace, now + FORGOTTEN_GOOD)


def make_token(row: Credential) -> str:
    """Return the secret of the link, made anew: what was made of the row before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    row.digest = _digest(token)
    row.save(update_fields=["digest"])
    return token


def find_link(*, token: str, now: datetime, lock: bool = False) -> Credential | None:
    """Return what the link was given for while it opens."""
    rows = Credential.objects.filter(digest=_digest(token), kind__in=OPENING, used_at=None, ends_at__gt=now)
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.filter(user__is_active=True).select_related("user").first()


@transaction.atomic
def use_link(*, token: str, password: str, now: datetime) -> User:
    """Set the password that the person has chosen; the link opens nothing any more, and their sessions end."""
    row = find_link(token=token, now=now, lock=True)
    if row is None:
        raise RequestRefused(_("This link has been used already or its term is over. Ask for a new one."))
    row.used_at = now
    row.save(update_fields=["used_at"])
    set_own_password(user=row.user, password=password, now=now)
    return row.user


@transaction.atomic
def set_own_password(*, user: User, password: str, now: datetime, session: str = "") -> None:
    """Set the password that the person has chosen; what was issued opens nothing any more, other sessions end."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    forget_attempts(user.username)
    Credential.objects.filter(user=user, kind=CredentialKind.SLIP, used_at=None, ends_at__gt=now).update(used_at=now)
    _void(user, now, *CredentialKind)
    end_sessions(user=user, but=session)


@transaction.atomic
def take_factor_off(*, user: User, organization: Organization | None, trace: Trace) -> None:
    """Take a lost second factor off with its reason; the person's sessions end."""
    if not factor.turn_off(user):
        raise RequestRefused(_("There is no second factor to take off."))
    _row(user, organization, CredentialKind.FACTOR_RESET, trace, None)
    end_sessions(user=user)


def is_slip_stale(user: User, now: datetime) -> bool:
    """Whether the password is of a slip whose term is over."""
    if not user.must_change_password:
        return False
    last = Credential.objects.filter(user=user, kind=CredentialKind.SLIP).order_by("-given_at", "-pk").first()
    return bool(last and last.ends_at and last.ends_at < now)


def _void(user: User, now: datetime, *kinds: CredentialKind) -> None:
    Credential.objects.filter(user=user, kind__in=kinds, used_at=None, ends_at__gt=now).update(ends_at=now)


def _row(
    user: User, organization: Organization | None, kind: CredentialKind, trace: Trace, ends_at: datetime | None
) -> Credential:
    return Credential.objects.create(
        user=user, organization=organization, kind=kind, given_by=trace.actor if trace.actor.pk else None,
        given_at=trace.now, address=trace.address or None, reason=trace.reason[:300], ends_at=ends_at,
    )  # fmt: skip


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hashed(password: str) -> str:
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=SLIP_ROUNDS)
    return make_password(password)
