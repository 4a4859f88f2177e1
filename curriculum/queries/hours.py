"""Hours that curricula give to courses: what loads and work programmes are checked against (R44, R46)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.dated import ONE_DAY
from curriculum.enums import CurriculumKind, HoursKind, PeriodKind
from curriculum.models import AcademicYear, AttestationPeriod, CourseItem, CurriculumHours, CurriculumTerm, TeachingLoad


@dataclass(frozen=True, slots=True)
class PlannedHours:
    """Academic hours of one kind in one term of the year: 1, 2…; 0 where the year is one term."""

    term: int
    kind: HoursKind
    hours: Decimal


Span = tuple[date, date]


def course_hours(courses: Collection[int], *, whole_year: bool = False) -> dict[int, list[PlannedHours]]:
    """Return the hours the curricula give to each of the courses in its year, in two queries.

    A course of a stream teaches the rows of several groups at once: the largest number counts.
    Weekly hours are multiplied by the weeks of their term. A course that teaches a row for a part
    of the year has the hours of these days, unless those of the `whole_year` are asked for.
    """
    rows = list(
        CourseItem.objects.filter(course__in=courses).values_list(
            "course", "item", "item__curriculum", "study_year", "course__academic_year", "starts", "ends"
        )
    )
    terms = _terms_of_years({curriculum for _course, _item, curriculum, *_more in rows})
    dated = {year for *_row, year, starts, ends in rows if (starts or ends) and not whole_year}
    spans = term_spans(dated)
    by_item: dict[int, list[tuple[int, str, Decimal]]] = defaultdict(list)
    # Columns, not instances: a year of a college has thousands of these
    found = CurriculumHours.objects.filter(item__in={item for _course, item, *_more in rows})
    for item, term, kind, hours, weeks, plan in found.values_list(
        "item", "term", "kind", "hours", "term__weeks", "item__curriculum__kind"
    ):
        by_item[item].append((term, kind, hours if plan == CurriculumKind.COLLEGE else hours * weeks))
    most: dict[int, dict[tuple[int, HoursKind], Decimal]] = defaultdict(dict)
    for course, item, curriculum, level, year, starts, ends in rows:
        places = terms.get((curriculum, level), {})
        for term, kind, hours in by_item[item]:
            if term in places:
                key = (places[term], HoursKind(kind))
                own = part_of(hours, span_of(spans[year], key[0]), starts, ends) if year in dated else hours
                most[course][key] = max(most[course].get(key, Decimal(0)), own)
    return {
        course: [PlannedHours(place, what, hours) for (place, what), hours in sorted(own.items())]
        for course, own in most.items()
    }


def term_spans(years: Collection[int]) -> dict[int, dict[int, Span]]:
    """Return the first and last days of the semesters of academic years by number; of the whole year by zero."""
    found: dict[int, dict[int, Span]] = {}
    if not years:
        return found
    for pk, starts, ends in AcademicYear.objects.filter(pk__in=years).values_list("pk", "starts", "ends"):
        found[pk] = {0: (starts, ends)}
    rows = AttestationPeriod.objects.filter(academic_year__in=years, kind=PeriodKind.SEMESTER)
    for year, number, starts, ends in rows.values_list("academic_year", "number", "starts", "ends"):
        found[year][number] = (starts, ends)
    return found


def span_of(spans: dict[int, Span], place: int) -> Span:
    """Return the days of a term of the year; of the whole year where the term has no days of its own."""
    return spans.get(place, spans[0])


def passed(span: Span, day: date, since: date | None = None) -> float:
    """Return the share of a term's days, from a day on, that lie before the day."""
    first = max(span[0], since) if since else span[0]
    whole = (span[1] - first).days + 1
    return min(1.0, max(0.0, (day - first).days / whole)) if whole > 0 else 1.0


def load_before(load: TeachingLoad, spans: dict[int, Span], day: date) -> int:
    """Return what of the hours of a load falls to the days before the day, by the days on which it holds."""
    first, last = span_of(spans, load.term)
    until = min(last, load.ends) if load.ends else last
    return round(load.hours * passed((first, until), day, load.starts))


def part_of(hours: Decimal, span: Span, starts: date | None, ends: date | None) -> Decimal:
    """Return what of a term's hours falls to the days: whole hours, so that the parts make up the whole."""
    if starts is None and ends is None:
        return hours
    before = round(float(hours) * passed(span, starts)) if starts else 0
    until = Decimal(round(float(hours) * passed(span, ends + ONE_DAY))) if ends else hours
    return max(Decimal(0), until - before)


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
