"""Appointments: who gives which role to whom, from when, until when, by which order (R18–R21).

Only to the staff of the organisation; never for longer than the employment. A director and a
journal administrator always remain. Rights are computed for every request, so what ends here ends
in open sessions too.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import CHANGED, CREATED, Trace, write_history
from accounts.enums import Role
from accounts.models import Appointment, Organization, User
from accounts.offices import NEVER_NONE, roles_given_by
from common.dated import ONE_DAY, holds_on, lasting, overlaps
from contingent.errors import AppointmentRefused, NotAllowed
from contingent.models import Employee
from contingent.services.leaving import end_ties

LAST = date.max - timedelta(days=1)


@transaction.atomic
def give_appointment(
    *, organization: Organization, user: int, role: Role, starts: date, ends: date | None, order: str, trace: Trace
) -> Appointment:
    """Appoint a member of staff; an appointment without a last day ends with the employment at the latest.

    Raises `NotAllowed` when the role is not the actor's to give, `AppointmentRefused` when the
    person is not on the staff on the first day, leaves before the last one, or has the role then.
    """
    today = organization.local_day(trace.now)
    if role not in roles_given_by(trace.actor, organization, today):
        raise NotAllowed(_("This role is not yours to give."))
    return appoint(organization, user, role, starts, ends, order, trace)


@transaction.atomic
def appoint_director(
    *, organization: Organization, user: User, starts: date, order: str, replace: bool, trace: Trace
) -> Appointment:
    """Appoint the first director, or with `replace` another in place of all others (R18).

    It is the founder's act, done by a command: `given_by` stays empty.
    """
    lock(organization)
    held = Appointment.objects.filter(lasting(starts - ONE_DAY), organization=organization, role=Role.DIRECTOR)
    for other in held.exclude(user=user):
        if not replace:
            raise AppointmentRefused(
                _("%(name)s is the director already: let them name the successor, or replace them.")
                % {"name": other.user.full_name}
            )
        cut(other, starts - ONE_DAY, trace)
    return appoint(organization, user.pk, Role.DIRECTOR, starts, None, order, trace, by_command=True)


def appoint(
    organization: Organization,
    user: int,
    role: Role,
    starts: date,
    ends: date | None,
    order: str,
    trace: Trace,
    by_command: bool = False,
) -> Appointment:
    """Write the appointment when the staff allows it."""
    if ends is not None and ends < starts:
        raise AppointmentRefused(_("The last day is before the first."))
    employee = (
        Employee.objects.on(starts).filter(organization=organization, user=user).select_for_update(no_key=True).first()
    )
    if employee is None:
        raise AppointmentRefused(
            _("On %(day)s this person is not on the staff: only the staff of the organisation is appointed.")
            % {"day": date_format(starts, "j E Y")}
        )
    if employee.ends is not None and (ends is None or ends > employee.ends):
        if ends is not None:
            raise AppointmentRefused(
                _("The person leaves the staff on %(day)s: an appointment cannot be longer.")
                % {"day": date_format(employee.ends, "j E Y")}
            )
        ends = employee.ends
    held = Appointment.objects.filter(overlaps(starts, ends or LAST), lasting(starts - ONE_DAY), user=user, role=role)
    if held.filter(organization=organization).exists():
        raise AppointmentRefused(_("The person has this role then already. End it first, or choose other days."))
    made = Appointment(
        organization=organization, user_id=user, role=role, starts=starts, ends=ends, order=order,
        given_by=None if by_command else trace.actor,
    )  # fmt: skip
    Appointment.objects.bulk_create([made])
    write_history(trace, [(made, CREATED, None)])
    return made


@transaction.atomic
def end_appointment(*, appointment: int, last_day: date | None, trace: Trace) -> Appointment:
    """End an appointment: at once, or after a last day to come. The trace holds the reason.

    What cannot be without the role ends with it: a teacher's load. Raises `NotAllowed` when the
    role is not the actor's to take back, `AppointmentRefused` when it has ended or nobody would remain.
    """
    found: Appointment = Appointment.objects.select_related("organization").get(pk=appointment)
    lock(found.organization)
    found.refresh_from_db(fields=("ends",))
    today = found.organization.local_day(trace.now)
    if found.role not in roles_given_by(trace.actor, found.organization, today):
        raise NotAllowed(_("This role is not yours to take back."))
    if found.ends is not None and found.ends < max(today, found.starts):
        raise AppointmentRefused(_("The appointment has ended already."))
    last = max(today, found.starts) - ONE_DAY if last_day is None else last_day
    if last_day is not None and (last_day < today or last_day < found.starts):
        raise AppointmentRefused(_("The last day has passed or is before the first: end it at once instead."))
    if found.ends is not None and last >= found.ends:
        raise AppointmentRefused(_("The appointment ends earlier than that by itself."))
    if found.role in NEVER_NONE and not others(found, last + ONE_DAY):
        raise AppointmentRefused(nobody_left(Role(found.role)))
    cut(found, last, trace)
    end_ties([found], last, trace)
    return found


def others(appointment: Appointment, on: date) -> bool:
    """Whether somebody else has the same role in the organisation on the day."""
    same = Appointment.objects.filter(holds_on(on), organization=appointment.organization_id, role=appointment.role)
    return same.exclude(pk=appointment.pk).exists()


def nobody_left(role: Role) -> str:
    """Say who has to be appointed first."""
    if role == Role.DIRECTOR:
        return _("Nobody would be left to be the director. Appoint another director first.")
    return _("No journal administrator would be left. Appoint another one first.")


def lock(organization: Organization) -> None:
    """Let one change of the organisation's appointments wait for another: the last two are not ended at once."""
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def cut(appointment: Appointment, last: date, trace: Trace) -> None:
    """Let the appointment hold no more after the last day; one that has not begun then holds on no day."""
    appointment.ends = max(last, appointment.starts - ONE_DAY)
    Appointment.objects.filter(pk=appointment.pk).update(ends=appointment.ends)
    write_history(trace, [(appointment, CHANGED, None)])
