"""How a year becomes the next one: days, names of years and groups, who moves up and who finishes."""

import re
from datetime import date, timedelta

from accounts.enums import OrganizationKind

UP, FINISH, DISSOLVE, STAY = "up", "finish", "dissolve", "stay"
"""Moves up; finishes, the students leave; is closed, the students stay on the contingent; stays as it is."""
YEARS_OF_COLLEGE = 4
LAST_CLASS, LAST_OF_BASIC = 11, 9
YEAR = timedelta(days=364)
ONE_DAY = timedelta(days=1)


def next_date(day: date) -> date:
    """Return the same date of the next year; 28 February for the 29th."""
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year + 1, day=28)
    return day.replace(year=day.year + 1)


def next_start(day: date, year_starts: date) -> date:
    """Return the first day of a span a year later: on its weekday, unless it begins the year or a month."""
    return next_date(day) if day == year_starts or day.day == 1 else day + YEAR


def next_end(day: date, year_ends: date) -> date:
    """Return the last day of a span a year later: on its weekday, unless it ends the year or a month."""
    return next_date(day) if day == year_ends or (day + ONE_DAY).day == 1 else day + YEAR


def next_year_name(name: str) -> str:
    """Return the name of a year with each of its numbers a year later: 2026/2027 becomes 2027/2028."""
    return re.sub(r"\d{4}", lambda found: str(int(found[0]) + 1), name)


def next_name(name: str, level: int) -> str:
    """Return the name a year later when it holds the year of study: ИС-21 becomes ИС-31, 7А becomes 8А.

    A name without it, such as one with the year of intake, stays.
    """
    if (found := re.match(r"(\d{1,2})(?=\D|$)", name)) and int(found[1]) == level:
        return f"{level + 1}{name[found.end() :]}"
    digit = str(level)
    if found := re.search(r"(?<!\d)(\d)(?=\d{1,2}(?!\d))", name):
        if found[1] == digit and level < 9:
            return f"{name[: found.start()]}{level + 1}{name[found.end() :]}"
    elif (found := re.search(r"(?<!\d)(\d)(?!\d)", name)) and found[1] == digit:
        return f"{name[: found.start()]}{level + 1}{name[found.end() :]}"
    return name


def usual_action(kind: str, level: int, last: int | None) -> str:
    """Return what becomes of a home group; `last` is the last year of its curriculum.

    Class 9 is closed and its students stay: who goes on to class 10 is decided after the exams.
    """
    if kind == OrganizationKind.SCHOOL:
        if level >= LAST_CLASS:
            return FINISH
        return DISSOLVE if level == LAST_OF_BASIC else UP
    return FINISH if level >= (last or YEARS_OF_COLLEGE) else UP


def fitted(weeks: str, many: int) -> str:
    """Return a calendar for a year of so many weeks: cut, or lengthened by its last letter."""
    return weeks[:many].ljust(many, weeks[-1])


def weeks_of(starts: date, ends: date) -> int:
    """Return how many weeks from Monday the year has, 52 to 54."""
    first = starts - ONE_DAY * starts.weekday()
    return min(54, max(52, (ends - first).days // 7 + 1))
