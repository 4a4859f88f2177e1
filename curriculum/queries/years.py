"""The academic years of an organisation, and the one that a page of the preparation is about."""

from datetime import date

from accounts.models import Organization
from common.dated import ONE_DAY
from curriculum.models import AcademicYear


def years_of(organization: Organization) -> list[AcademicYear]:
    """Return the years, the latest first."""
    return list(AcademicYear.objects.filter(organization=organization).order_by("-starts"))


def chosen_year(years: list[AcademicYear], asked: str, today: date) -> AcademicYear | None:
    """Return the year asked for, else the one of today, else the one nearest ahead, else the latest."""
    if found := next((year for year in years if str(year.pk) == asked), None):
        return found
    current = next((year for year in years if year.starts <= today <= year.ends), None)
    coming = [year for year in years if year.starts > today]
    return current or (coming[-1] if coming else years[0] if years else None)


def weeks_from(year: AcademicYear) -> date:
    """Return the Monday of the week that holds the first day of the year: weeks of calendars count from it."""
    return year.starts - year.starts.weekday() * ONE_DAY
