"""One subject of a student's diary: their marks, how the average comes about, absences (R2, R77)."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import initialled
from common.dated import holds_on
from common.plans import Rows
from common.prepared import Prepared, answers
from curriculum.models import Course, TeachingLoad
from journal.averages import attendance_percent
from journal.enums import MISSED
from journal.models import Mark, MarkScale, ScaleGrade, Work
from journal.queries.diary_average import Explanation, Need, Pair, explain, forecast, needed, next_step
from journal.queries.diary_chart import Chart, draw
from journal.queries.diary_courses import AttendedCourse
from journal.queries.diary_lines import WorkLine, attendance_text, work_rows
from journal.queries.diary_materials import Handout, dealt_materials, handouts, with_materials
from journal.queries.periods import Period, period_found, periods_found, pick_period
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson

MOST_WEIGHTS = 3


@dataclass(frozen=True, slots=True)
class Absence:
    """A lesson at which the student was not, or came late."""

    date: date
    number: int
    kind: str
    minutes: int | None

    @property
    def text(self) -> str:
        return attendance_text(self.kind, self.minutes)


@dataclass(frozen=True, slots=True)
class Register:
    """The student's absences in a course, and the percent of lessons attended."""

    absences: tuple[Absence, ...]
    missed: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What further marks would make of the average."""

    code: str
    weight: Decimal
    count: int
    average: Decimal | None
    codes: tuple[str, ...]
    weights: tuple[Decimal, ...]
    target: Decimal | None
    needs: tuple[tuple[str, Need], ...]


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """A course of the student in one period, or in the whole year when `period` is None."""

    today: date
    course: AttendedCourse
    year: Period
    periods: tuple[Period, ...]
    period: Period | None
    teachers: tuple[str, ...]
    works: tuple[WorkLine, ...]
    register: Register
    handouts: list[Handout]
    explanation: Explanation | None
    forecast: Forecast | None
    chart: Chart | None

    @property
    def coming(self) -> list[WorkLine]:
        """Works that are still ahead (R55)."""
        return [work for work in self.works if work.code is None and work.date >= self.today]

    @property
    def past(self) -> list[WorkLine]:
        """Works with their marks, the latest first."""
        return [work for work in reversed(self.works) if work.code is not None or work.date < self.today]

    @property
    def owed(self) -> list[WorkLine]:
        """Works for which a mark has been promised."""
        return [work for work in self.works if work.owed]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for: a period by number, the whole year, a forecast."""

    period: int | None = None
    whole_year: bool = False
    code: str = ""
    weight: Decimal | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Worth:
    """What a mark of a scale is worth; `usual`: of the scale that new works are on."""

    scale: int
    usual: bool
    code: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class FoundCourse:
    """A course of the student's with what its page tells whatever the period."""

    attended: AttendedCourse
    year: Period
    periods: list[Period]
    teachers: tuple[str, ...]
    grades: list[Worth]


def load_subject(student: int, course: int, asked: Asked, on: date) -> SubjectPage | None:
    """Return the page; None of a course whose group the student was never in and has no mark of."""
    found = find_course(student, course, on)
    if found is None:
        return None
    attended, year = found.attended, found.year
    periods = found.periods or [year]
    period = None if asked.whole_year else pick_period(periods, asked.period, on)
    shown = period or year
    asked_of = (student, attended.id, shown.starts, shown.ends)
    told, lessons = answers(WORKS.with_values(*asked_of), REGISTER.with_values(*asked_of))
    works = shown_works(told.rows, attended)
    pairs = [(w.weight, w.value) for w in works if w.counts and w.value is not None]
    grades = scale_values(found.grades, works)
    return SubjectPage(
        today=on,
        course=attended,
        year=year,
        periods=tuple(periods),
        period=period,
        teachers=found.teachers,
        works=tuple(works),
        register=read_register(lessons.rows, attended),
        handouts=handouts((row[0], row[-1]) for row in lessons.rows if row[-1] and attended.was_there(row[0])),
        explanation=explain(pairs),
        forecast=foresee(pairs, grades, asked),
        chart=draw(pairs, list(grades.values())),
    )


def find_course(student: int, course: int, on: date) -> FoundCourse | None:
    """Return the course with the student's days in its group; None when it was never theirs."""
    rows = COURSE(course, student, on)
    if not rows:
        return None
    kind, name, short_name, *year, periods, people, grades, marked = rows[0][:-2]
    whole = Period(None, *year)
    spans = [
        (first, last)
        for *_same, first, last in rows
        if first is not None and first <= whole.ends and (last is None or last >= whole.starts)
    ]
    if not spans and not marked:
        return None
    return FoundCourse(
        attended=AttendedCourse(course, name, short_name, kind, spans),
        year=whole,
        periods=[period_found(text) for text in periods],
        teachers=tuple(sorted({initialled(**json.loads(text)) for text in people})),
        grades=[Worth(**json.loads(text, parse_float=Decimal)) for text in grades],
    )


