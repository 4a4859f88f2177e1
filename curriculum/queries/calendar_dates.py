"""Dates that a group's calendar study schedule gives: its days of theory and its terms (R38).

Whoever places lessons or shows a course asks here; a group without a schedule has none of these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from common.dated import ONE_DAY
from curriculum.enums import WeekKind
from curriculum.models import AcademicYear, AttestationPeriod, StudyCalendar
from curriculum.queries.years import weeks_from
from curriculum.workdays import SUNDAY, WorkCalendar, work_calendar

SIX = 6


@dataclass(frozen=True, slots=True)
class Term:
    """The theory of a semester: its first and last day."""

    number: int
    starts: date
    ends: date


def days_of(
    weeks: str, year: AcademicYear, calendar: WorkCalendar, kinds: Iterable[WeekKind] = (WeekKind.THEORY,),
    days_a_week: int = SIX,
) -> list[date]:  # fmt: skip
    """Return the working days of the year that lie in weeks of the kinds; `days_a_week` is five or six."""
    wanted = {kind.value for kind in kinds}
    first, found = weeks_from(year), []
    for number, letter in enumerate(weeks):
        if letter in wanted:
            monday = first + timedelta(weeks=number)
            days = (monday + place * ONE_DAY for place in range(min(days_a_week, SUNDAY)))
            found += [day for day in days if year.starts <= day <= year.ends and calendar.works(day)]
    return found


def study_days(group: int, year: AcademicYear, *, days_a_week: int = SIX) -> list[date]:
    """Return the group's days of theory in the year, without vacations, practices and days off, in three queries."""
    row = StudyCalendar.objects.filter(group=group, academic_year=year).first()
    return days_of(row.weeks, year, work_calendar(year.organization), days_a_week=days_a_week) if row else []


def theory_terms(groups: Iterable[int], year: AcademicYear) -> dict[int, list[Term]]:
    """Return the first and last day of each group's theory by semester, in five queries.

    Semesters are the organisation's; where it has none, a gap of two weeks without study parts the year.
    """
    rows = StudyCalendar.objects.filter(group__in=list(groups), academic_year=year)
    semesters = list(
        AttestationPeriod.objects.filter(academic_year=year, kind="semester")
        .order_by("starts")
        .values_list("starts", flat=True)
    )
    calendar = work_calendar(year.organization)
    return {row.group_id: _terms(days_of(row.weeks, year, calendar), semesters) for row in rows}


def _terms(days: list[date], semesters: list[date]) -> list[Term]:
    parts: list[list[date]] = []
    for day in days:
        last = parts[-1][-1] if parts else None
        begins = last is None or (
            any(last < start <= day for start in semesters[1:]) if semesters else (day - last).days > 14
        )
        if begins:
            parts.append([])
        parts[-1].append(day)
    return [Term(number, part[0], part[-1]) for number, part in enumerate(parts, start=1)]
