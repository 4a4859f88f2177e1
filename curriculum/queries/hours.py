"""Hours that curricula give to courses: what loads and work programmes are checked against (R44, R46)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from curriculum.enums import CurriculumKind, HoursKind
from curriculum.models import CourseItem, CurriculumHours, CurriculumTerm


@dataclass(frozen=True, slots=True)
class PlannedHours:
    """Academic hours of one kind in one term of the year: 1, 2…; 0 where the year is one term."""

    term: int
    kind: HoursKind
    hours: Decimal


def course_hours(courses: Collection[int]) -> dict[int, list[PlannedHours]]:
    """Return the hours the curricula give to each of the courses in its year, in two queries.

    A course of a stream teaches the rows of several groups at once: the largest number counts.
    Weekly hours are multiplied by the weeks of their term.
    """
    rows = list(
        CourseItem.objects.filter(course__in=courses).values_list("course", "item", "item__curriculum", "study_year")
    )
    terms = _terms_of_years({curriculum for _course, _item, curriculum, _year in rows})
    by_item: dict[int, list[tuple[int, str, Decimal]]] = defaultdict(list)
    # Columns, not instances: a year of a college has thousands of these
    found = CurriculumHours.objects.filter(item__in={item for _course, item, _curriculum, _year in rows})
    for item, term, kind, hours, weeks, plan in found.values_list(
        "item", "term", "kind", "hours", "term__weeks", "item__curriculum__kind"
    ):
        by_item[item].append((term, kind, hours if plan == CurriculumKind.COLLEGE else hours * weeks))
    most: dict[int, dict[tuple[int, HoursKind], Decimal]] = defaultdict(dict)
    for course, item, curriculum, year in rows:
        places = terms.get((curriculum, year), {})
        for term, kind, hours in by_item[item]:
            if term in places:
                key = (places[term], HoursKind(kind))
                most[course][key] = max(most[course].get(key, Decimal(0)), hours)
    return {
        course: [PlannedHours(place, what, hours) for (place, what), hours in sorted(own.items())]
        for course, own in most.items()
    }


def _terms_of_years(curricula: Collection[int]) -> dict[tuple[int, int], dict[int, int]]:
    """Return (curriculum, year of study) → term id → its place in the year."""
    ordered: dict[tuple[int, int], list[int]] = defaultdict(list)
    rows = CurriculumTerm.objects.filter(curriculum__in=curricula).order_by("curriculum", "number")
    for pk, curriculum, year in rows.values_list("pk", "curriculum", "study_year"):
        ordered[curriculum, year].append(pk)
    return {
        key: {pk: place for place, pk in enumerate(pks, start=1)} if len(pks) > 1 else {pks[0]: 0}
        for key, pks in ordered.items()
    }
