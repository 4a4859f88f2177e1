"""Own days of an organisation's calendar: a working day made a day off, a day off made working."""

from datetime import date

from django.db import transaction

from accounts.audit import Trace
from accounts.models import Organization
from curriculum.enums import DayKind
from curriculum.models import CalendarDay
from curriculum.services.references import check_keeper, lock_references
from curriculum.workdays import work_calendar


@transaction.atomic
def turn_day(*, organization: Organization, day: date, why: str, trace: Trace) -> CalendarDay | None:
    """Make the day the opposite of what the production calendar says, or the same again. Return the own day."""
    check_keeper(trace, organization)
    lock_references(organization)
    if CalendarDay.objects.filter(organization=organization, date=day).delete()[0]:
        return None
    kind = DayKind.OFF if work_calendar(organization).works_nationally(day) else DayKind.WORKING
    return CalendarDay.objects.create(organization=organization, date=day, kind=kind, name=why[:120])
