"""The columns of a page: each lesson with its works, and works of a day on their own."""

from datetime import date
from datetime import date as day
from decimal import Decimal
from typing import NamedTuple

from psycopg.types.numeric import Int8

from common.plans import Rows
from common.prepared import Statement
from curriculum.models import Course
from journal.access import EntryRights
from journal.queries.periods import Period
from schedule.enums import TAKES_RECORD

# Plain SQL: one statement for both kinds of columns, and no row becomes a model object.
COLUMNS = """
    SELECT l.id, l.date, l.number, l.status, r.attendance_taken_at IS NOT NULL,
           COALESCE(r.topic, ''), w.id, k.short_name, k.name, w.title, COALESCE(w.weight, (
               SELECT usual.weight FROM journal_workkind usual
               WHERE usual.organization_id = %(organization)s::bigint AND usual.is_default
           )),
           w.scale_id, w.due,
           CASE WHEN COALESCE(r.topic, '') = '' THEN ARRAY(
               SELECT t.name FROM schedule_lessontopic d JOIN curriculum_topic t ON t.id = d.topic_id
               WHERE d.lesson_id = l.id ORDER BY d.position
           ) END
    FROM schedule_lesson l
    LEFT JOIN journal_lessonrecord r ON r.lesson_id = l.id
    LEFT JOIN journal_work w ON w.lesson_id = l.id
    LEFT JOIN journal_workkind k ON k.id = w.kind_id
    WHERE l.course_id = %(course)s::bigint AND l.date BETWEEN %(starts)s::date AND %(ends)s::date
    UNION ALL
    SELECT NULL, w.date, 32767, '', false, '', w.id, k.short_name, k.name, w.title, w.weight,
           w.scale_id, w.due, NULL
    FROM journal_work w
    JOIN journal_workkind k ON k.id = w.kind_id
    WHERE w.course_id = %(course)s::bigint AND w.lesson_id IS NULL
      AND w.date BETWEEN %(starts)s::date AND %(ends)s::date
    ORDER BY 2, 3, 1, 7
"""


class Column(NamedTuple):
    """One column: a work of a lesson, a lesson without works yet, or a work of a day on its own.

    `planned` are the topics that the programme gives a lesson without a written one (R69, R70).
    `closed` is why no mark may be entered, in words, `closed_attendance` why no attendance;
    `taken`: attendance has been taken; `weight` of a lesson without works is what the column made by
    its first mark will have.
    """

    lesson: int | None
    date: day
    number: int
    status: str
    taken: bool
    topic: str
    work: int | None
    kind: str
    kind_name: str
    title: str
    weight: Decimal | None
    scale: int | None
    due: day | None
    planned: list[str] | None = None
    closed: str = ""
    closed_attendance: str = ""

    @property
    def cancelled(self) -> bool:
        """Whether the lesson did not take place."""
        return self.lesson is not None and self.status not in TAKES_RECORD


def columns_asked(course: Course, period: Period) -> Statement:
    """Return what asks for the columns of a page."""
    page = {"course": Int8(course.pk), "organization": Int8(course.organization_id)}
    return COLUMNS, page | {"starts": period.starts, "ends": period.ends}


def page_columns(rows: Rows, rights: EntryRights) -> list[Column]:
    """Return the columns of a page in the order of days, each with why it is closed, if it is."""
    return [Column._make((*row, *why_closed(rights, row[0], row[1], row[3], row[12]))) for row in rows]


def why_closed(rights: EntryRights, lesson: int | None, on: date, status: str, due: date | None) -> tuple[str, str]:
    """Return why a column is closed for marks and for attendance (R42): asked once for the column.

    The day by which a work's marks are due keeps its marks open, not the attendance (R58).
    """
    if lesson is None:
        return rights.closed(None, "", on, due), ""
    attendance = rights.closed(lesson, status, on, None)
    if not attendance or due is None or due < rights.today:
        return attendance, attendance
    return rights.closed(lesson, status, on, due), attendance
