"""Trusted persons: a parent lets someone into one child's diary and puts them out again (R12, 152-ФЗ).

Only who answers for the child by law does it; any of them puts a trusted person out, whoever let
them in. The words agreed to are kept. A trusted person reads the diary and nothing more: they let
nobody in, acknowledge nothing for the parent, and no alarm of an absence goes to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.enums import ConsentKind, CredentialKind, OutsideSystem
from accounts.models import Consent, Credential, User
from accounts.outside import works
from accounts.services.credentials import mail_links
from common.sql import sort_key
from contingent.access import diary_students, represented_students
from contingent.enums import RepresentativeKind
from contingent.errors import NotAllowed, TrustRefused
from contingent.models import Representative, Student
from contingent.services.people_import.logins import set_logins

LETTERS_APART = timedelta(minutes=5)
MOST = 5
"""How many trusted persons one child may have at once."""


@dataclass(frozen=True)
class TrustedPerson:
    """Who is let in, as the parent told it: names and an e-mail or a mobile."""

    last_name: str
    first_name: str
    patronymic: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def admit_trusted(
    *, student: int, person: TrustedPerson, ends: date | None, words: str, trace: Trace
) -> Representative:
    """Let a person into the child's diary until a day; `words` are what the parent agreed to.

    Somebody known by the same e-mail or mobile and the same name is let in; nobody learns whether
    there was one. Anyone else is a new person who cannot sign in yet: by a link (`offer_sign_in`, or of the
    journal administrator) they can, or through госуслуги. Raises `NotAllowed` or `TrustRefused`.
    """
    child, today = locked_child(student, trace)
    if ends is not None and ends < today:
        raise TrustRefused(_("The last day has passed."))
    ties = Representative.objects.on(today).filter(student=child)
    if ties.filter(kind=RepresentativeKind.TRUSTED).count() >= MOST:
        raise TrustRefused(_("There are five trusted persons already. Put somebody out first."))
    user = known(person) or new(person)
    if user.pk == child.user_id or diary_students(user, today).filter(pk=child.pk).exists():
        raise TrustRefused(_("This person reads the diary already."))
    if Representative.objects.filter(Q(ends=None) | Q(ends__gte=today), student=child, user=user).exists():
        raise TrustRefused(_("This person is tied to the child already, by a tie that holds or is to come."))
    consent = Consent.objects.create(
        person=child.user, given_by=trace.actor, kind=ConsentKind.TRUSTED_PERSON, text=words, given_at=trace.now
    )
    return Representative.objects.create(
        student=child, user=user, kind=RepresentativeKind.TRUSTED, starts=today, ends=ends,
        admitted_by=trace.actor, consent=consent,
    )  # fmt: skip


@transaction.atomic
def put_out_trusted(*, student: int, tie: int, trace: Trace) -> None:
    """Let the trusted person read the diary no more from this moment; the consent is withdrawn."""
    child, today = locked_child(student, trace)
    row = Representative.objects.filter(pk=tie, student=child, kind=RepresentativeKind.TRUSTED).first()
    if row is None or (row.ends is not None and row.ends < max(today, row.starts)):
        raise TrustRefused(_("This person does not read the diary any more."))
    row.end_at_once(today)
    row.save(update_fields=("ends",))
    withdraw_consents(ties=[row.pk], trace=trace)


def withdraw_consents(*, ties: Sequence[int], trace: Trace) -> int:
    """Withdraw the consents by which the ties were made: whoever ends a tie ends its reason (152-ФЗ, R12)."""
    given = Representative.objects.filter(pk__in=ties, consent__isnull=False).values("consent")
    return Consent.objects.filter(pk__in=given, withdrawn_at=None).update(
        withdrawn_at=trace.now, withdrawn_by=trace.actor
    )


def restore_consents(*, ties: Sequence[int], withdrawn_at: datetime) -> int:
    """Let the consents hold again that were withdrawn at this moment with the ties: it was a mistake."""
    given = Representative.objects.filter(pk__in=ties, consent__isnull=False).values("consent")
    return Consent.objects.filter(pk__in=given, withdrawn_at=withdrawn_at).update(withdrawn_at=None, withdrawn_by=None)


@transaction.atomic
def offer_sign_in(*, student: int, tie: int, trace: Trace) -> Credential | None:
    """Give the trusted person a link to their own e-mail, which the caller sends; None when that is not to be done.

    It is not for whoever signs in already, works, or holds a link of the administrator's: what a parent
    does opens nothing but the diary. A letter goes once in five minutes. Nobody learns which it was.
    Raises `NotAllowed` or `TrustRefused`.
    """
    child, today = locked_child(student, trace)
    row = Representative.objects.on(today).filter(pk=tie, student=child, kind=RepresentativeKind.TRUSTED).first()
    if row is None:
        raise TrustRefused(_("This person does not read the diary any more."))
    given = Credential.objects.filter(user=OuterRef("pk"), used_at=None, ends_at__gt=trace.now)
    recent = Q(kind=CredentialKind.LINK) | Q(given_at__gt=trace.now - LETTERS_APART)
    free = User.objects.filter(
        ~Q(email=""), ~works(today), ~Exists(given.filter(recent)),
        ~Q(outside_identities__system=OutsideSystem.GOSUSLUGI), pk=row.user_id, is_active=True,
    ).first()  # fmt: skip
    if free is None or free.has_usable_password():
        return None
    return mail_links(people=[(free, child.organization)], trace=trace)[0]


def locked_child(student: int, trace: Trace) -> tuple[Student, date]:
    """Return the child and the day it is there; `NotAllowed` for all but those who answer for the child."""
    child = (
        Student.objects.select_related("organization", "user")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=student)
    )
    today = child.organization.local_day(trace.now)
    if not represented_students(trace.actor, today).filter(pk=student).exists():
        raise NotAllowed(_("Only a parent or guardian lets people into the diary."))
    return child, today


def known(person: TrustedPerson) -> User | None:
    """Return the one person with the same name and the same e-mail or mobile; None when there is none, or several."""
    if not (person.email or person.phone):
        raise TrustRefused(_("Tell the e-mail or the mobile of the person."))
    same = Q()
    if person.email:
        same |= Q(email__iexact=person.email)
    if person.phone:
        same |= Q(phone=person.phone)
    wanted = [sort_key(name) for name in (person.last_name, person.first_name)]
    found = [
        user
        for user in User.objects.filter(same, is_active=True)[:50]
        if [sort_key(user.last_name), sort_key(user.first_name)] == wanted
        and (not (person.patronymic and user.patronymic) or sort_key(user.patronymic) == sort_key(person.patronymic))
    ]
    return found[0] if len(found) == 1 else None


def new(person: TrustedPerson) -> User:
    """Make a person who cannot sign in yet."""
    user = User(
        last_name=person.last_name, first_name=person.first_name, patronymic=person.patronymic,
        email=person.email, phone=person.phone,
    )  # fmt: skip
    set_logins([user])
    user.save(force_insert=True)
    return user
