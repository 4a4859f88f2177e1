"""A week of one student's diary: days, lessons, homework, their own marks and absences (R2, R55)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from common.prepared import Prepared
from journal.models import Work
from journal.queries.diary_courses import attended_courses, in_group
from journal.queries.diary_lines import LessonLine, WorkLine, lesson_lines, work_rows
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
WORKS = Prepared(
    lambda student, first, last: work_rows(
        Work.objects.filter(in_group(student, "date"), date__range=(first, last)), student
    )
)


@dataclass(slots=True)
class Day:
    """One day: its lessons in order, and works that belong to no lesson."""

    date: date
    lessons: list[LessonLine] = field(default_factory=list)
    works: list[WorkLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Week:
    """The days of a week; `nearest` is a day with a lesson when this week has none."""

    monday: date
    days: list[Day]
    nearest: date | None

    @property
    def sunday(self) -> date:
        return self.monday + 6 * DAY

    @property
    def before(self) -> date:
        return self.monday - WEEK

    @property
    def after(self) -> date:
        return self.monday + WEEK

    @property
    def is_empty(self) -> bool:
        return not any(day.lessons or day.works for day in self.days)


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def load_week(student: int, asked: date | None, on: date) -> Week:
    """Return the week of the day asked for, else the current one.

    Unasked, the next week is shown once this one has no more lessons: on a Sunday people look
    for tomorrow.
    """
    monday = monday_of(asked or on)
    last = monday + (WEEK if asked else 2 * WEEK) - DAY
    lines = lesson_lines(student, monday, last)
    if asked is None:
        coming = [line.date for line in lines if line.date >= on]
        monday = monday_of(min(coming)) if coming else monday
        lines = [line for line in lines if monday <= line.date < monday + WEEK]
    days = {monday + n * DAY: Day(monday + n * DAY) for n in range(7)}
    for line in lines:
        days[line.date].lessons.append(line)
    add_works(student, lines, days)
    link_homework(lines)
    nearest = None if lines else nearest_lesson(student, last, on, monday)
    return Week(monday, shown_days(days.values(), on), nearest)


def add_works(student: int, lines: list[LessonLine], days: dict[date, Day]) -> None:
    """Put the week's works to their lessons; those of no lesson to their day."""
    of_lessons = {line.id: line for line in lines}
    for row in WORKS(student, min(days), max(days)):
        work = WorkLine(*row)
        if work.lesson is None:
            days[work.date].works.append(work)
        elif line := of_lessons.get(work.lesson):
            line.works.append(work)


def link_homework(lines: list[LessonLine]) -> None:
    """Tell each lesson where on the page the homework given at it is due."""
    waiting: dict[int, LessonLine] = {}
    for line in lines:
        if line.status not in TAKES_RECORD:
            continue
        if before := waiting.get(line.course):
            before.next_here = line.id
        waiting[line.course] = line


def nearest_lesson(student: int, last: date, on: date, monday: date) -> date | None:
    """Return the day of the first lesson after an empty week, else of the last one before it."""
    lessons = Lesson.objects.filter(course__in=list(attended_courses(student, monday, last)))
    after = lessons.filter(date__gte=max(on, monday)).order_by("date").values_list("date", flat=True)
    before = lessons.filter(date__lt=monday).order_by("-date").values_list("date", flat=True)
    return after.first() or before.first()


def shown_days(days: Iterable[Day], on: date) -> list[Day]:
    """Return the days to show: working days always, Saturday and Sunday when they hold something."""
    return [day for day in days if day.date.weekday() < 5 or day.lessons or day.works or day.date == on]
