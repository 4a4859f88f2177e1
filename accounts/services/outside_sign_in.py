"""Who of the people known here has come through госуслуги or РСААГ (R24, X3, X4).

In this order: by the number the system knows them by; by their number in the contingent; by a
confirmed e-mail with the names and the date of birth, when exactly one person answers to them.
A person who works in an organisation is recognised and not let in: what they may do as staff
opens to the login, the password and the second factor of the staff alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.enums import OutsideSystem
from accounts.models import OutsideIdentity, User
from accounts.outside import is_of_kind, works
from common.sql import sort_key


@dataclass(frozen=True)
class Claims:
    """What an outside system says of a person; the e-mail only when the system has confirmed it."""

    system: str
    key: str
    last_name: str = ""
    first_name: str = ""
    patronymic: str = ""
    email: str = ""
    birth_date: date | None = None
    contingent_key: str = ""


@dataclass(frozen=True)
class Known:
    """A person known here who may be the one.

    `has_key`: the system's number is theirs already; `has_contingent_key`: so is the contingent's;
    `has_other_key`: the system knows them by another number.
    """

    user_id: int
    last_name: str
    first_name: str
    patronymic: str = ""
    email: str = ""
    birth_date: date | None = None
    is_active: bool = True
    is_of_kind: bool = True
    works: bool = False
    has_key: bool = False
    has_contingent_key: bool = False
    has_other_key: bool = False


class Outcome(Enum):
    FOUND = auto()
    STAFF = auto()  # known, but works here: signs in as staff do
    CLOSED = auto()  # known, but may not sign in
    UNKNOWN = auto()


@dataclass(frozen=True)
class Decision:
    outcome: Outcome
    user_id: int | None = None


UNKNOWN = Decision(Outcome.UNKNOWN)


def decide(claims: Claims, people: Sequence[Known]) -> Decision:
    """Return who of the people the claims are about; nobody rather than the wrong one."""
    for person in people:
        if person.has_key:
            return _admit(person)
    for person in people:
        if person.has_contingent_key:
            return _first_time(person)
    alike = [person for person in people if is_alike(claims, person)]
    alike = [person for person in alike if person.is_active] or alike
    return _first_time(alike[0]) if len(alike) == 1 else UNKNOWN


def is_alike(claims: Claims, person: Known) -> bool:
    """Whether e-mail, surname, name and date of birth are the same, and patronymics where both have one (ё = е)."""
    names = ("last_name", "first_name")
    return bool(
        claims.email
        and claims.birth_date
        and claims.last_name
        and claims.first_name
        and claims.email.casefold() == person.email.casefold()
        and claims.birth_date == person.birth_date
        and all(sort_key(getattr(claims, name)) == sort_key(getattr(person, name)) for name in names)
        and _same_where_both(claims.patronymic, person.patronymic)
    )


def _same_where_both(one: str, other: str) -> bool:
    return not one.strip() or not other.strip() or sort_key(one) == sort_key(other)


def _first_time(person: Known) -> Decision:
    """Let in whom the system names for the first time: not another kind, nor one whom it knows already."""
    if person.works:
        return Decision(Outcome.STAFF, person.user_id)
    return _admit(person) if person.is_of_kind and not person.has_other_key else UNKNOWN


def _admit(person: Known) -> Decision:
    if not person.is_active:
        return Decision(Outcome.CLOSED, person.user_id)
    return Decision(Outcome.STAFF if person.works else Outcome.FOUND, person.user_id)


def known_people(claims: Claims, on: date) -> list[Known]:
    """Return everybody whom the claims may be about, in one query."""
    numbers = OutsideIdentity.objects.filter(user=OuterRef("pk"))
    asked = Q(system=claims.system, key=claims.key)
    if claims.contingent_key:
        asked |= Q(system=OutsideSystem.CONTINGENT, key=claims.contingent_key)
    holders = OutsideIdentity.objects.filter(asked).values("user")
    wanted = User.objects.filter(pk__in=holders)
    if claims.email and claims.birth_date:
        alike = User.objects.filter(email__iexact=claims.email, birth_date=claims.birth_date)
        wanted = User.objects.filter(pk__in=wanted.values("pk").union(alike.values("pk")))
    rows = wanted.annotate(
        of_kind=is_of_kind(claims.system, on),
        at_work=Exists(User.objects.filter(works(on), pk=OuterRef("pk"))),
        has_key=Exists(numbers.filter(system=claims.system, key=claims.key)),
        has_contingent_key=Exists(numbers.filter(system=OutsideSystem.CONTINGENT, key=claims.contingent_key or None)),
        has_other_key=Exists(numbers.filter(system=claims.system).exclude(key=claims.key)),
    )
    return [
        Known(
            user_id=row.pk, last_name=row.last_name, first_name=row.first_name, patronymic=row.patronymic,
            email=row.email, birth_date=row.birth_date, is_active=row.is_active, is_of_kind=row.of_kind,
            works=row.at_work, has_key=row.has_key, has_contingent_key=row.has_contingent_key,
            has_other_key=row.has_other_key,
        )
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def recognise_outside_person(*, claims: Claims, now: datetime) -> tuple[Outcome, User | None]:
    """Return whom to sign in, and remember the system's number of theirs for the next time."""
    decision = decide(claims, known_people(claims, timezone.localdate(now)))
    if decision.outcome is not Outcome.FOUND or decision.user_id is None:
        return decision.outcome, None
    identity, _made = OutsideIdentity.objects.get_or_create(
        system=claims.system, key=claims.key, defaults={"user_id": decision.user_id}
    )
    if identity.user_id != decision.user_id:  # linked with another this very moment
        return Outcome.UNKNOWN, None
    return Outcome.FOUND, identity.user


def outside_standing(*, user: User, system: str, key: str, now: datetime) -> Outcome:
    """Return whether a session opened by the system's number may go on: not once its person works, or is unlinked."""
    own = User.objects.filter(pk=user.pk)
    at_work, linked = own.values_list(
        Exists(User.objects.filter(works(timezone.localdate(now)), pk=OuterRef("pk"))),
        Exists(OutsideIdentity.objects.filter(system=system, key=key, user=OuterRef("pk"))),
    ).get()
    if at_work:
        return Outcome.STAFF
    return Outcome.FOUND if linked else Outcome.CLOSED
