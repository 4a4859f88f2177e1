"""The periods into which a page of the journal is cut (R41).

A level or a group may have dates of its own (`PeriodDates`): a group's come before its level's, a
level's before the organisation's. A subgroup keeps the dates of the group it is drawn from.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from contingent.enums import GroupKind
from contingent.models import StudyGroup
from curriculum.models import AttestationPeriod, Course, CourseItem, PeriodDates


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
    own = Subquery(own_dates("").values(json=JSONObject(starts="starts", ends="ends"))[:1])
    facts = JSONObject(id="id", name="name", starts="starts", ends="ends", own=own)
    return ArraySubquery(rows.order_by("starts").values(json=facts))


def own_dates(course: str) -> QuerySet[PeriodDates]:
    """Return the own dates of the outer query's period, which is within a query of rows of courses; the nearest first.

    `course` is the lookup prefix of those rows' course.
    """
    group = f"{course}study_group"
    parts = StudyGroup.sources.through.objects.filter(
        from_studygroup=OuterRef(OuterRef(OuterRef(group))), from_studygroup__kind=GroupKind.SUBGROUP
    )
    items = CourseItem.objects.filter(course=OuterRef(OuterRef(OuterRef(f"{course}pk"))))
    level = Coalesce(Subquery(items.values("study_year")[:1]), OuterRef(OuterRef(f"{group}__level")))
    whose = Q(group=OuterRef(OuterRef(group))) | Q(group__in=parts.values("to_studygroup")) | Q(level=level)
    return PeriodDates.objects.filter(whose, period=OuterRef("pk")).order_by(F("group").asc(nulls_last=True))


def period_found(text: str) -> Period:
    """Return a period that `periods_found` has found."""
    facts = json.loads(text)
    facts |= facts["own"] or {}
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
    own = own_dates(course)
    rows = AttestationPeriod.objects.alias(
        first=Coalesce(Subquery(own.values("starts")[:1]), "starts"),
        last=Coalesce(Subquery(own.values("ends")[:1]), "ends"),
    ).filter(
        academic_year=OuterRef(f"{course}academic_year"),
        kind=OuterRef(f"{course}period_kind"),
        first__lte=OuterRef(day),
        last__gte=OuterRef(day),
    )
    return Subquery(rows.order_by("starts").values("pk")[:1])
