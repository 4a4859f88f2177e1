"""The calendar study schedules of an organisation's groups in a year: what their page shows (R38)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.formats import date_format

from accounts.models import Organization
from common.dated import ONE_DAY
from contingent.enums import GroupKind
from contingent.models import StudyGroup
from curriculum.enums import WeekKind
from curriculum.models import AcademicYear, StudyCalendar
from curriculum.queries.planned_weeks import planned_weeks
from curriculum.queries.years import weeks_from
from curriculum.weeks import WEEKS
from curriculum.workdays import WorkCalendar, national, work_calendar

EMPTY = WeekKind.NONE.value * WEEKS
WORKDAYS = 5


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the year: its days as people write them, and the names of its days off."""

    number: int
    first: date
    last: date
    off: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"{date_format(self.first, 'j E')} – {date_format(self.last, 'j E')}"


@dataclass(frozen=True, slots=True)
class Line:
    """A group's schedule: a letter a week, what the curriculum asks, and what an editor of it has seen."""

    group: int
    name: str
    level: int
    specialty: str
    weeks: str
    seen: str
    is_made: bool
    is_published: bool
    planned: dict[WeekKind, int] | None


def year_weeks(organization: Organization, year: AcademicYear) -> list[Week]:
    """Return the weeks of the year's schedules with the days off of each."""
    calendar, first = work_calendar(organization), weeks_from(year)
    found = []
    for number in range(WEEKS):
        monday = first + timedelta(weeks=number)
        found.append(Week(number + 1, monday, monday + 6 * ONE_DAY, tuple(_days_off(calendar, monday))))
    return found


def _days_off(calendar: WorkCalendar, monday: date) -> Iterator[str]:
    """Yield the days from Monday to Friday that do not work, named where they have a name."""
    for day in (monday + number * ONE_DAY for number in range(WORKDAYS)):
        if not calendar.works(day):
            name = national(day.year).off.get(day, "")
            yield f"{date_format(day, 'j E')}{f' — {name}' if name else ''}"


def month_spans(weeks: list[Week]) -> list[tuple[str, int]]:
    """Return the months with how many weeks begin in each."""
    spans: list[tuple[str, int]] = []
    for week in weeks:
        name = str(MONTHS[week.first.month]) if week.number > 1 else str(MONTHS[week.last.month])
        if spans and spans[-1][0] == name:
            spans[-1] = (name, spans[-1][1] + 1)
        else:
            spans.append((name, 1))
    return spans


def seen_token(row: StudyCalendar | None) -> str:
    """Return what tells one state of a schedule from another; nothing while there is none."""
    return row.changed_at.isoformat() if row else ""


def calendar_groups(organization: Organization, year: AcademicYear) -> list[StudyGroup]:
    """Return the home groups that study in the year, by year of study and name."""
    rows = StudyGroup.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=year.starts), organization=organization, kind=GroupKind.HOME
    )
    return list(rows.order_by("level", "sort_key"))


def read_lines(organization: Organization, year: AcademicYear) -> list[Line]:
    """Return a line for each home group, with a schedule or without, in five queries."""
    groups = calendar_groups(organization, year)
    held = {row.group_id: row for row in StudyCalendar.objects.filter(academic_year=year, group__in=groups)}
    planned = planned_weeks({group.pk: group.level for group in groups}, year)
    found = []
    for group in groups:
        row = held.get(group.pk)
        found.append(
            Line(
                group.pk, group.name, group.level, group.specialty, row.weeks[:WEEKS] if row else EMPTY,
                seen_token(row), row is not None, bool(row and row.published_at), planned.get(group.pk),
            )
        )  # fmt: skip
    return found


def count_weeks(weeks: str) -> dict[WeekKind, int]:
    """Return how many weeks there are of each kind; preparing the final attestation counts with it."""
    counts = {kind: weeks.count(kind.value) for kind in WeekKind}
    counts[WeekKind.FINAL] += counts.pop(WeekKind.FINAL_PREPARATION)
    return counts


def differences(line: Line) -> dict[WeekKind, int]:
    """Return by how many weeks the schedule has more or fewer than the curriculum asks, where it differs."""
    counts = count_weeks(line.weeks)
    asked = line.planned or {}
    return {kind: counts[kind] - weeks for kind, weeks in asked.items() if counts[kind] != weeks}


def kinds() -> list[dict[str, Any]]:
    """Return the kinds of weeks as they are painted, listed and printed."""
    return [{"letter": kind.value, "name": kind.name, "sign": kind.sign, "label": str(kind.label)} for kind in WeekKind]
