"""Leaving the staff: every appointment and tie ends in the same transaction (R19–R21, R36).

For one person and for as many as an outside source tells at once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.audit import CHANGED, Trace, write_history
from accounts.enums import Role
from accounts.models import Appointment, Organization
from accounts.offices import NEVER_NONE
from common.dated import ONE_DAY, holds_on, lasting, no_later_than
from contingent.errors import AppointmentRefused
from contingent.models import Curatorship, Employee
from contingent.ties import StaffTie, register_staff_tie, staff_ties


@dataclass(frozen=True)
class Left:
    """What ended with the employments; `without` are the roles that nobody has any more, by organisation."""

    employees: int
    appointments: int
    ties: dict[str, int]
    without: tuple[tuple[int, Role], ...]


@transaction.atomic
def end_employments(*, employees: Sequence[int], last_day: date, trace: Trace) -> Left:
    """Close the employments after the last day with all that hangs on them; those closed earlier stay.

    A fact of an outside source: it is not refused when nobody remains in a role, it is told.
    Organisations are locked, so that an appointment given at the same moment does not outlast.
    """
    rows = Employee.objects.filter(pk__in=employees).filter(lasting(last_day))
    places = set(rows.values_list("organization", flat=True))
    list(Organization.objects.filter(pk__in=places).order_by("pk").select_for_update(no_key=True))
    closed = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    ended = {tie.name: tie.end(closed, last_day, trace) for tie in staff_ties() if tie.end} if closed else {}
    appointments = end_appointments_of(employees=closed, last_day=last_day, trace=trace)
    Employee.objects.filter(pk__in=closed).update(ends=no_later_than(last_day))
    return Left(len(closed), appointments, ended, bare(places, last_day))


@transaction.atomic
def end_employment(*, employee: int, last_day: date | None, trace: Trace) -> Left:
    """Close one employment, at once or after a last day; refused when nobody would remain in a role.

    Who may do it is checked by the caller: staff comes from outside, or from the journal administrator.
    """
    found = Employee.objects.select_related("organization").get(pk=employee)
    last = last_day or found.organization.local_day(trace.now) - ONE_DAY
    before = set(bare({found.organization_id}, last))
    left = end_employments(employees=[employee], last_day=last, trace=trace)
    if set(left.without) - before:
        raise AppointmentRefused(
            _("Nobody would remain as director or as journal administrator. Appoint another one first.")
        )
    return left


@transaction.atomic
def end_appointments_of(*, employees: Sequence[int], last_day: date, trace: Trace) -> int:
    """End the appointments that the employees have after the last day; return how many."""
    own = Employee.objects.filter(organization=OuterRef("organization"), user=OuterRef("user"))
    rows = Appointment.objects.filter(Exists(own.filter(pk__in=employees))).filter(lasting(last_day))
    later = own.exclude(pk__in=employees).filter(starts__gt=last_day, starts__lte=OuterRef("starts"))
    found = list(rows.exclude(Exists(later)).order_by("pk").select_for_update(no_key=True, of=("self",)))
    return cut_all(Appointment.objects.filter(pk__in=[row.pk for row in found]), found, last_day, trace)


def end_ties(appointments: Sequence[Appointment], last_day: date, trace: Trace) -> None:
    """End what cannot be without the roles that were ended; nothing where the role is given again at once."""
    for appointment in appointments:
        who = {"organization": appointment.organization_id, "user": appointment.user_id}
        if Appointment.objects.filter(holds_on(last_day + ONE_DAY), **who, role=appointment.role).exists():
            continue
        employees = list(Employee.objects.filter(lasting(last_day), **who).values_list("pk", flat=True))
        for tie in staff_ties(Role(appointment.role)):
            if tie.end and employees:
                tie.end(employees, last_day, trace)


def bare(places: set[int], last_day: date) -> tuple[tuple[int, Role], ...]:
    """Return the roles, of those that are never vacant, that nobody has after the last day."""
    held = set(
        Appointment.objects.filter(holds_on(last_day + ONE_DAY), organization__in=places, role__in=NEVER_NONE)
        .values_list("organization", "role")
        .distinct()
    )
    return tuple((place, role) for place in sorted(places) for role in NEVER_NONE if (place, role) not in held)


def cut_all(rows: QuerySet[Appointment], found: Sequence[Appointment], last_day: date, trace: Trace) -> int:
    """End audited rows after the last day, each with its history; return how many."""
    if found:
        rows.update(ends=no_later_than(last_day))
        write_history(trace, [(row, CHANGED, None) for row in found])
    return len(found)


def tell_curatorships(employees: Sequence[int], on: date) -> dict[int, list[str]]:
    """Return the groups of which the employees are the curators, by employee."""
    told: dict[int, list[str]] = defaultdict(list)
    rows = Curatorship.objects.filter(lasting(on - ONE_DAY), employee__in=employees).order_by("group__sort_key")
    for employee, group in rows.values_list("employee", "group__name"):
        told[employee].append(_("curator of %(group)s") % {"group": group})
    return told


def end_curatorships(employees: Sequence[int], last_day: date, trace: Trace) -> int:
    """Let the employees be curators no longer than that; return how many groups are left without one."""
    rows = Curatorship.objects.filter(lasting(last_day), employee__in=employees)
    found = list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)))
    Curatorship.objects.filter(pk__in=[row.pk for row in found]).update(ends=no_later_than(last_day))
    write_history(trace, [(row, CHANGED, None) for row in found])
    return len(found)


register_staff_tie(StaffTie("curatorship", tell_curatorships, end_curatorships))
