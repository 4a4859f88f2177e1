"""The lessons of a person's start page: today's, and those that are not filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window

from accounts.models import User
from common.prepared import Prepared
from contingent.access import employments
from journal.access import may_give
from journal.models import EntryPolicy
from journal.queries.periods import period_of
from journal.queries.unfilled import UNFILLED
from schedule.enums import TAKES_RECORD, LessonFormat, LessonStatus
from schedule.models import Lesson

SHOWN = 12
"""How many lines of what is not filled are shown at once: the oldest, whose window closes first."""


@dataclass(frozen=True, slots=True)
class Job:
    """A place on the staff: since when entries are open, the next day with lessons, whether these are the user's."""

    employee: int
    organization: int
    open_since: date
    next_day: date | None
    gives: bool


@dataclass(frozen=True, slots=True)
class LessonLine:
    """One lesson of the user with what is written of it."""

    id: int
    course: int
    period: int | None
    date: date
    number: int
    starts_at: time
    ends_at: time
    subject: str
    group: str
    room: str
    status: str
    format: str
    topic: str
    attendance_taken: bool

    @property
    def is_off(self) -> bool:
        return self.status not in TAKES_RECORD

    @property
    def status_text(self) -> str:
        return str(LessonStatus(self.status).label)

    @property
    def is_distance(self) -> bool:
        return self.format != LessonFormat.IN_PERSON

    @property
    def format_text(self) -> str:
        return str(LessonFormat(self.format).label)

    @property
    def is_filled(self) -> bool:
        return self.attendance_taken and bool(self.topic)


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Lessons to fill: the first lines, and how many there are."""

    lines: tuple[LessonLine, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def read_jobs(user: User, on: date) -> list[Job]:
    """Return where the user works on the day."""
    return [
        Job(pk, place, on - timedelta(days=EntryPolicy.DEFAULT_DAYS if days is None else days), next_day, gives)
        for pk, place, days, next_day, gives in JOBS(user, on)
    ]


def jobs_of(user: User, on: date) -> Any:
    later = Lesson.objects.filter(teacher=OuterRef("pk"), date__gt=on, status__in=TAKES_RECORD).order_by("date")
    return (
        employments(user, on)
        .annotate(next_day=Subquery(later.values("date")[:1]), gives=may_give(on, user=user))
        .values_list("pk", "organization", "organization__entry_policy__entry_days", "next_day", "gives")
    )


JOBS = Prepared(jobs_of)


def read_today(jobs: Sequence[Job], on: date) -> list[LessonLine]:
    """Return the user's lessons of the day in order, those that will not take place too."""
    lessons = Lesson.objects.filter(teacher__in=[job.employee for job in jobs], date=on)
    return _lines(lessons.order_by("starts_at", "number", "pk"))


def read_unfilled(jobs: Sequence[Job], now: datetime) -> Unfilled:
    """Return the user's past lessons without topic or attendance that may still be entered (R42)."""
    if not jobs:
        return Unfilled((), 0)
    open_days = Q()
    for job in jobs:
        open_days |= Q(teacher=job.employee, date__gte=job.open_since)
    over = Q(date__lt=now.date()) | Q(date=now.date(), ends_at__lte=now.time())
    lessons = Lesson.objects.filter(open_days, over, UNFILLED, status__in=TAKES_RECORD)
    counted = lessons.annotate(total=Window(Count("pk"))).order_by("date", "starts_at", "pk")
    rows = list(_values(counted, "total")[:SHOWN])
    return Unfilled(tuple(_line(row) for row in rows), rows[0]["total"] if rows else 0)


def next_lesson_day(jobs: Sequence[Job]) -> date | None:
    """Return the next day on which the user has a lesson."""
    return min((job.next_day for job in jobs if job.next_day), default=None)


def _values(lessons: QuerySet[Lesson], *extra: str) -> Any:
    return lessons.values(
        "id", "course", "date", "number", "starts_at", "ends_at", "status", "format",
        "record__topic", "record__attendance_taken_at", *extra,
        subject=F("course__subject__short_name"),
        group=F("course__study_group__name"),
        room_name=F("room__name"),
        period=period_of("course__", "date"),
    )  # fmt: skip


def _lines(lessons: QuerySet[Lesson]) -> list[LessonLine]:
    return [_line(row) for row in _values(lessons)]


def _line(row: dict[str, Any]) -> LessonLine:
    return LessonLine(
        id=row["id"],
        course=row["course"],
        period=row["period"],
        date=row["date"],
        number=row["number"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        subject=row["subject"],
        group=row["group"],
        room=row["room_name"] or "",
        status=row["status"],
        format=row["format"],
        topic=row["record__topic"] or "",
        attendance_taken=row["record__attendance_taken_at"] is not None,
    )
