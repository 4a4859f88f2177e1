"""Keeping people current by hand (R104): adding, tying, mending names and contacts.

Only the journal administrator of the organisation does it. A person who is known here already is
tied, not doubled; of a person known elsewhere too, or in charge somewhere, nothing is changed by
hand: by changing an e-mail one could take over their sign-in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import administered_organizations
from accounts.audit import CREATED, Trace, write_history
from accounts.enums import READS_ORGANIZATION, Role
from accounts.models import Appointment, Organization, User
from contingent.access import check_people
from contingent.enums import GroupKind
from contingent.errors import BulkRefused, NotAllowed
from contingent.models import Employee, Membership, Representative, Student, StudyGroup
from contingent.queries.namesakes import people_of
from contingent.services.people_import.logins import set_logins
from contingent.services.person_changes import note_person_changes

PERSON = ("last_name", "first_name", "patronymic", "birth_date", "email", "phone")
IN_CHARGE = (*READS_ORGANIZATION, Role.IT_SUPPORT)


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else has changed since the page was opened, with what it holds now."""

    field: str
    now: Any


def why_fixed(actor: User, person: User, on: date) -> str:
    """Return why the name and contacts of the person are not the actor's to change; empty when they are."""
    own = administered_organizations(actor, on).values("pk")
    inside = (
        Student.objects.filter(user=person, organization__in=own),
        Employee.objects.filter(user=person, organization__in=own),
        Representative.objects.filter(user=person, student__organization__in=own),
    )
    if not any(rows.exists() for rows in inside):
        return _("Names and contacts are kept by the journal administrator of the organisation.")
    held = Appointment.objects.filter(user=person, role__in=IN_CHARGE).exclude(ends__lt=on)
    if person.is_staff or person.is_superuser or held.exists():
        return _("Of the leadership and journal administrators names and contacts come from the staff source only.")
    outside = (
        Student.objects.filter(user=person).exclude(organization__in=own),
        Employee.objects.filter(user=person).exclude(organization__in=own),
        Appointment.objects.filter(user=person).exclude(organization__in=own),
        Representative.objects.filter(user=person).exclude(student__organization__in=own),
    )
    if any(rows.exists() for rows in outside):
        return _("This person is known in another organisation too: the outside source changes the name and contacts.")
    return ""


@transaction.atomic
def change_person(
    *, person: int, seen: Mapping[str, Any], told: Mapping[str, Any], trace: Trace, on: date
) -> list[Conflict]:
    """Write the fields that differ from what the editor saw; nothing when someone else changed one of them.

    Raises `NotAllowed` when the person is not the actor's to change.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=person)
    if reason := why_fixed(trace.actor, user, on):
        raise NotAllowed(reason)
    wanted = {name: told[name] for name in PERSON if told[name] != seen[name]}
    now = {name: getattr(user, name) for name in wanted}
    if found := [Conflict(name, now[name]) for name in wanted if now[name] not in (seen[name], wanted[name])]:
        return found
    for name, value in wanted.items():
        setattr(user, name, value)
    if wanted:
        user.save(update_fields=list(wanted))
        changed = [(user.pk, name, now[name], value) for name, value in wanted.items() if now[name] != value]
        note_person_changes(changed, trace)
    return []


@transaction.atomic
def add_student(
    *, group: int, person: Mapping[str, Any], known: int | None, starts: date, order: str, form: str,
    outside_id: str, trace: Trace,
) -> Student:  # fmt: skip
    """Take a student on into a home group by an order; `known` is who they are already."""
    place = StudyGroup.objects.select_related("organization").get(pk=group, kind=GroupKind.HOME)
    organization = place.organization
    check_people(trace.actor, organization, organization.local_day(trace.now))
    user = _person(person, known, organization)
    try:
        with transaction.atomic():
            student = Student.objects.create(
                organization=organization, user=user, starts=starts, form=form, outside_id=outside_id
            )
    except IntegrityError:
        raise BulkRefused(_("Studies here already in these days, or the personal number is another's.")) from None
    member = Membership.objects.create(
        student=student, group=place, group_kind=GroupKind.HOME, starts=starts, order=order
    )
    write_history(trace, [(member, CREATED, None)])
    return student


@transaction.atomic
def add_employee(
    *, organization: Organization, person: Mapping[str, Any], known: int | None, position: str, starts: date,
    trace: Trace,
) -> Employee:  # fmt: skip
    """Take a person on the staff; roles are given by appointments."""
    check_people(trace.actor, organization, organization.local_day(trace.now))
    user = _person(person, known, organization)
    try:
        with transaction.atomic():
            return Employee.objects.create(organization=organization, user=user, position=position, starts=starts)
    except IntegrityError:
        raise BulkRefused(_("Works here already in these days.")) from None


@transaction.atomic
def add_representative(
    *, student: Student, person: Mapping[str, Any], known: int | None, kind: str, starts: date, trace: Trace
) -> Representative:
    """Tie a representative to a student from a day."""
    organization = student.organization
    check_people(trace.actor, organization, organization.local_day(trace.now))
    user = _person(person, known, organization)
    if user.pk == student.user_id:
        raise BulkRefused(_("Nobody represents themselves: choose another person."))
    try:
        with transaction.atomic():
            return Representative.objects.create(student=student, user=user, kind=kind, starts=starts)
    except IntegrityError:
        raise BulkRefused(_("Represents this student already in these days.")) from None


def _person(told: Mapping[str, Any], known: int | None, organization: Organization) -> User:
    """Return the known person, of this organisation only, unchanged; or a new one, who cannot sign in yet."""
    if known is not None:
        found = User.objects.filter(people_of(organization), pk=known).first()
        if found is None:
            raise NotAllowed(_("Only people of this organisation can be chosen."))
        return found
    user = User(**{name: told[name] for name in PERSON if name in told})
    set_logins([user])
    user.save(force_insert=True)
    return user
