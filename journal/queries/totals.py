"""What stands at the ends of rows and at the feet of columns, computed from a page."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from journal.averages import attendance_percent, weighted_average
from journal.enums import MISSED
from journal.queries.columns import Column
from journal.queries.sheet import Sheet

MOST_CODES = 8
MISSED_KINDS = frozenset(str(kind) for kind in MISSED)


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
    weights = {c.work: c.weight for c in sheet.columns if c.work and c.weight is not None}
    taken = {c.lesson: c.date for c in sheet.columns if c.lesson is not None and c.taken}
    # Equal marks are counted first: exact arithmetic is dear, and marks are few kinds.
    given: dict[int, Counter[tuple[Decimal, int]]] = {pupil.id: Counter() for pupil in sheet.pupils}
    for (work, student), (grade, _comment) in sheet.marks.items():
        given[student][weights[work], grade.id] += 1
    missed = Counter(
        student
        for (lesson, student), (kind, _minutes) in sheet.absences.items()
        if kind in MISSED_KINDS and lesson in taken
    )
    ends = []
    for pupil in sheet.pupils:
        lessons = len(taken) if pupil.throughout else sum(map(pupil.was_there, taken.values()))
        percent = attendance_percent(lessons, min(missed[pupil.id], lessons))
        ends.append(RowEnd(average_of(sheet, given[pupil.id]), percent))
    return ends


def column_feet(sheet: Sheet) -> list[Foot]:
    """Return the feet of the columns, in order."""
    one = Decimal(1)
    given: dict[int, Counter[tuple[Decimal, int]]] = {c.work: Counter() for c in sheet.columns if c.work}
    for (work, _student), (grade, _comment) in sheet.marks.items():
        given[work][one, grade.id] += 1
    feet = []
    for column in sheet.columns:
        grades: Counter[tuple[Decimal, int]] = given[column.work] if column.work else Counter()
        counts: Counter[str] = Counter()
        for (_one, pk), times in grades.items():
            counts[sheet.grades[pk].code] += times
        feet.append(Foot(average_of(sheet, grades), counts, missing(sheet, column)))
    return feet


def average_of(sheet: Sheet, given: Counter[tuple[Decimal, int]]) -> Decimal | None:
    """Return the average of marks counted by weight and grade; None when none of them counts."""
    return weighted_average(
        (weight * times, grade.value)
        for (weight, pk), times in given.items()
        if (grade := sheet.grades[pk]).counts and grade.value is not None
    )


def missing(sheet: Sheet, column: Column) -> int | None:
    """Return how many of those present have no mark yet for the work; None where there is none."""
    if column.work is None:
        return None
    count = 0
    for pupil in sheet.pupils:
        mark = sheet.marks.get((column.work, pupil.id))
        if (mark and not mark[0].owed) or not (pupil.throughout or pupil.was_there(column.date)):
            continue
        absence = sheet.absences.get((column.lesson or 0, pupil.id))
        count += not (absence and absence[0] in MISSED_KINDS)
    return count


def shown_codes(sheet: Sheet) -> list[str]:
    """Return the codes counted at the feet: those of the page's scales, unless they are too many."""
    scales = {c.scale for c in sheet.columns if c.scale} or {g.scale for g in sheet.grades.values() if g.default}
    codes: dict[str, None] = {}
    for scale in scales:
        of_scale = [g.code for g in sheet.grades.values() if g.scale == scale]
        if len(of_scale) <= MOST_CODES:
            codes |= dict.fromkeys(of_scale)
    return list(codes)
