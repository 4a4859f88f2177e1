"""Rows of the diary: a lesson, a work with the student's own mark, and how they are read."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import initialled
from common.prepared import Prepared
from curriculum.models import TeachingLoad
from journal.enums import AttendanceKind
from journal.models import Work
from journal.queries.diary_courses import in_group
from journal.queries.diary_materials import Material, dealt_materials, read_materials
from schedule.enums import TAKES_RECORD, LessonFormat, LessonStatus
from schedule.models import Lesson

Day = date


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A work with the student's own mark for it; `code` is None while there is none."""

    id: int
    lesson: int | None
    course: int
    subject: str
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
    course: int
    subject: str
    room: str
    building: str
    teacher: str
    substitute: bool
    topic: str
    given: str
    due: str
    next_date: Day | None
    attendance: str
    minutes: int | None
    materials: tuple[Material, ...]
    next_here: int | None = None
    works: list[WorkLine] = field(default_factory=list)

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


def lesson_lines(student: int, first: date, last: date) -> list[LessonLine]:
    """Return the lessons of the days on which the student was in the group, in order."""
    return [
        LessonLine(
            pk, day, number, starts, ends, status, way, course, subject, room or "", building or "",
            initialled(*name), substitute, topic or "", given or "", due or "", next_date, kind or "", minutes,
            read_materials(materials),
        )
        for pk, day, number, starts, ends, status, way, course, subject, room, building, *name,
            substitute, topic, given, due, next_date, kind, minutes, materials in LESSONS(student, first, last)
    ]  # fmt: skip


def lesson_rows(student: int, first: date, last: date) -> QuerySet[Any, Any]:
    """Return what `lesson_lines` reads: of attendance only the student's own."""
    return (
        Lesson.objects.filter(in_group(student, "date"), date__range=(first, last))
        .annotate(
            own=FilteredRelation("attendance", condition=Q(attendance__student=student)),
            substitute=Exists(loads()) & ~Exists(loads().filter(employee=OuterRef("teacher"))),
            due=Subquery(neighbour(before=True).values("record__homework")[:1]),
            next_date=Subquery(neighbour(before=False).values("date")[:1]),
            materials=dealt_materials(),
        )
        .order_by("date", "starts_at", "number", "pk")
        .values_list(
            "pk", "date", "number", "starts_at", "ends_at", "status", "format", "course", "course__subject__name",
            "room__name", "room__building__name",
            "teacher__user__last_name", "teacher__user__first_name", "teacher__user__patronymic",
            "substitute", "record__topic", "record__homework", "due", "next_date", "own__kind", "own__minutes",
            "materials",
        )
    )  # fmt: skip


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


def work_rows(works: QuerySet[Work], student: int) -> QuerySet[Any, Any]:
    """Return what a `WorkLine` is made of, with the student's own marks; nobody else's are read.

    A column that a mark typed into a lesson has made is nothing to a student without a mark.
    """
    return (
        works.annotate(own=FilteredRelation("marks", condition=Q(marks__student=student)))
        .filter(Q(is_implicit=False) | Q(own__isnull=False))
        .order_by("date", "lesson__number", "pk")
        .values_list(
            "pk", "lesson", "course", "course__subject__name", "date", "kind__name", "title", "weight", "due",
            "scale", "lesson__record__topic",
            "own__grade__code", "own__grade__title", "own__grade__value", "own__grade__counts",
            "own__grade__is_owed", "own__grade__passes", "own__comment", "own__updated_at",
        )
    )  # fmt: skip


LESSONS = Prepared(lesson_rows)


def attendance_text(kind: str, minutes: int | None) -> str:
    """Return in a family's words what the journal keeps as a letter."""
    if kind == AttendanceKind.LATE:
        return _("late by %(minutes)d min") % {"minutes": minutes or 0}
    return {
        AttendanceKind.ABSENT: _("was not there"),
        AttendanceKind.ILL: _("was ill"),
        AttendanceKind.EXCUSED: _("was away for a good reason"),
    }[AttendanceKind(kind)]
