"""A year of an organisation's days as the calendar shows it."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from accounts.models import Organization
from curriculum.models import AcademicYear, CalendarDay
from curriculum.workdays import WorkCalendar, national, work_calendar

MONDAYS = Calendar()


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month: whether it works, whether that is the organisation's own, and why."""

    date: date
    works: bool
    is_own: bool
    why: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month by weeks; None stands for the days of its neighbours. `working` counts its working days."""

    first: date
    weeks: list[list[Day | None]]
    working: int


@dataclass(frozen=True, slots=True)
class YearView:
    """Twelve months from September, with the neighbouring years that may be asked for."""

    first: int
    months: list[Month]
    working: int
    is_six_days: bool
    own: int


def year_of(organization: Organization, asked: str, today: date) -> int:
    """Return the calendar year in which the school year asked for begins: that of today unless told."""
    if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= 2100:
        return int(asked)
    current = AcademicYear.objects.filter(organization=organization, starts__lte=today, ends__gte=today).first()
    return current.starts.year if current else today.year - (today.month < 9)


def read_year(organization: Organization, first: int) -> YearView:
    """Return the school year that begins in September of the year."""
    calendar = work_calendar(organization)
    span = (date(first, 9, 1), date(first + 1, 8, 31))
    why = dict(CalendarDay.objects.filter(organization=organization, date__range=span).values_list("date", "name"))
    months = [_month(date(first + (number > 12), (number - 1) % 12 + 1, 1), calendar, why) for number in range(9, 21)]
    working = sum(month.working for month in months)
    return YearView(first, months, working, calendar.is_six_days, len(why))


def _month(first: date, calendar: WorkCalendar, why: dict[date, str]) -> Month:
    weeks = [
        [_day(day, calendar, why) if day.month == first.month else None for day in week]
        for week in MONDAYS.monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks, sum(day.works for week in weeks for day in week if day))


def _day(day: date, calendar: WorkCalendar, why: dict[date, str]) -> Day:
    names = national(day.year).off
    return Day(day, calendar.works(day), day in why, why.get(day) or names.get(day, ""))
