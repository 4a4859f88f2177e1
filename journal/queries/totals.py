"""What stands at the ends of rows and at the feet of columns, computed from a page."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import repeat

from journal.averages import attendance_percent, weighted_average
from journal.enums import MISSED
from journal.queries.sheet import Sheet

MOST_CODES = 8
ONE = Decimal(1)
MISSED_KINDS = frozenset(str(kind) for kind in MISSED)
Alike = tuple[Decimal | None, Counter[int]]
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
    counts: Counter[str]
    missing: int | None


def row_ends(sheet: Sheet) -> list[RowEnd]:
    """Return the ends of the rows, in order."""
    by_weight: dict[Decimal | None, list[dict[int, int]]] = {}
    for column in sheet.columns:
        if given := sheet.given(column.work):
            by_weight.setdefault(column.weight, []).append(given)
    taken = {c.lesson: c.date for c in sheet.columns if c.lesson is not None and c.taken}
    missed = Counter(
        student
        for (lesson, student), (kind, _minutes) in sheet.absences.items()
        if kind in MISSED_KINDS and lesson in taken
    )
    ends = []
    for pupil in sheet.pupils:
        lessons = len(taken) if pupil.throughout else sum(map(pupil.was_there, taken.values()))
        percent = attendance_percent(lessons, min(missed[pupil.id], lessons))
        marks = [(weight, of_student(works, pupil.id)) for weight, works in by_weight.items()]
        ends.append(RowEnd(average_of(sheet, marks), percent))
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
    there_on, owed = presence(sheet), {pk for pk, grade in sheet.grades.items() if grade.owed}
    feet = []
    for column in sheet.columns:
        if column.work is None:
            feet.append(Foot(None, Counter(), None))
            continue
        marks = sheet.given(column.work)
        grades = Counter(marks.values())
        counts: Counter[str] = Counter()
        for pk, times in grades.items():
            counts[sheet.grades[pk].code] += times
        done = {student for student, pk in marks.items() if pk not in owed} if owed & grades.keys() else marks.keys()
        average = average_of(sheet, [(ONE, grades)])
        feet.append(Foot(average, counts, len(there_on(column.date) - done - missed[column.lesson])))
    return feet


def presence(sheet: Sheet) -> Callable[[date], set[int]]:
    """Return what tells the students who were in the group on a day: nearly all are in it on every day."""
    always = {pupil.id for pupil in sheet.pupils if pupil.throughout}
    others = [pupil for pupil in sheet.pupils if not pupil.throughout]
    return lambda day: always.union(pupil.id for pupil in others if pupil.was_there(day))


def average_of(sheet: Sheet, given: Sequence[Alike]) -> Decimal | None:
    """Return the average of marks counted by weight and grade; None when none of them counts."""
    return weighted_average(
        (weight * times, grade.value)
        for weight, counted in given
        for pk, times in counted.items()
        if (grade := sheet.grades[pk]).counts and grade.value is not None and weight is not None
    )


def shown_codes(sheet: Sheet) -> list[str]:
    """Return the codes counted at the feet: those of the page's scales, unless they are too many."""
    scales = {c.scale for c in sheet.columns if c.scale} or {g.scale for g in sheet.grades.values() if g.default}
    codes: dict[str, None] = {}
    for scale in scales:
        of_scale = [g.code for g in sheet.grades.values() if g.scale == scale]
        if len(of_scale) <= MOST_CODES:
            codes |= dict.fromkeys(of_scale)
    return list(codes)
