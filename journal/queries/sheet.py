"""One page of the journal as plain values: rows, columns and what stands where they meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.prepared import Prepared, ask
from curriculum.models import Course
from journal.access import EntryRights
from journal.models import ScaleGrade
from journal.queries.columns import Column, page_columns
from journal.queries.periods import Period
from journal.queries.pupils import Pupil, page_pupils, strangers

# Marks and absences in one statement: an absence has no grade and carries its kind and minutes.
CELLS = """
    SELECT work_id, student_id, grade_id, comment, NULL::smallint
    FROM journal_mark WHERE work_id = ANY(%(works)s::bigint[])
    UNION ALL
    SELECT lesson_id, student_id, NULL, kind, minutes
    FROM journal_attendance WHERE lesson_id = ANY(%(lessons)s::bigint[])
"""
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grade:
    """A code of a scale, as a page needs it."""

    id: int
    scale: int
    code: str
    title: str
    value: Decimal | None
    counts: bool
    owed: bool
    default: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: marks by (work, student) with their comment, absences by (lesson, student)."""

    columns: list[Column]
    pupils: list[Pupil]
    marks: dict[Cell, tuple[Grade, str]]
    absences: dict[Cell, tuple[str, int | None]]
    grades: dict[int, Grade]
    today: int | None


def load_sheet(course: Course, period: Period, rights: EntryRights, lesson: int | None = None) -> Sheet:
    """Read one page, or of it one lesson: four statements, whatever its size."""
    columns = page_columns(course, period, rights)
    if lesson is not None:
        columns = [column for column in columns if column.lesson == lesson]
    pupils = page_pupils(course, period, rights.today)
    grades = scale_grades(course)
    marks, absences = page_cells(columns, grades)
    known = {pupil.id for pupil in pupils}
    if unknown := {student for _id, student in (*marks, *absences)} - known:
        pupils = pupils + strangers(course, unknown, period, rights.today)
    return Sheet(columns, pupils, marks, absences, grades, today_column(columns, rights.today))


def page_cells(
    columns: Iterable[Column], grades: dict[int, Grade]
) -> tuple[dict[Cell, tuple[Grade, str]], dict[Cell, tuple[str, int | None]]]:
    """Return the marks and the absences of the columns."""
    works = [column.work for column in columns if column.work is not None]
    lessons = list({column.lesson for column in columns if column.lesson is not None})
    marks: dict[Cell, tuple[Grade, str]] = {}
    absences: dict[Cell, tuple[str, int | None]] = {}
    bare = {pk: (grade, "") for pk, grade in grades.items()}
    for owner, student, pk, text, minutes in ask(CELLS, {"works": works, "lessons": lessons}):
        if pk is None:
            absences[owner, student] = (text, minutes)
        else:
            marks[owner, student] = (grades[pk], text) if text else bare[pk]
    return marks, absences


GRADES = Prepared(
    lambda organization: (
        ScaleGrade.objects.filter(scale__organization=organization)
        .order_by("-scale__is_default", "scale", "position")
        .values_list("id", "scale", "code", "title", "value", "counts", "is_owed", "scale__is_default")
    )
)


def scale_grades(course: Course) -> dict[int, Grade]:
    """Return the grades of the organisation's scales by id, the usual scale first."""
    return {row[0]: Grade(*row) for row in GRADES(course.organization_id)}


def today_column(columns: list[Column], on: date) -> int | None:
    """Return the place of the column to show first: the last one not after the day."""
    begun = [place for place, column in enumerate(columns) if column.date <= on]
    return begun[-1] if begun else (0 if columns else None)
