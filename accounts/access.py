"""Who may see which organisation."""

from datetime import date

from django.db.models import QuerySet

from accounts.enums import READS_ORGANIZATION, Role
from accounts.models import AccessRecord, Appointment, Organization, SignInRequest, User
from common.dated import holds_on


def organizations_as(user: User, on: date, *roles: Role) -> QuerySet[Organization]:
    """Return the organisations in which the user holds one of the roles on the day."""
    held = Appointment.objects.filter(holds_on(on), user=user, role__in=roles)
    return Organization.objects.filter(pk__in=held.values("organization"))


def readable_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations all of whose data the user may read (R8, R10)."""
    return organizations_as(user, on, *READS_ORGANIZATION)


def administered_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations whose journal the user administers (R10)."""
    return organizations_as(user, on, Role.JOURNAL_ADMIN)


def visible_appointments(user: User, on: date) -> QuerySet[Appointment]:
    """Return the appointments, past and to come too, of the organisations the user reads whole (R18–R21)."""
    return Appointment.objects.filter(organization__in=readable_organizations(user, on))


def visible_sign_in_requests(user: User, on: date) -> QuerySet[SignInRequest]:
    """Return the requests to the organisations whose journal the user administers, until they are emptied (R24)."""
    return SignInRequest.objects.filter(organization__in=administered_organizations(user, on), emptied_at=None)


def visible_access_records(user: User, on: date) -> QuerySet[AccessRecord]:
    """Return the log of accesses of the organisations that the user directs or whose journal they administer (R5)."""
    # Numbers and not a sub-query: the log is kept apart and is read by its own index
    led = organizations_as(user, on, Role.DIRECTOR, Role.JOURNAL_ADMIN).values_list("pk", flat=True)
    return AccessRecord.objects.filter(organization_id__in=list(led))
