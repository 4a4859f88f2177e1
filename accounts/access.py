"""Who may see which organisation."""

from datetime import date

from django.db.models import QuerySet

from accounts.enums import READS_ORGANIZATION, Role
from accounts.models import Appointment, Organization, User
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
