"""When a term runs out: counted in working days on the organisation's own clock (decision 6 of the domain).

A term of one day for a lesson of Monday is kept until the end of Tuesday: it runs out at the
midnight that opens Wednesday. One for a lesson of Saturday is kept until the end of Monday. The room
that keeps the organisations' calendars tells which days work through `keep_calendar`; where nobody
does, every day but Sunday is a working day.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Organization

DAY = timedelta(days=1)
SUNDAY = 6
WORKS = "_works"
WAKES, SLEEPS = time(7, 0), time(21, 0)

Works = Callable[[date], bool]


def is_working(day: date) -> bool:
    """Whether terms count the day where no calendar is kept."""
    return day.weekday() != SUNDAY


_calendars: list[Callable[[Organization], Works]] = []


def keep_calendar(find: Callable[[Organization], Works]) -> None:
    """Let terms be counted by the calendars that `find` returns."""
    _calendars[:] = [find]


def calendar_of(organization: Organization) -> Works:
    """Return which days the organisation works: read once for this instance of it, a task asks for many kinds."""
    if not _calendars:
        return is_working
    if WORKS not in vars(organization):
        vars(organization)[WORKS] = _calendars[0](organization)
    works: Works = vars(organization)[WORKS]
    return works


@dataclass(frozen=True, slots=True)
class Term:
    """A number of working days given for something; `works` tells which days are such."""

    days: int
    works: Works = field(default=is_working, compare=False)

    def last_day(self, day: date) -> date:
        """Return the last day on which what began on `day` is in time: never a day off."""
        last, left = day, self.days
        while left > 0 or not self.works(last):
            last += DAY
            left -= self.works(last)
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
