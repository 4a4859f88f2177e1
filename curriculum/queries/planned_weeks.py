"""Weeks that curricula ask of groups in a year: what calendar study schedules are checked against (R38)."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db.models import Sum

from common.dated import overlaps
from curriculum.enums import PRACTICES, CurriculumKind, HoursKind, ItemKind, WeekKind
from curriculum.models import AcademicYear, CurriculumBinding, CurriculumHours, CurriculumTerm
from curriculum.weeks import weeks_asked

MAIN = (CurriculumKind.COLLEGE, CurriculumKind.SCHOOL)
Year = tuple[int, int]


def planned_weeks(levels: dict[int, int], year: AcademicYear) -> dict[int, dict[WeekKind, int]]:
    """Return the weeks by kind of each group that has a curriculum, in three queries; `levels` are groups' years."""
    bound = main_curricula(levels, year)
    weeks = _weeks(set(bound.values()))
    hours = _hours(set(bound.values()))
    found = {}
    for group, curriculum in bound.items():
        key = (curriculum, levels[group])
        if key in weeks:
            practices, final, attestation = hours[key]
            found[group] = weeks_asked(weeks[key], practices, final, attestation)
    return found


def main_curricula(groups: Collection[int], year: AcademicYear) -> dict[int, int]:
    """Return the curriculum each group is taught by in the year, the one bound last."""
    rows = CurriculumBinding.objects.filter(overlaps(year.starts, year.ends), group__in=groups, kind__in=MAIN)
    return dict(rows.order_by("starts").values_list("group", "curriculum"))


def _weeks(curricula: Collection[int]) -> dict[Year, Decimal]:
    rows = CurriculumTerm.objects.filter(curriculum__in=curricula).order_by()
    told = rows.values_list("curriculum", "study_year").annotate(all=Sum("weeks"))
    return {(curriculum, level): weeks for curriculum, level, weeks in told}


def _hours(curricula: Collection[int]) -> dict[Year, tuple[dict[ItemKind, Decimal], Decimal, Decimal]]:
    """Return by curriculum and year of study the hours of practices, of the final attestation, of the interim one."""
    rows = CurriculumHours.objects.filter(
        item__curriculum__in=curricula, item__curriculum__kind=CurriculumKind.COLLEGE
    ).order_by()
    told = rows.values_list("item__curriculum", "term__study_year", "item__kind", "kind").annotate(all=Sum("hours"))
    made: dict[Year, tuple[dict[ItemKind, Decimal], list[Decimal], list[Decimal]]] = defaultdict(
        lambda: (defaultdict(Decimal), [], [])
    )
    for curriculum, level, row, kind, hours in told:
        practices, final, attestation = made[curriculum, level]
        if row in PRACTICES:
            practices[ItemKind(row)] += hours
        elif row == ItemKind.FINAL:
            final.append(hours)
        elif kind == HoursKind.ATTESTATION:
            attestation.append(hours)
    summed = {
        key: (own, sum(final, Decimal(0)), sum(interim, Decimal(0))) for key, (own, final, interim) in made.items()
    }
    return defaultdict(lambda: ({}, Decimal(0), Decimal(0)), summed)
