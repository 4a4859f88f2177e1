"""One page of the journal as plain values: rows, columns and what stands where they meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from psycopg.types.numeric import Int8

from accounts.models import User
from common.plans import Rows
from common.prepared import Prepared, Statement, answers
from curriculum.models import Course
from journal.access import HELPERS, OWN_PAGE, EntryRights, entry_rights
from journal.models import ScaleGrade
from journal.queries.columns import Column, columns_asked, page_columns
from journal.queries.periods import Period
from journal.queries.pupils import Pupil, page_pupils, pupils_asked, strangers
from journal.row_access import Seen

# Marks and absences in one statement, a row for each work and for each lesson: a row for each mark
# would take longer to be built than all of them to be read.
CELLS = """
    SELECT work_id, array_agg(student_id), array_agg(grade_id), array_agg(student_id) FILTER (WHERE comment <> ''),
           array_agg(comment) FILTER (WHERE comment <> ''), NULL::smallint[]
    FROM journal_mark WHERE work_id = ANY(ARRAY(
        SELECT w.id FROM schedule_lesson l JOIN journal_work w ON w.lesson_id = l.id
        WHERE l.course_id = %(course)s::bigint AND l.date BETWEEN %(starts)s::date AND %(ends)s::date
        UNION ALL
        SELECT id FROM journal_work
        WHERE course_id = %(course)s::bigint AND lesson_id IS NULL
          AND date BETWEEN %(starts)s::date AND %(ends)s::date
    )) GROUP BY work_id
    UNION ALL
    SELECT lesson_id, array_agg(student_id), NULL, NULL, array_agg(kind), array_agg(minutes)
    FROM journal_attendance WHERE lesson_id = ANY(ARRAY(
        SELECT id FROM schedule_lesson
        WHERE course_id = %(course)s::bigint AND date BETWEEN %(starts)s::date AND %(ends)s::date
    )) GROUP BY lesson_id
"""
Cell = tuple[int, int]
Marks = dict[int, dict[int, int]]
Absences = dict[Cell, tuple[str, int | None]]
NONE: dict[int, int] = {}


class Grade(NamedTuple):
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

    @property
    def given_grades(self) -> set[int]:
        """The ids of the grades that are given on the page."""
        return set[int]().union(*(given.values() for given in self.marks.values()))

    def given(self, work: int | None) -> dict[int, int]:
        """Return the ids of the grades of a work's marks by student; of a column without a work there are none."""
        return self.marks.get(work or 0, NONE)

    def mark(self, work: int | None, student: int) -> Grade | None:
        """Return the student's mark for the work."""
        grade = self.given(work).get(student)
        return None if grade is None else self.grades[grade]


def open_sheet(user: User, course: Course, period: Period, on: date, seen: Seen | None) -> tuple[EntryRights, Sheet]:
    """Return what the user may enter on the page on the day, and the page: all of it on one trip.

    Who reads it in part is told nothing of a window: it is not theirs to fill.
    """
    helpers = [HELPERS.with_values(course.organization, on)] if seen is None else []
    owned, *found = (
        answer.rows
        for answer in answers(OWN_PAGE.with_values(user, on, course), *sheet_asked(course, period), *helpers)
    )
    rights = entry_rights(user, course, on, owned, found.pop() if helpers else None)
    return rights, made_of(found, course, period, rights, seen)


def load_sheet(
    course: Course, period: Period, rights: EntryRights, seen: Seen | None, lesson: int | None = None
) -> Sheet:
    """Read one page, or of it one lesson, with the rows that are `seen`: four statements, whatever its size."""
    found = [answer.rows for answer in answers(*sheet_asked(course, period))]
    return made_of(found, course, period, rights, seen, lesson)


def sheet_asked(course: Course, period: Period) -> list[Statement]:
    """Return what asks for a page; a grade is asked for after the mark that may be the first to have it."""
    page = {"course": Int8(course.pk), "starts": period.starts, "ends": period.ends}
    cells: Statement = (CELLS, page)
    return [
        columns_asked(course, period),
        pupils_asked(course, period),
        cells,
        GRADES.with_values(course.organization_id),
    ]


def made_of(
    found: Sequence[Rows],
    course: Course,
    period: Period,
    rights: EntryRights,
    seen: Seen | None,
    lesson: int | None = None,
) -> Sheet:
    """Return the page that the answers make."""
    columns = page_columns(found[0], rights)
    pupils = page_pupils(found[1], period, rights.today)
    marks, comments, absences = page_cells(found[2])
    grades = {row[0]: Grade(*row) for row in found[3]}
    if lesson is not None:
        columns = [column for column in columns if column.lesson == lesson]
        works = {column.work for column in columns}
        marks = {work: given for work, given in marks.items() if work in works}
        comments = {place: text for place, text in comments.items() if place[0] in works}
        absences = {place: told for place, told in absences.items() if place[0] == lesson}
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


def page_cells(rows: Rows) -> tuple[Marks, dict[Cell, str], Absences]:
    """Return the marks of a page, the comments on them, and the absences."""
    marks: Marks = {}
    comments: dict[Cell, str] = {}
    absences: Absences = {}
    for owner, students, grades, commented, words, minutes in rows:
        if grades is None:
            told = zip(words, minutes, strict=True)
            absences.update(zip(((owner, student) for student in students), told, strict=True))
            continue
        marks[owner] = dict(zip(students, grades, strict=True))
        if commented:
            comments.update({(owner, student): text for student, text in zip(commented, words, strict=True)})
    return marks, comments, absences


GRADES = Prepared(
    lambda organization: (
        ScaleGrade.objects.filter(scale__organization=organization)
        .order_by("-scale__is_default", "scale", "position")
        .values_list("id", "scale", "code", "title", "value", "counts", "is_owed", "scale__is_default")
    )
)


def today_column(columns: list[Column], on: date) -> int | None:
    """Return the place of the column to show first: the last one not after the day."""
    begun = [place for place, column in enumerate(columns) if column.date <= on]
    return begun[-1] if begun else (0 if columns else None)
