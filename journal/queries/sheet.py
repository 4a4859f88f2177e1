"""One page of the journal as plain values: rows, columns and what stands where they meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.prepared import Prepared, ask
from common.sql import numbers
from curriculum.models import Course
from journal.access import EntryRights
from journal.models import ScaleGrade
from journal.queries.columns import Column, page_columns
from journal.queries.periods import Period
from journal.queries.pupils import Pupil, page_pupils, strangers
from journal.row_access import Seen

# Marks and absences in one statement, a row for each work and for each lesson: a row for each mark
# would take longer to be built than all of them to be read.
CELLS = """
    SELECT work_id, array_agg(student_id), array_agg(grade_id), array_agg(student_id) FILTER (WHERE comment <> ''),
           array_agg(comment) FILTER (WHERE comment <> ''), NULL::smallint[]
    FROM journal_mark WHERE work_id = ANY(%(works)s::bigint[]) GROUP BY work_id
    UNION ALL
    SELECT lesson_id, array_agg(student_id), NULL, NULL, array_agg(kind), array_agg(minutes)
    FROM journal_attendance WHERE lesson_id = ANY(%(lessons)s::bigint[]) GROUP BY lesson_id
"""
Cell = tuple[int, int]
Marks = dict[int, dict[int, int]]
Absences = dict[Cell, tuple[str, int | None]]
NONE: dict[int, int] = {}


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
    """A page: of each work the grades by student, comments by (work, student), absences by (lesson, student).

    `is_part`: of a page taught to several groups the reader sees their own students alone.
    """

    columns: list[Column]
    pupils: list[Pupil]
    marks: Marks
    comments: dict[Cell, str]
    absences: Absences
    grades: dict[int, Grade]
    today: int | None
    is_part: bool = False

    def given(self, work: int | None) -> dict[int, int]:
        """Return the ids of the grades of a work's marks by student; of a column without a work there are none."""
        return self.marks.get(work or 0, NONE)

    def mark(self, work: int | None, student: int) -> Grade | None:
        """Return the student's mark for the work."""
        grade = self.given(work).get(student)
        return None if grade is None else self.grades[grade]


def load_sheet(
    course: Course, period: Period, rights: EntryRights, seen: Seen | None, lesson: int | None = None
) -> Sheet:
    """Read one page, or of it one lesson, with the rows that are `seen`: four statements, whatever its size."""
    columns = page_columns(course, period, rights)
    if lesson is not None:
        columns = [column for column in columns if column.lesson == lesson]
    pupils = page_pupils(course, period, rights.today)
    grades = scale_grades(course)
    marks, comments, absences = page_cells(columns)
    if seen is not None:
        own = seen.students
        pupils = [pupil for pupil in pupils if pupil.id in own]
        marks = {work: {pk: grade for pk, grade in given.items() if pk in own} for work, given in marks.items()}
        comments = {place: text for place, text in comments.items() if place[1] in own}
        absences = {place: told for place, told in absences.items() if place[1] in own}
    known = {pupil.id for pupil in pupils}
    if unknown := {student for _lesson, student in absences}.union(*marks.values()) - known:
        pupils = pupils + strangers(course, unknown, period, rights.today)
    today = today_column(columns, rights.today)
    return Sheet(columns, pupils, marks, comments, absences, grades, today, seen is not None)


def page_cells(columns: Iterable[Column]) -> tuple[Marks, dict[Cell, str], Absences]:
    """Return the marks of the columns, the comments on them, and the absences."""
    works = [column.work for column in columns if column.work is not None]
    lessons = list({column.lesson for column in columns if column.lesson is not None})
    named = {"works": numbers(works), "lessons": numbers(lessons)}
    marks: Marks = {}
    comments: dict[Cell, str] = {}
    absences: Absences = {}
    for owner, students, grades, commented, words, minutes in ask(CELLS, named):
        if grades is None:
            told = zip(words, minutes, strict=True)
            absences.update(zip(((owner, student) for student in students), told, strict=True))
            continue
        marks[owner] = dict(zip(students, grades, strict=True))
        comments.update({(owner, student): text for student, text in zip(commented or (), words or (), strict=True)})
    return marks, comments, absences


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
