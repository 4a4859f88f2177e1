"""Rows of the diary: a lesson, a work with the student's own mark, and how they are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from curriculum.models import TeachingLoad
from journal.enums import AttendanceKind
from journal.models import Work
from journal.queries.diary_courses import AttendedCourse
from schedule.enums import TAKES_RECORD, LessonFormat, LessonStatus
from schedule.models import Lesson

Day = date


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A work with the student's own mark for it; `code` is None while there is none."""

    id: int
    lesson: int | None
    course: int
    date: date
    kind: str
    title: str
    weight: Decimal
    due: Day
    scale: int
    topic: str | None
    code: str | None
    meaning: str | None
    value: Decimal | None
    counts: bool | None
    owed: bool | None
    passes: bool | None
    comment: str | None
    given_at: datetime | None

    @property
    def name(self) -> str:
        """The kind with the title; a title that repeats the kind stands alone."""
        if not self.title:
            return self.kind
        repeats = self.title.casefold().startswith(self.kind.casefold())
        return self.title if repeats else f"{self.kind} «{self.title}»"

    @property
    def given(self) -> bool:
        """Whether there is a mark, not only the promise of one."""
        return self.code is not None and not self.owed


@dataclass(slots=True)
class LessonLine:
    """A lesson as the diary shows it.

    `due` is the homework to be done for it, given at the lesson before; `given` is the homework
    given at it for `next_date`. `next_here` is the lesson on the same page where it is due.
    """

    id: int
    date: date
    number: int
    starts_at: time
    ends_at: time
    status: str
    format: str
    course: AttendedCourse
    room: str
    building: str
    teacher: str
    substitute: bool
    topic: str
    given: str
    due: str
    next_date: Day | None
    next_here: int | None = None
    works: list[WorkLine] = field(default_factory=list)
    attendance: str = ""
    minutes: int | None = None

    @property
    def status_text(self) -> str:
        """What became of the lesson, when it did not take place as planned; else empty."""
        return "" if self.status in TAKES_RECORD else str(LessonStatus(self.status).label)

    @property
    def format_text(self) -> str:
        """How the lesson is given, when not in person; else empty."""
        return "" if self.format == LessonFormat.IN_PERSON else str(LessonFormat(self.format).label)

    @property
    def attendance_text(self) -> str:
        """Why the student was not there; empty when they were or nothing has been taken."""
        return attendance_text(self.attendance, self.minutes) if self.attendance else ""


def lesson_lines(courses: dict[int, AttendedCourse], first: date, last: date) -> list[LessonLine]:
    """Return the lessons of the days on which the student was in the group, in order."""
    rows = (
        Lesson.objects.filter(course__in=list(courses), date__range=(first, last))
        .annotate(
            substitute=Exists(loads()) & ~Exists(loads().filter(employee=OuterRef("teacher"))),
            due=Subquery(neighbour(before=True).values("record__homework")[:1]),
            next_date=Subquery(neighbour(before=False).values("date")[:1]),
        )
        .order_by("date", "starts_at", "number", "pk")
        .values_list(
            "pk", "date", "number", "starts_at", "ends_at", "status", "format", "course",
            "room__name", "room__building__name",
            "teacher__user__last_name", "teacher__user__first_name", "teacher__user__patronymic",
            "substitute", "record__topic", "record__homework", "due", "next_date",
        )
    )
    return list(made_lines(rows, courses))


def made_lines(rows: Iterable[Any], courses: dict[int, AttendedCourse]) -> Iterator[LessonLine]:
    """Yield the rows as lines, without those of days when the student was not in the group."""
    for pk, day, number, starts, ends, status, way, course, room, building, *rest in rows:
        if not courses[course].was_there(day):
            continue
        *name, substitute, topic, given, due, next_date = rest
        yield LessonLine(
            pk, day, number, starts, ends, status, way, courses[course], room or "", building or "",
            short_name(*name), substitute, topic or "", given or "", due or "", next_date,
        )


def loads() -> QuerySet[TeachingLoad]:
    """Return the teaching loads of the outer lesson's course on its day."""
    return TeachingLoad.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=OuterRef("date")),
        course=OuterRef("course"),
        starts__lte=OuterRef("date"),
    )


def neighbour(*, before: bool) -> QuerySet[Lesson]:
    """Return the lessons of the same course before or after the outer one, the nearest first."""
    side, order = ("lt", ("-date", "-number")) if before else ("gt", ("date", "number"))
    return (
        Lesson.objects.filter(course=OuterRef("course"), status__in=TAKES_RECORD)
        .filter(
            Q(**{f"date__{side}": OuterRef("date")})
            | Q(date=OuterRef("date"), **{f"number__{side}": OuterRef("number")})
        )
        .order_by(*order)
    )


def work_lines(works: QuerySet[Work], student: int) -> list[WorkLine]:
    """Return the works with the student's own marks, in order; nobody else's are read.

    A column that a mark typed into a lesson has made is nothing to a student without a mark.
    """
    rows = (
        works.annotate(own=FilteredRelation("marks", condition=Q(marks__student=student)))
        .filter(Q(is_implicit=False) | Q(own__isnull=False))
        .order_by("date", "lesson__number", "pk")
        .values_list(
            "pk", "lesson", "course", "date", "kind__name", "title", "weight", "due",
            "scale", "lesson__record__topic",
            "own__grade__code", "own__grade__title", "own__grade__value", "own__grade__counts",
            "own__grade__is_owed", "own__grade__passes", "own__comment", "own__updated_at",
        )
    )
    return [WorkLine(*row) for row in rows]


def short_name(last_name: str, first_name: str, patronymic: str) -> str:
    """Return the surname with initials: «Иванова А. П.»."""
    return " ".join([last_name, *(f"{part[0]}." for part in (first_name, patronymic) if part)])


def attendance_text(kind: str, minutes: int | None) -> str:
    """Return in a family's words what the journal keeps as a letter."""
    if kind == AttendanceKind.LATE:
        return _("late by %(minutes)d min") % {"minutes": minutes or 0}
    return {
        AttendanceKind.ABSENT: _("was not there"),
        AttendanceKind.ILL: _("was ill"),
        AttendanceKind.EXCUSED: _("was away for a good reason"),
    }[AttendanceKind(kind)]
