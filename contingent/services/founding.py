"""The first of everything: an organisation with its director, who names everybody else (R18)."""

from collections.abc import Mapping

from django.db import transaction

from accounts.audit import Trace
from accounts.models import Organization, User
from contingent.models import Employee
from contingent.services.appointments import appoint_director
from contingent.services.people_import.logins import set_logins


@transaction.atomic
def found_organization(*, organization: Organization, director: Mapping[str, str], position: str, trace: Trace) -> User:
    """Write the organisation, put its director on the staff and appoint them; return the director.

    It is the founder's act, done by a command; the director then signs in by a one-time link.
    """
    organization.full_clean()
    organization.save()
    today = organization.local_day(trace.now)
    user = User(**director)
    set_logins([user])
    user.save(force_insert=True)
    Employee.objects.create(organization=organization, user=user, position=position, starts=today)
    told = Trace(user, trace.now, trace.address, trace.reason)
    appoint_director(organization=organization, user=user, starts=today, order="", replace=False, trace=told)
    return user
