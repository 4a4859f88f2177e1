"""Which days an organisation works: the Russian production calendar with the organisation's own changes.

Deadlines count these days (decision 6 of the domain). Sundays, public holidays and the days off
that the government moves do not work; a Saturday works where any regime of the organisation has
six days, or where there are no regimes yet. The organisation's own day comes before all of these.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import holidays
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef
from django.db.models.functions import JSONObject

from accounts.models import Organization
from curriculum.enums import DayKind
from curriculum.models import CalendarDay

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
SIX = 6


@dataclass(frozen=True, slots=True)
class NationalYear:
    """A year of the Russian production calendar: names of its days off, and weekend days that work."""

    off: Mapping[date, str]
    working: frozenset[date]


@cache
def national(year: int) -> NationalYear:
    """Return the year; transfers are known for the years whose decree the package has."""
    found = holidays.country_holidays("RU", years=year, language="ru", expand=False)
    return NationalYear(dict(found.items()), frozenset(day for day in found.weekend_workdays if day.year == year))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days of one organisation; `own` are those that differ from the production calendar."""

    is_six_days: bool = True
    own: Mapping[date, DayKind] | None = None

    def works(self, day: date) -> bool:
        """Whether the organisation works that day."""
        if self.own and (kind := self.own.get(day)):
            return kind == DayKind.WORKING
        return self.works_nationally(day)

    def works_nationally(self, day: date) -> bool:
        """Whether the day works without the organisation's own changes."""
        year = national(day.year)
        if day in year.off:
            return False
        if day in year.working:
            return True
        return day.weekday() < SATURDAY or (day.weekday() == SATURDAY and self.is_six_days)


def work_calendar(organization: Organization) -> WorkCalendar:
    """Return the calendar of the organisation, in one query."""
    days = CalendarDay.objects.filter(organization=OuterRef("pk")).values(json=JSONObject(date="date", kind="kind"))
    found = Organization.objects.filter(pk=organization.pk).annotate(most=Max("regimes__days"), own=ArraySubquery(days))
    most, own = found.values_list("most", "own").get()
    return WorkCalendar(most in (None, SIX), dict(_own_day(text) for text in own))


def _own_day(text: Any) -> tuple[date, DayKind]:
    """Return an own day that a query has found."""
    told = json.loads(text) if isinstance(text, str) else text
    return date.fromisoformat(told["date"]), DayKind(told["kind"])


def is_working_day(organization: Organization, day: date) -> bool:
    """Whether the organisation works that day."""
    return work_calendar(organization).works(day)


def working_days_between(organization: Organization, first: date, last: date) -> int:
    """Return how many working days there are from the first day to the last, both included."""
    works = work_calendar(organization).works
    return sum(works(first + DAY * number) for number in range((last - first).days + 1))


def add_working_days(organization: Organization, day: date, days: int) -> date:
    """Return the day that is so many working days after another; none: the first working day from it on."""
    works = work_calendar(organization).works
    while days > 0 or not works(day):
        day += DAY
        days -= works(day)
    return day
