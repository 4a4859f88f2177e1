"""A whole period of a student's diary in one table: every subject with its marks (R77)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from common.prepared import Prepared
from contingent.enums import GroupKind
from contingent.models import Membership
from curriculum.models import AcademicYear, CourseItem, PeriodDates
from journal.averages import attendance_percent, weighted_average
from journal.enums import MISSED, AttendanceKind
from journal.models import Attendance, LessonRecord, Mark
from journal.queries.diary_average import Pair
from journal.queries.diary_courses import AttendedCourse, attended_courses, in_group
from journal.queries.periods import Period, pick_period


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A mark as the table shows it."""

    date: date
    code: str
    value: Decimal | None
    counts: bool
    owed: bool
    passes: bool | None
    weight: Decimal
    kind: str
    comment: str

    @property
    def low(self) -> bool:
        """Whether the mark does not pass."""
        return self.passes is False

    @property
    def heavy(self) -> bool:
        """Whether the weight is worth telling."""
        return self.weight != 1


@dataclass(slots=True)
class SubjectRow:
    """One subject's row. `parts` are its averages by period, when the whole year is shown."""

    course: AttendedCourse
    marks: list[GivenMark] = field(default_factory=list)
    absences: Counter[str] = field(default_factory=Counter)
    taken: list[date] = field(default_factory=list)
    missed_of_taken: int = 0
    parts: list[tuple[Period, Decimal | None]] = field(default_factory=list)

    @property
    def average(self) -> Decimal | None:
        return average_of(self.marks)

    @property
    def missed(self) -> int:
        return sum(self.absences[kind] for kind in MISSED)

    @property
    def late(self) -> int:
        return self.absences[AttendanceKind.LATE]

    @property
    def percent(self) -> int | None:
        return attendance_percent(len(self.taken), min(self.missed_of_taken, len(self.taken)))


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """An academic year with its periods, whatever their kind."""

    id: int
    name: str
    starts: date
    ends: date
    periods: list[tuple[str, Period]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """The table of one period, or of the whole year when `period` is None."""

    years: tuple[SchoolYear, ...]
    year: SchoolYear | None
    periods: tuple[Period, ...]
    period: Period | None
    rows: tuple[SubjectRow, ...]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of each mark there are, owed ones aside; the best first."""
        counted = Counter((m.value or Decimal(-1), m.code) for r in self.rows for m in r.marks if not m.owed)
        return [(code, counted[value, code]) for value, code in sorted(counted, reverse=True)]

    @property
    def owed(self) -> int:
        return sum(mark.owed for row in self.rows for mark in row.marks)

    @property
    def missed(self) -> int:
        return sum(row.missed for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.late for row in self.rows)

    @property
    def ill(self) -> int:
        return sum(row.absences[AttendanceKind.ILL] for row in self.rows)

    @property
    def excused(self) -> int:
        return sum(row.absences[AttendanceKind.EXCUSED] for row in self.rows)


def load_period(student: int, period: int | None, year: int | None, on: date) -> PeriodPage:
    """Return the period asked for, or the whole of the year asked for, else the current period."""
    years = school_years(student)
    if not years:
        return PeriodPage((), None, (), None, ())
    of_year = pick_year(years, period, year, on)
    courses = attended_courses(student, of_year.starts, of_year.ends)
    kinds = {course.period_kind for course in courses.values()}
    periods = [each for kind, each in of_year.periods if kind in kinds]
    shown = None if year is not None or not periods else pick_period(periods, period, on)
    first, last = (shown.starts, shown.ends) if shown else (of_year.starts, of_year.ends)
    rows = read_rows(student, courses, first, last)
    if shown is None:
        for row in rows:
            row.parts = averages_by_period(row, of_year)
    return PeriodPage(tuple(years), of_year, tuple(periods), shown, tuple(rows))


def years_of(student: int) -> QuerySet[Any, Any]:
    """Return the years in which the student was in some group, each row with a period."""
    was_there = Membership.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=OuterRef("starts")),
        starts__lte=OuterRef("ends"),
        student=student,
        group__courses__academic_year=OuterRef("pk"),
    )
    own = own_dates(student)
    return (
        AcademicYear.objects.filter(Exists(was_there))
        .annotate(
            first=Coalesce(Subquery(own.values("starts")[:1]), "periods__starts"),
            last=Coalesce(Subquery(own.values("ends")[:1]), "periods__ends"),
        )
        .order_by("starts", "periods__starts", "periods__ends")
        .values_list("pk", "name", "starts", "ends", "periods__kind", "periods", "periods__name", "first", "last")
    )


def own_dates(student: int) -> QuerySet[PeriodDates]:
    """Return the own dates of the outer query's period for the student's home group or its level (R41)."""
    homes = Membership.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=OuterRef(OuterRef("starts"))),
        starts__lte=OuterRef(OuterRef("ends")),
        student=student,
        group_kind=GroupKind.HOME,
    )
    items = CourseItem.objects.filter(
        home_group=OuterRef("group"), course__academic_year=OuterRef(OuterRef(OuterRef("pk")))
    )
    levels = homes.annotate(was=Coalesce(Subquery(items.values("study_year")[:1]), "group__level"))
    whose = Q(group__in=homes.values("group")) | Q(level__in=levels.values("was"))
    return PeriodDates.objects.filter(whose, period=OuterRef("periods")).order_by(F("group").asc(nulls_last=True))


def school_years(student: int) -> list[SchoolYear]:
    """Return the years in which the student was in some group, with their periods, in order."""
    years: dict[int, SchoolYear] = {}
    for pk, name, starts, ends, kind, *period in YEARS(student):
        year = years.setdefault(pk, SchoolYear(pk, name, starts, ends))
        if kind:
            year.periods.append((kind, Period(*period)))
    return list(years.values())


def pick_year(years: list[SchoolYear], period: int | None, year: int | None, on: date) -> SchoolYear:
    """Return the year asked for or that of the period asked for, else the last that has begun."""
    for each in years:
        if each.id == year or (year is None and any(p.id == period for _kind, p in each.periods)):
            return each
    begun = [each for each in years if each.starts <= on]
    return begun[-1] if begun else years[0]


def read_rows(student: int, courses: dict[int, AttendedCourse], first: date, last: date) -> list[SubjectRow]:
    """Return a row for each course attended in the days or marked in them, by subject."""
    rows = {
        course.id: SubjectRow(course)
        for course in courses.values()
        if any(starts <= last and (ends is None or ends >= first) for starts, ends in course.spans)
    }
    add_marks(rows, student, first, last)
    add_register(rows, student, first, last)
    return list(rows.values())


def add_marks(rows: dict[int, SubjectRow], student: int, first: date, last: date) -> None:
    """Put the student's marks of the days to their rows; a course left long ago gets its row back."""
    for course, name, short_name, kind, *mark in MARKS(student, first, last):
        row = rows.setdefault(course, SubjectRow(AttendedCourse(course, name, short_name, kind)))
        row.marks.append(GivenMark(*mark))


def add_register(rows: dict[int, SubjectRow], student: int, first: date, last: date) -> None:
    """Put to the rows the lessons missed and the lessons whose attendance was taken."""
    absent: dict[int, str] = {}
    for course, lesson, kind in ABSENCES(student, first, last):
        if course in rows:
            rows[course].absences[kind] += 1
            absent[lesson] = kind
    for course, lesson, day in TAKEN(student, first, last):
        if course in rows:
            rows[course].taken.append(day)
            rows[course].missed_of_taken += absent.get(lesson) in MISSED


def averages_by_period(row: SubjectRow, year: SchoolYear) -> list[tuple[Period, Decimal | None]]:
    """Return the row's average in each period of its course's kind."""
    return [
        (period, average_of(mark for mark in row.marks if period.holds(mark.date)))
        for kind, period in year.periods
        if kind == row.course.period_kind
    ]


def average_of(marks: Iterable[GivenMark]) -> Decimal | None:
    """Return the weighted average of those marks that count."""
    pairs: list[Pair] = [(mark.weight, mark.value) for mark in marks if mark.counts and mark.value is not None]
    return weighted_average(pairs)


YEARS = Prepared(years_of)
MARKS = Prepared(
    lambda student, first, last: Mark.objects.filter(student=student, work__date__range=(first, last))
    .order_by("work__date", "work__lesson__number", "pk")
    .values_list(
        "work__course", "work__course__subject__name", "work__course__subject__short_name",
        "work__course__period_kind",
        "work__date", "grade__code", "grade__value", "grade__counts", "grade__is_owed",
        "grade__passes", "work__weight", "work__kind__name", "comment",
    )
)  # fmt: skip
ABSENCES = Prepared(
    lambda student, first, last: Attendance.objects.filter(
        student=student, lesson__date__range=(first, last)
    ).values_list("lesson__course", "lesson", "kind")
)
TAKEN = Prepared(
    lambda student, first, last: LessonRecord.objects.filter(
        in_group(student, "lesson__date", "lesson__course__"),
        attendance_taken_at__isnull=False,
        lesson__date__range=(first, last),
    ).values_list("lesson__course", "lesson", "lesson__date")
)
