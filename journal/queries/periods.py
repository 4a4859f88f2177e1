"""The periods into which a page of the journal is cut (R41)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from curriculum.models import AttestationPeriod, Course


@dataclass(frozen=True, slots=True)
class Period:
    """Days that one page shows; `id` is None when the year has no periods of the course's kind."""

    id: int | None
    name: str
    starts: date
    ends: date

    def holds(self, day: date) -> bool:
        return self.starts <= day <= self.ends


def course_periods(course: Course) -> list[Period]:
    """Return the periods in order of a course read with `periods_found`; the whole year when it is not divided."""
    found: list[str] = vars(course)["periods"]
    year = course.academic_year
    return [period_found(text) for text in found] or [Period(None, year.name, year.starts, year.ends)]


def periods_found() -> ArraySubquery:
    """Return the expression for the periods of the outer query's course in order, as JSON."""
    rows = AttestationPeriod.objects.filter(academic_year=OuterRef("academic_year"), kind=OuterRef("period_kind"))
    facts = JSONObject(id="id", name="name", starts="starts", ends="ends")
    return ArraySubquery(rows.order_by("starts").values(json=facts))


def period_found(text: str) -> Period:
    """Return a period that `periods_found` has found."""
    facts = json.loads(text)
    return Period(facts["id"], facts["name"], *map(date.fromisoformat, (facts["starts"], facts["ends"])))


def pick_period(periods: Sequence[Period], asked: int | None, on: date) -> Period:
    """Return the period asked for, else the one of the day, else the last that began before it."""
    for period in periods:
        if asked is not None and period.id == asked:
            return period
    begun = [period for period in periods if period.starts <= on]
    return begun[-1] if begun else periods[0]


def neighbours(periods: Sequence[Period], current: Period) -> tuple[Period | None, Period | None]:
    """Return the periods before and after the current one."""
    place = periods.index(current)
    before = periods[place - 1] if place else None
    after = periods[place + 1] if place + 1 < len(periods) else None
    return before, after


def period_of(course: str, day: str) -> Subquery:
    """Return the expression for the id of the period in which a row's day lies.

    `course` is the lookup prefix of the row's course, `day` the lookup of its day.
    """
    rows = AttestationPeriod.objects.filter(
        academic_year=OuterRef(f"{course}academic_year"),
        kind=OuterRef(f"{course}period_kind"),
        starts__lte=OuterRef(day),
        ends__gte=OuterRef(day),
    )
    return Subquery(rows.values("pk")[:1])
