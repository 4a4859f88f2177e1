"""To whom the user may give a way to sign in, and how (R18–R21, R26): only so that nobody takes over another's rights.

The journal administrator and the director give sign-ins to the people of their organisation. Of whoever
holds a role, only who gives that role gives the sign-in too: the director's own, the deputies' and the
journal administrators' are not a journal administrator's to renew. A person tied to another organisation as
well gets a link at their own e-mail, which nobody here sees: a slip would open rights given elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import organizations_as
from accounts.enums import CredentialKind, Role
from accounts.models import Appointment, Credential, Organization, User
from accounts.offices import BY_ADMINISTRATION
from contingent.models import Employee, Representative, Student

ISSUERS = (Role.DIRECTOR, Role.JOURNAL_ADMIN)
WAYS = (CredentialKind.SLIP, CredentialKind.MAIL, CredentialKind.LINK)


@dataclass(frozen=True)
class Standing:
    """A person to whom a sign-in may be given: in which ways, why not in others, and what they have now."""

    user: User
    organization: Organization
    ways: tuple[CredentialKind, ...]
    why: str
    has_factor: bool
    last: Credential | None

    @property
    def may_reset(self) -> bool:
        """Whether a lost second factor of theirs is the user's to take off."""
        return self.has_factor and CredentialKind.SLIP in self.ways

    @property
    def state(self) -> str:
        """What sign-in the person has, in words."""
        if self.user.last_login:
            return _("signs in; last on %(day)s") % {"day": f"{timezone.localtime(self.user.last_login):%d.%m.%Y}"}
        if self.last:
            return _("%(way)s of %(day)s, not used yet") % {
                "way": self.last.get_kind_display(),
                "day": f"{timezone.localtime(self.last.given_at):%d.%m.%Y}",
            }
        return _("has not signed in yet") if self.user.has_usable_password() else _("no sign-in yet")


def issuing_organizations(user: User, on: date) -> Any:
    """Return the organisations to whose people the user gives sign-ins."""
    return organizations_as(user, on, *ISSUERS)


def read_standings(actor: User, on: date, users: Iterable[int]) -> list[Standing]:
    """Return those of the people who are of the actor's organisations, in the order of names.

    The number of queries does not grow with the people.
    """
    wanted = list(users)
    led = _led(actor, on)
    places, held = _places(wanted, on), _held(wanted, on)
    for number, place in held:
        places[number].add(place)
    people = User.objects.filter(pk__in=[number for number in places if places[number] & set(led)]).order_by(
        "sort_key", "pk"
    )
    factors = set(Authenticator.objects.filter(user__in=wanted).values_list("user", flat=True))
    given = Credential.objects.filter(user__in=wanted, kind__in=WAYS).order_by("user", "-given_at", "-pk")
    last = {row.user_id: row for row in given.distinct("user")}
    organizations = Organization.objects.in_bulk({place for own in places.values() for place in own})
    found = []
    for user in people:
        own = min(places[user.pk] & set(led))
        ways, why = _ways(actor, user, led, places[user.pk], held, organizations)
        found.append(Standing(user, organizations[own], ways, why, user.pk in factors, last.get(user.pk)))
    return found


def _ways(
    actor: User,
    user: User,
    led: dict[int, set[Role]],
    places: set[int],
    held: dict[tuple[int, int], set[Role]],
    organizations: dict[int, Organization],
) -> tuple[tuple[CredentialKind, ...], str]:
    if user.pk == actor.pk:
        return (), _("Your own password is changed in the menu under your name.")
    if user.is_staff or user.is_superuser:
        return (), _("Of whoever runs the system the sign-in is given by the system's operator.")
    if not user.is_active or user.anonymised_at:
        return (), _("Access is closed.")
    for place in places & set(led):
        if Role.DIRECTOR not in led[place] and not held.get((user.pk, place), set()) <= set(BY_ADMINISTRATION):
            return (), _("Of the leadership and the journal administrators the sign-in is given by the director.")
    elsewhere = [organizations[place].short_name for place in sorted(places - set(led))]
    if elsewhere and not user.email:
        return (), _("Also in: %(where)s, so only a letter to their own e-mail will do, and none is known.") % {
            "where": ", ".join(elsewhere)
        }
    if elsewhere:
        return (CredentialKind.MAIL,), _("Also in: %(where)s, so only by a letter to their own e-mail.") % {
            "where": ", ".join(elsewhere)
        }
    return (WAYS, "") if user.email else ((CredentialKind.SLIP, CredentialKind.LINK), _("No e-mail is known."))


def _led(actor: User, on: date) -> dict[int, set[Role]]:
    led: dict[int, set[Role]] = defaultdict(set)
    rows = Appointment.objects.on(on).filter(user=actor, role__in=ISSUERS)
    for place, role in rows.values_list("organization", "role"):
        led[place].add(Role(role))
    return led


def _places(users: list[int], on: date) -> dict[int, set[int]]:
    """Return the organisations each belongs to now or soon: on the staff, studying, or with a child there."""
    lasting = Q(ends=None) | Q(ends__gte=on)
    found: dict[int, set[int]] = defaultdict(set)
    ways = (
        Employee.objects.filter(lasting, user__in=users).values_list("user", "organization"),
        Student.objects.filter(lasting, user__in=users).values_list("user", "organization"),
        Representative.objects.filter(
            lasting, Q(student__ends=None) | Q(student__ends__gte=on), user__in=users
        ).values_list("user", "student__organization"),
    )
    for rows in ways:
        for user, place in rows:
            found[user].add(place)
    return found


def _held(users: list[int], on: date) -> dict[tuple[int, int], set[Role]]:
    """Return the roles that each holds now or will hold, by organisation."""
    found: dict[tuple[int, int], set[Role]] = defaultdict(set)
    rows = Appointment.objects.filter(Q(ends=None) | Q(ends__gte=on), user__in=users)
    for user, place, role in rows.values_list("user", "organization", "role"):
        found[user, place].add(Role(role))
    return found


def list_given(actor: User, on: date, user: int, *, most: int = 20) -> list[Credential]:
    """Return what was given to the person in the actor's organisations, the latest first: it answers for itself."""
    rows = Credential.objects.filter(
        Q(organization__in=issuing_organizations(actor, on)) | Q(organization=None), user=user
    )
    return list(rows.select_related("given_by", "organization").order_by("-given_at", "-pk")[:most])
