"""Roles that must never be vacant and soon are (R18, R19): the last appointment has its last day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.enums import Role
from accounts.models import Appointment, Organization
from accounts.offices import NEVER_NONE
from common.dated import ONE_DAY, lasting

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """From which day nobody has the role, as far as appointments tell; today when nobody has it already."""

    organization: str
    role: str
    since: date


def soon_vacant(places: Iterable[Organization], on: date) -> list[Vacancy]:
    """Return the roles of which a director or a journal administrator has yet to be appointed, in one query."""
    names = {place.pk: place.short_name for place in places}
    rows = Appointment.objects.filter(lasting(on - ONE_DAY), organization__in=names, role__in=NEVER_NONE)
    spans = defaultdict(list)
    for place, role, starts, ends in rows.order_by("starts").values_list("organization", "role", "starts", "ends"):
        spans[place, role].append((starts, ends))
    found = ((place, role, _uncovered(spans[place, role], on)) for place in names for role in NEVER_NONE)
    return [
        Vacancy(names[place], str(Role(role).label), since)
        for place, role, since in found
        if since is not None and since <= on + SOON
    ]


def _uncovered(spans: list[tuple[date, date | None]], day: date) -> date | None:
    """Return the first day from this one on that none of the spans, in order of their first days, holds."""
    for starts, ends in spans:
        if starts > day:
            break
        if ends is None:
            return None
        day = max(day, ends + ONE_DAY)
    return day
