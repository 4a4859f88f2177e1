"""Marks and their comments."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from journal.models import Mark, ScaleGrade
from journal.services.cells import Column, Entry, Outcome, refused, saved
from journal.services.cells_held import Held, held_marks
from journal.services.cells_judged import Cells
from journal.services.implicit_works import make_implicit_works

LONGEST_COMMENT = 500


class MarkCells(Cells[Column, Mark]):
    """Marks given, changed and cleared. A mark typed into a lesson without works makes its column."""

    key = ("work", "student")
    written = ("scale", "grade", "comment", "author", "updated_at")

    def save(self) -> list[Outcome]:
        make_implicit_works(self.page, self.entries, self.trace)
        return super().save()

    def place(self, entry: Entry) -> Column | None:
        return self.page.work_of(entry)

    def held(self, asked: Sequence[tuple[Entry, Column]]) -> dict[UUID, Held]:
        return held_marks(self.page.course.study_group_id, asked)

    def work(self, entry: Entry, place: Column) -> int | None:
        return place.pk

    def history(self, entry: Entry, place: Column) -> QuerySet[Any]:
        told: QuerySet[Any] = Mark.history.filter(work=place.pk, student=entry.student)
        return told

    def nowhere(self, entry: Entry) -> Outcome:
        """Answer a change for which there is no column and none could be made."""
        lesson = self.page.lessons.get(entry.lesson or 0)
        if entry.work is not None or lesson is None:
            return refused(entry, _("This column is no longer there: reload the page."))
        if not entry.value:
            return saved(entry)
        reason = self.page.rights.closed_lesson(lesson)
        return refused(entry, reason or _("Marks cannot be entered here yet: no scale is set."))

    def refusal(self, entry: Entry, place: Column, cell: Held) -> str:
        if entry.value and cell.wanted is None:
            codes = ScaleGrade.objects.filter(scale=place.scale).values_list("code", flat=True)
            return _("There is no mark “%(code)s” on this scale. It has: %(codes)s.") % {
                "code": entry.value,
                "codes": ", ".join(codes),
            }
        return place.closed(self.page.rights) or cell.outsider

    def row(self, entry: Entry, place: Column, cell: Held) -> Mark:
        return self.mark(entry, place, cell, cell.wanted if entry.value else cell.grade, cell.comment)

    def mark(self, entry: Entry, place: Column, cell: Held, grade: int | None, comment: str) -> Mark:
        """Return the cell's mark as it is to be, in the actor's hand now."""
        assert grade is not None  # noqa: S101 - a code off the scale is refused before
        return Mark(
            pk=cell.pk,
            work_id=place.pk,
            student_id=entry.student,
            scale_id=place.scale,
            grade_id=grade,
            comment=comment,
            author_id=self.trace.actor.pk,
            updated_at=self.trace.now,
        )


class CommentCells(MarkCells):
    """Comments on marks that are there."""

    def save(self) -> list[Outcome]:
        return Cells.save(self)

    def stands(self, cell: Held) -> bool:
        return cell.pk is not None or cell.replayed

    def value(self, cell: Held) -> str:
        return cell.comment

    def keeps(self, entry: Entry) -> bool:
        return True

    def nowhere(self, entry: Entry) -> Outcome:
        return refused(entry, _("There is no mark to comment on: give the mark first."))

    def refusal(self, entry: Entry, place: Column, cell: Held) -> str:
        if len(entry.value) > LONGEST_COMMENT:
            return _("The comment is too long: 500 characters at most.")
        return place.closed(self.page.rights) or cell.outsider

    def row(self, entry: Entry, place: Column, cell: Held) -> Mark:
        return self.mark(entry, place, cell, cell.grade, entry.value)
