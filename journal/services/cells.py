"""What the savers of cells share: the change, its outcome, and the page it is made on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from contingent.models import Membership
from curriculum.models import Course
from journal.access import EntryRights
from journal.enums import EntryKind
from journal.models import MarkScale, ScaleGrade, Work
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
    """What became of one change; `value`, `author` and `at` tell the other's in a conflict."""

    id: UUID
    status: str
    value: str = ""
    work: int | None = None
    reason: str = ""
    author: str = ""
    at: datetime | None = None


def saved(entry: Entry, work: int | None = None) -> Outcome:
    """Answer that the cell now holds what was asked."""
    return Outcome(entry.id, "saved", value=entry.value, work=work)


def refused(entry: Entry, reason: str) -> Outcome:
    """Answer that the change cannot go in, and why."""
    return Outcome(entry.id, "refused", reason=reason)


def conflict(entry: Entry, value: str, author: User | None, at: datetime | None) -> Outcome:
    """Answer that someone else changed the cell since the client saw it."""
    return Outcome(
        entry.id,
        "conflict",
        value=value,
        work=entry.work,
        author=author.short_name if author else "",
        at=at,
    )


@dataclass
class Page:
    """The part of a journal page that a batch touches, locked against others' changes."""

    course: Course
    rights: EntryRights
    lessons: dict[int, Lesson]
    works: dict[int, Work]
    implicit: dict[int, Work]
    memberships: dict[int, list[tuple[date, date | None]]]
    _grades: dict[int, dict[str, ScaleGrade]] = field(default_factory=dict)

    @classmethod
    def load(cls, course: Course, rights: EntryRights, entries: Sequence[Entry]) -> Self:
        """Read and lock the lessons and works that the entries name, of this course only."""
        lesson_ids = {entry.lesson for entry in entries if entry.lesson is not None}
        work_ids = {entry.work for entry in entries if entry.work is not None}
        rows = Lesson.objects.filter(course=course, pk__in=lesson_ids).order_by("pk")
        if any(entry.kind == EntryKind.ATTENDANCE for entry in entries):
            rows = rows.select_for_update(no_key=True)
        lessons = {lesson.pk: lesson for lesson in rows} if lesson_ids else {}
        works = {
            work.pk: work
            for work in Work.objects.filter(course=course)
            .filter(Q(pk__in=work_ids) | Q(lesson__in=lesson_ids, is_implicit=True))
            .select_related("lesson")
            .select_for_update(of=("self",), no_key=True)
            .order_by("pk")
        }
        spans: dict[int, list[tuple[date, date | None]]] = {}
        for student, starts, ends in Membership.objects.filter(
            group=course.study_group_id, student__in={entry.student for entry in entries}
        ).values_list("student", "starts", "ends"):
            spans.setdefault(student, []).append((starts, ends))
        implicit = {w.lesson_id: w for w in works.values() if w.is_implicit and w.lesson_id}
        return cls(course, rights, lessons, works, implicit, spans)

    def work_of(self, entry: Entry) -> Work | None:
        """Return the work a mark is meant for, if there is one already."""
        if entry.work is not None:
            return self.works.get(entry.work)
        return self.implicit.get(entry.lesson) if entry.lesson is not None else None

    def grade(self, scale: int, code: str) -> ScaleGrade | None:
        """Return the grade of the code on the scale."""
        return self.grades(scale).get(code)

    def grades(self, scale: int) -> dict[str, ScaleGrade]:
        """Return the scale's grades by code."""
        if scale not in self._grades:
            self._grades[scale] = {grade.code: grade for grade in ScaleGrade.objects.filter(scale=scale)}
        return self._grades[scale]

    def default_scale(self) -> MarkScale | None:
        """Return the organisation's usual scale."""
        return MarkScale.objects.filter(organization=self.course.organization_id, is_default=True).first()

    def outsider(self, student: int, day: date) -> str:
        """Return why the student has no cell on the day; empty when they have one."""
        for starts, ends in self.memberships.get(student, ()):
            if starts <= day and (ends is None or day <= ends):
                return ""
        return _("The student was not in the group on that day.")


def replayed(history_model: Any, entries: Sequence[Entry]) -> set[UUID]:
    """Return the ids of those entries that the history already holds."""
    ids = [entry.id for entry in entries]
    return set(history_model.objects.filter(history_entry__in=ids).values_list("history_entry", flat=True))
