"""What stands at the ends of rows and at the feet of columns, computed from a page."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import repeat

from journal.averages import attendance_percent, exact, ratio
from journal.enums import MISSED
from journal.queries.sheet import Sheet

MOST_CODES = 8
MISSED_KINDS = frozenset(str(kind) for kind in MISSED)
Number = Decimal | int
Alike = tuple[Number, Mapping[int, int]]
"""Marks of one weight, counted by the id of their grade: equal marks are counted first, exact arithmetic is dear."""


@dataclass(frozen=True, slots=True)
class RowEnd:
    """A student's weighted average and the percent of lessons attended."""

    average: Decimal | None
    attendance: int | None


@dataclass(frozen=True, slots=True)
class Foot:
    """A column's average, how many times each mark was given, and how many marks are missing."""

    average: Decimal | None
    counts: dict[str, int]
    missing: int | None


def row_ends(sheet: Sheet) -> list[RowEnd]:
    """Return the ends of the rows, in order."""
    by_weight: dict[Number, list[dict[int, int]]] = {}
    for column in sheet.columns:
        if column.weight is not None and (given := sheet.given(column.work)):
            by_weight.setdefault(exact(column.weight), []).append(given)
    taken = {c.lesson: c.date for c in sheet.columns if c.lesson is not None and c.taken}
    missed = Counter(
        student
        for (lesson, student), (kind, _minutes) in sheet.absences.items()
        if kind in MISSED_KINDS and lesson in taken
    )
    values, ends = values_of(sheet), []
    for pupil in sheet.pupils:
        lessons = len(taken) if pupil.throughout else sum(map(pupil.was_there, taken.values()))
        percent = attendance_percent(lessons, min(missed[pupil.id], lessons))
        marks = [(weight, of_student(works, pupil.id)) for weight, works in by_weight.items()]
        ends.append(RowEnd(average_of(values, marks), percent))
    return ends


def of_student(works: list[dict[int, int]], student: int) -> Counter[int]:
    """Return how many of each grade the student has for the works."""
    counted = Counter(map(dict.get, works, repeat(student)))
    counted.pop(None, None)
    return counted  # type: ignore[return-value]


def column_feet(sheet: Sheet) -> list[Foot]:
    """Return the feet of the columns, in order."""
    missed: defaultdict[int | None, set[int]] = defaultdict(set)
    for (lesson, student), (kind, _minutes) in sheet.absences.items():
        if kind in MISSED_KINDS:
            missed[lesson].add(student)
    there_on, owed = presence(sheet), {pk for pk in sheet.given_grades if sheet.grades[pk].owed}
    values, codes = values_of(sheet), {pk: sheet.grades[pk].code for pk in sheet.given_grades}
    feet = []
    for column in sheet.columns:
        if column.work is None:
            feet.append(Foot(None, {}, None))
            continue
        marks = sheet.given(column.work)
        grades = Counter(marks.values())
        counts: dict[str, int] = {}
        for pk, times in grades.items():
            code = codes[pk]
            counts[code] = counts.get(code, 0) + times
        done = marks.keys() if owed.isdisjoint(grades) else {pupil for pupil, pk in marks.items() if pk not in owed}
        missing = there_on(column.date).difference(done, missed.get(column.lesson, ()))
        feet.append(Foot(average_of(values, [(1, grades)]), counts, len(missing)))
    return feet


def presence(sheet: Sheet) -> Callable[[date], set[int]]:
    """Return what tells the students who were in the group on a day: nearly all are in it on every day."""
    always = {pupil.id for pupil in sheet.pupils if pupil.throughout}
    others = [pupil for pupil in sheet.pupils if not pupil.throughout]
    if not others:
        return lambda _day: always
    return lambda day: always.union(pupil.id for pupil in others if pupil.was_there(day))


def values_of(sheet: Sheet) -> dict[int, Number]:
    """Return what the grades on the page that count are worth, by id."""
    given = (sheet.grades[pk] for pk in sheet.given_grades)
    return {grade.id: exact(grade.value) for grade in given if grade.counts and grade.value is not None}


def average_of(values: Mapping[int, Number], given: Iterable[Alike]) -> Decimal | None:
    """Return the average of marks counted by weight and grade; None when none of them counts."""
    total: Number = 0
    weights: Number = 0
    for weight, counted in given:
        for pk, times in counted.items():
            if pk in values:
                heavy = weight * times
                total += heavy * values[pk]
                weights += heavy
    return ratio(total, weights)


def shown_codes(sheet: Sheet) -> list[str]:
    """Return the codes counted at the feet: those of the page's scales, unless they are too many."""
    scales = {c.scale for c in sheet.columns if c.scale} or {g.scale for g in sheet.grades.values() if g.default}
    codes: dict[str, None] = {}
    for scale in scales:
        of_scale = [g.code for g in sheet.grades.values() if g.scale == scale]
        if len(of_scale) <= MOST_CODES:
            codes |= dict.fromkeys(of_scale)
    return list(codes)