def shown_works(rows: Rows, course: AttendedCourse) -> list[WorkLine]:
    """Return the works of the period that were or are to be the student's, in order."""
    works = (WorkLine(*row) for row in rows)
    return [work for work in works if work.code is not None or course.was_there(work.date)]


def read_register(rows: Rows, course: AttendedCourse) -> Register:
    """Return the absences of the period, and the percent of lessons whose attendance was taken."""
    absences, lessons, missed_of_taken = [], 0, 0
    for day, number, kind, minutes, taken, _materials in rows:
        if kind:
            absences.append(Absence(day, number, kind, minutes))
        if taken and course.was_there(day):
            lessons += 1
            missed_of_taken += kind in MISSED
    missed = sum(absence.kind in MISSED for absence in absences)
    return Register(tuple(absences), missed, attendance_percent(lessons, missed_of_taken))


def scale_values(grades: Sequence[Worth], works: Sequence[WorkLine]) -> dict[str, Decimal]:
    """Return the values by code of the scale most works are on, else of the usual one; best first."""
    scales: dict[int, dict[str, Decimal]] = {}
    for grade in grades:
        scales.setdefault(grade.scale, {})[grade.code] = grade.value
    usual = Counter(work.scale for work in works) or Counter(grade.scale for grade in grades if grade.usual)
    return next((scales[scale] for scale, _count in usual.most_common() if scale in scales), {})


def foresee(pairs: Sequence[Pair], grades: dict[str, Decimal], asked: Asked) -> Forecast | None:
    """Return the forecast asked for; unasked, two more of the best mark with the greatest weight."""
    if not pairs or not grades:
        return None
    weights = tuple(sorted({Decimal(1), *(weight for weight, _value in pairs)}))[-MOST_WEIGHTS:]
    best = next(iter(grades))
    code = asked.code if asked.code in grades else best
    weight = asked.weight if asked.weight in weights else weights[-1]
    count = asked.count if 0 < asked.count <= 20 else 2
    target = next_step(pairs, grades.values())
    needs = (needed(pairs, target, (each, grades[best])) for each in weights) if target else ()
    return Forecast(
        code=code,
        weight=weight,
        count=count,
        average=forecast(pairs, (weight, grades[code]), count),
        codes=tuple(grades),
        weights=weights,
        target=target,
        needs=tuple((best, need) for need in needs if need),
    )


def course_rows(course: int, student: int, on: date) -> QuerySet[Any, Any]:
    """Return the course with what its page tells: a row for each span of the student's in its group."""
    loads = TeachingLoad.objects.filter(holds_on(on), course=OuterRef("pk"))
    on_page = Work.objects.filter(course=OuterRef(OuterRef(OuterRef("pk"))), scale=OuterRef("pk"))
    scales = MarkScale.objects.filter(
        Q(is_default=True) | Exists(on_page), organization=OuterRef(OuterRef("organization"))
    )
    grades = ScaleGrade.objects.filter(scale__in=scales.values("pk"), counts=True, value__isnull=False)
    name = {part: f"employee__user__{part}" for part in ("last_name", "first_name", "patronymic")}
    worth = {"scale": "scale_id", "usual": "scale__is_default", "code": "code", "value": "value"}
    return (
        Course.objects.filter(pk=course)
        .annotate(
            there=FilteredRelation("study_group__memberships", condition=Q(study_group__memberships__student=student)),
            marked=Exists(Mark.objects.filter(student=student, work__course=OuterRef("pk"))),
            periods=periods_found(),
            people=ArraySubquery(loads.values(json=JSONObject(**name))),
            grades=ArraySubquery(grades.order_by("-value").values(json=JSONObject(**worth))),
        )
        .order_by("there__starts")
        .values_list(
            "period_kind", "subject__name", "subject__short_name",
            "academic_year__name", "academic_year__starts", "academic_year__ends",
            "periods", "people", "grades", "marked", "there__starts", "there__ends",
        )
    )  # fmt: skip


COURSE = Prepared(course_rows)
WORKS = Prepared(
    lambda student, course, first, last: work_rows(
        Work.objects.filter(course=course, date__range=(first, last)), student
    )
)
REGISTER = Prepared(
    lambda student, course, first, last: (
        Lesson.objects.filter(course=course, date__range=(first, last), status__in=TAKES_RECORD)
        .annotate(
            own=FilteredRelation("attendance", condition=Q(attendance__student=student)),
            is_taken=Q(record__attendance_taken_at__isnull=False),
            materials=dealt_materials(),
        )
        .filter(Q(own__isnull=False) | Q(record__attendance_taken_at__isnull=False) | with_materials())
        .order_by("date", "number")
        .values_list("date", "number", "own__kind", "own__minutes", "is_taken", "materials")
    )
)
