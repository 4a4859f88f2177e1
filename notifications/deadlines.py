"""When a term runs out: counted in working days on the organisation's own clock (decision 6 of the domain).

A term of one day for a lesson of Monday is kept until the end of Tuesday: it runs out at the
midnight that opens Wednesday. One for a lesson of Saturday is kept until the end of Monday: until
there is a production calendar, every day but Sunday is a working day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Organization

DAY = timedelta(days=1)
SUNDAY = 6
WAKES, SLEEPS = time(7, 0), time(21, 0)


@dataclass(frozen=True, slots=True)
class Term:
    """A number of working days given for something."""

    days: int

    def last_day(self, day: date) -> date:
        """Return the last day on which what began on `day` is in time: never a day off."""
        last, left = day, self.days
        while left > 0 or not is_working(last):
            last += DAY
            left -= is_working(last)
        return last

    def overdue_through(self, today: date) -> date:
        """Return the latest day whose term has run out before `today` began."""
        day = today - DAY * (self.days + 1)
        while self.last_day(day) >= today:
            day -= DAY
        return day

    def due_at(self, organization: Organization, day: date) -> datetime:
        """Return the moment from which what began on `day` is late."""
        return start_of(organization, self.last_day(day) + timedelta(days=1))


def is_working(day: date) -> bool:
    """Whether terms count the day."""
    return day.weekday() != SUNDAY


def start_of(organization: Organization, day: date) -> datetime:
    """Return the first moment of the day on the organisation's clock."""
    return datetime.combine(day, time(), ZoneInfo(organization.time_zone))


def waking_time(organization: Organization, now: datetime) -> datetime:
    """Return the moment at or after `now` when a reminder disturbs nobody's night."""
    local = organization.local(now)
    if local.time() < WAKES:
        return local.replace(hour=WAKES.hour, minute=0, second=0, microsecond=0)
    if local.time() >= SLEEPS:
        return datetime.combine(local.date() + timedelta(days=1), WAKES, local.tzinfo)
    return now
