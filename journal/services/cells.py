"""What the savers of cells share: the change, its outcome, and the page it is made on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from psycopg.types.numeric import Int8

from common.plans import Rows
from common.prepared import ask
from common.sql import numbers
from curriculum.models import Course
from journal.access import EntryRights
from journal.enums import EntryKind
from schedule.models import Lesson


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one cell as the client asks for it: the new value and the one it saw.

    `work` is None for a mark typed into a lesson that has no works yet.
    """

    id: UUID
    kind: EntryKind
    student: int
    lesson: int | None
    work: int | None
    value: str
    was: str

    @property
    def cell(self) -> tuple[object, ...]:
        """What two changes share when they are about the same thing."""
        return (self.kind, self.student, self.lesson if self.work is None else None, self.work)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change; `value`, `author` and `at` tell the other's in a conflict.

    `value` is what the cell holds now; `taken`, whether attendance of the lesson is taken now, is
    told of changes of attendance.
    """

    id: UUID
    status: str
    value: str = ""
    work: int | None = None
    reason: str = ""
    author: str = ""
    at: datetime | None = None
    taken: bool | None = None


def saved(entry: Entry, work: int | None = None) -> Outcome:
    """Answer that the cell now holds what was asked."""
    return Outcome(entry.id, "saved", value=entry.value, work=work)


def there(entry: Entry, value: str, work: int | None = None) -> Outcome:
    """Answer that the change is in already, with what the cell holds since: perhaps another's value."""
    return Outcome(entry.id, "saved", value=value, work=work)


def refused(entry: Entry, reason: str) -> Outcome:
    """Answer that the change cannot go in, and why."""
    return Outcome(entry.id, "refused", reason=reason)


def conflict(entry: Entry, value: str, author: str, at: datetime | None) -> Outcome:
    """Answer that someone else changed the cell since the client saw it."""
    return Outcome(entry.id, "conflict", value=value, work=entry.work, author=author, at=at)


class Column(NamedTuple):
    """A work as saving sees it: a column of the journal, of a lesson or of a day on its own."""

    pk: int
    lesson: int | None
    implicit: bool
    scale: int
    day: date
    due: date
    lesson_status: str | None
    lesson_day: date | None

    def closed(self, rights: EntryRights) -> str:
        """Return why no mark may be entered; empty when the column is open."""
        return rights.closed(self.lesson, self.lesson_status or "", self.lesson_day or self.day, self.due)


COLUMNS = """
    SELECT work.id, work.lesson_id, work.is_implicit, work.scale_id, work.date, work.due, lesson.status, lesson.date
    FROM journal_work work LEFT JOIN schedule_lesson lesson ON lesson.id = work.lesson_id
    WHERE work.course_id = %(course)s::bigint AND (
        work.id = ANY (%(works)s::bigint[])
        OR (work.is_implicit AND work.lesson_id = ANY (%(lessons)s::bigint[]))
    )
    ORDER BY work.id FOR NO KEY UPDATE OF work
"""


def works_asked(course: Course, entries: Sequence[Entry], lessons: Collection[int] = ()) -> tuple[str, dict[str, Any]]:
    """Return the statement that reads and locks the works that the entries name, and those made for the lessons."""
    works = {entry.work for entry in entries if entry.work is not None}
    return COLUMNS, {"course": Int8(course.pk), "works": numbers(works), "lessons": numbers(lessons)}


@dataclass
class Page:
    """The part of a journal page that a batch touches, locked against others' changes."""

    course: Course
    rights: EntryRights
    lessons: dict[int, Lesson]
    works: dict[int, Column]
    implicit: dict[int, Column]

    @classmethod
    def load(cls, course: Course, rights: EntryRights, entries: Sequence[Entry], locked: Rows | None = None) -> Self:
        """Read and lock the lessons and works that the entries name, of this course only.

        `locked` answers `works_asked` when it has been asked: of entries that name works alone.
        """
        about_attendance = [entry for entry in entries if entry.kind == EntryKind.ATTENDANCE]
        lesson_ids = {entry.lesson for entry in entries if entry.lesson and (entry.work is None)} | {
            entry.lesson for entry in about_attendance if entry.lesson
        }
        page = cls(course, rights, {}, {}, {})
        if lesson_ids:
            rows = Lesson.objects.filter(course=course, pk__in=lesson_ids).order_by("pk")
            page.lessons = {
                lesson.pk: lesson for lesson in (rows.select_for_update(no_key=True) if about_attendance else rows)
            }
        for row in ask(*works_asked(course, entries, lesson_ids)) if locked is None else locked:
            page.add(Column(*row))
        return page

    def add(self, column: Column) -> None:
        """Put a column on the page."""
        self.works[column.pk] = column
        if column.implicit and column.lesson is not None:
            self.implicit[column.lesson] = column

    def work_of(self, entry: Entry) -> Column | None:
        """Return the work a mark is meant for, if there is one already."""
        if entry.work is not None:
            return self.works.get(entry.work)
        return self.implicit.get(entry.lesson) if entry.lesson is not None else None
