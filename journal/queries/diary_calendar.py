"""The calendar study schedule of a student's group, as it is published (R38, R3, R55)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from common.dated import ONE_DAY, holds_on
from contingent.enums import GroupKind
from contingent.models import Membership
from curriculum.enums import WeekKind
from curriculum.models import StudyCalendar
from curriculum.queries.years import weeks_from


@dataclass(frozen=True, slots=True)
class Span:
    """Weeks of one kind in a row: its first and last day, how many there are."""

    kind: WeekKind
    starts: date
    ends: date
    weeks: int
    is_now: bool


@dataclass(frozen=True, slots=True)
class YearSchedule:
    """The year of the student's group by spans."""

    group: str
    year: str
    spans: list[Span]


def load_schedule(student: int, on: date) -> YearSchedule | None:
    """Return the published schedule of the home group the student is in on the day; None when there is none."""
    own = Membership.objects.filter(holds_on(on), student=student, group_kind=GroupKind.HOME, group=OuterRef("group"))
    rows = StudyCalendar.objects.filter(
        Exists(own), published_at__isnull=False, academic_year__starts__lte=on, academic_year__ends__gte=on
    )
    row = rows.select_related("group", "academic_year").first()
    return YearSchedule(row.group.name, row.academic_year.name, _spans(row, on)) if row else None


def _spans(row: Any, on: date) -> list[Span]:
    first, year = weeks_from(row.academic_year), row.academic_year
    found: list[Span] = []
    start = 0
    for place in range(1, len(row.weeks) + 1):
        if place < len(row.weeks) and row.weeks[place] == row.weeks[start]:
            continue
        starts = max(year.starts, first + timedelta(weeks=start))
        ends = min(year.ends, first + timedelta(weeks=place) - ONE_DAY)
        kind = WeekKind(row.weeks[start])
        if starts <= ends and kind != WeekKind.NONE:
            found.append(Span(kind, starts, ends, place - start, starts <= on <= ends))
        start = place
    return found
