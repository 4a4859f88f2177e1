"""The year 2026/27: its days of lessons, semesters, quarters and half-years."""

from datetime import date, timedelta

from curriculum.enums import PeriodKind

YEAR = (date(2026, 9, 1), date(2027, 8, 31))
HOLIDAYS = {
    date(2026, 11, 4), date(2027, 2, 22), date(2027, 2, 23), date(2027, 3, 8),
    date(2027, 5, 3), date(2027, 5, 10),
}  # fmt: skip
Spans = list[tuple[str, date, date]]
PERIODS: dict[PeriodKind, Spans] = {
    PeriodKind.SEMESTER: [
        ("1 семестр", date(2026, 9, 1), date(2026, 12, 29)),
        ("2 семестр", date(2027, 1, 11), date(2027, 6, 30)),
    ],
    PeriodKind.QUARTER: [
        ("1 четверть", date(2026, 9, 1), date(2026, 10, 25)),
        ("2 четверть", date(2026, 11, 2), date(2026, 12, 29)),
        ("3 четверть", date(2027, 1, 11), date(2027, 3, 26)),
        ("4 четверть", date(2027, 4, 5), date(2027, 5, 28)),
    ],
    PeriodKind.HALF_YEAR: [
        ("1 полугодие", date(2026, 9, 1), date(2026, 12, 29)),
        ("2 полугодие", date(2027, 1, 11), date(2027, 5, 28)),
    ],
}
COLLEGE_TERMS = PERIODS[PeriodKind.SEMESTER]
SCHOOL_TERMS = PERIODS[PeriodKind.QUARTER]


def clipped(day: date) -> date:
    """Return the day itself when it is in a semester, else the last day of lessons before it."""
    first = date(2026, 9, 14)
    last = COLLEGE_TERMS[-1][2]
    if first <= day <= last and any(starts <= day <= ends for _name, starts, ends in COLLEGE_TERMS):
        return day
    day = min(max(day, first), last)
    while day.weekday() > 4 or not any(starts <= day <= ends for _name, starts, ends in COLLEGE_TERMS):
        day -= timedelta(days=1)
    return day


def days_of_lessons(terms: Spans, today: date) -> list[tuple[date, int]]:
    """Return the days of lessons with the weekday whose timetable they follow.

    They run from 1 September to the end of the semester of `today`. Today always has lessons: on a
    weekend or holiday it is a working day moved there, as happens every autumn.
    """
    end = next(ends for _name, _starts, ends in COLLEGE_TERMS if today <= ends)
    days = []
    for _name, starts, ends in terms:
        day = starts
        while day <= min(ends, end):
            if day.weekday() < 5 and day not in HOLIDAYS:
                days.append((day, day.weekday()))
            day += timedelta(days=1)
    if all(day != today for day, _weekday in days):
        days.append((today, min(today.weekday(), 4)))
    return sorted(days)
