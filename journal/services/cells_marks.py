"""Marks and their comments."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from journal.models import Mark, ScaleGrade
from journal.services.cells import Column, Entry, Outcome, refused, saved
from journal.services.cells_held import Held, held_marks
from journal.services.cells_judged import Cells
from journal.services.implicit_works import make_implicit_works

LONGEST_COMMENT = 500


class MarkCells(Cells[Column]):
    """Marks given, changed and cleared. A mark typed into a lesson without works makes its column."""

    model = Mark
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

    def at(self, place: Column) -> dict[str, Any]:
        return {"work": place.pk}

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

    def columns(self) -> dict[str, Sequence[Any]]:
        return {
            "work_id": [change.place.pk for change in self.changed],
            "scale_id": [change.place.scale for change in self.changed],
            "grade_id": [change.cell.wanted for change in self.changed],
            "comment": [change.cell.comment for change in self.changed],
        }


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

    def columns(self) -> dict[str, Sequence[Any]]:
        return super().columns() | {
            "grade_id": [change.cell.grade for change in self.changed],
            "comment": [change.entry.value for change in self.changed],
        }
