"""What the page of one lesson shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from curriculum.models import Course
from journal.access import EntryRights
from journal.models import LessonRecord
from journal.queries.columns import Column
from journal.queries.periods import Period
from journal.queries.planned_lesson import Planned, planned_lesson, planned_topics
from journal.queries.pupils import Pupil
from journal.queries.sheet import Grade, Sheet, load_sheet
from journal.row_access import Seen
from schedule.models import Lesson


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that may be given for a work, and whether the student has it."""

    code: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What a student has for one work: the code, empty for none."""

    pupil: Pupil
    code: str
    absence: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class LessonWork:
    """A work of the lesson with its codes; `id` is None until the first mark makes the column."""

    id: int | None
    name: str
    closed: str
    rows: list[Given]


@dataclass(frozen=True, slots=True)
class Called:
    """A student in the roll: «absent», «late:15», empty for present."""

    pupil: Pupil
    wire: str


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One lesson: who was there, what for and which marks, what was written."""

    lesson: Lesson
    record: LessonRecord | None
    planned: Planned | None
    closed: str
    roll: list[Called]
    works: list[LessonWork]
    before: Lesson | None
    after: Lesson | None
    is_part: bool


def lessons_of(course: Course) -> QuerySet[Lesson]:
    """Return the lessons of a page, in order."""
    return (
        Lesson.objects.filter(course=course)
        .select_related("course__organization", "teacher__user", "room__building")
        .order_by("date", "number")
    )


def lesson_page(course: Course, lesson: Lesson, rights: EntryRights, seen: Seen | None) -> LessonPage:
    """Read one lesson with the rows that are `seen`."""
    lesson.course = course
    day = Period(None, "", lesson.date, lesson.date)
    sheet = load_sheet(course, day, rights, seen, lesson.pk)
    lessons = lessons_of(course)
    key = Q(date=lesson.date)
    earlier = lessons.filter(Q(date__lt=lesson.date) | key & Q(number__lt=lesson.number))
    later = lessons.filter(Q(date__gt=lesson.date) | key & Q(number__gt=lesson.number))
    return LessonPage(
        lesson=lesson,
        record=LessonRecord.objects.select_related("author").filter(lesson=lesson).first(),
        planned=planned_lesson(lesson.pk),
        closed=rights.closed_lesson(lesson),
        roll=roll(sheet, lesson),
        works=[lesson_work(sheet, column) for column in sheet.columns],
        before=earlier.last(),
        after=later.first(),
        is_part=sheet.is_part,
    )


def roll(sheet: Sheet, lesson: Lesson) -> list[Called]:
    """Return who was in the group on the day with how they attended."""
    return [Called(pupil, wire(sheet, lesson.pk, pupil)) for pupil in sheet.pupils if pupil.was_there(lesson.date)]


def wire(sheet: Sheet, lesson: int | None, pupil: Pupil) -> str:
    """Return attendance as the grid writes it."""
    kind, minutes = sheet.absences.get((lesson or 0, pupil.id), ("", None))
    return f"{kind}:{minutes}" if minutes else kind


def lesson_work(sheet: Sheet, column: Column) -> LessonWork:
    """Return one work of the lesson with a row for each student of the day."""
    name = ", ".join(filter(None, (column.kind_name, column.title)))
    grades = [g for g in sheet.grades.values() if g.scale == column.scale or (not column.scale and g.default)]
    rows = []
    for pupil in sheet.pupils:
        if pupil.was_there(column.date):
            mark = sheet.mark(column.work, pupil.id)
            code = mark.code if mark else ""
            rows.append(Given(pupil, code, wire(sheet, column.lesson, pupil), choices(grades, code)))
    return LessonWork(column.work, name, column.closed, rows)


def choices(grades: Sequence[Grade], given: str) -> list[Choice]:
    """Return the codes of a scale as buttons."""
    return [Choice(grade.code, grade.title, grade.code == given) for grade in grades]


def lesson_list(course: Course, first: date, last: date) -> QuerySet[Lesson]:
    """Return the lessons of a period with what was written of them."""
    return lessons_of(course).filter(date__range=(first, last)).select_related("record", "teacher__user")


def planned_lessons(course: Course, first: date, last: date) -> list[tuple[Lesson, str]]:
    """Return the same lessons, each with its topic by the programme."""
    rows = list(lesson_list(course, first, last))
    planned = planned_topics([lesson.pk for lesson in rows])
    return [(lesson, planned.get(lesson.pk, "")) for lesson in rows]
