"""Attendance typed into cells: absent, ill, excused, late with minutes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from journal.enums import AttendanceKind
from journal.models import Attendance, LessonRecord
from journal.services.absence_notices import note_absences
from journal.services.cells import Entry, Outcome, refused
from journal.services.cells_held import Held, held_attendance
from journal.services.cells_judged import Cells
from journal.services.lesson_records import take_attendance, take_back_attendance
from schedule.models import Lesson

LONGEST = 600


class AttendanceCells(Cells[Lesson]):
    """Who was not there. An absence entered means that attendance was taken.

    Once its author has cleared the last of them, it is not taken again, unless the roll was called.
    """

    model = Attendance
    key = ("lesson", "student")
    written = ("kind", "minutes", "author", "updated_at")

    def save(self) -> list[Outcome]:
        outcomes = super().save()
        self.note_taken()
        touched = {change.entry.id for change in (*self.changed, *self.cleared)}
        note_absences(self.page, self.entries, touched, self.trace)
        records = LessonRecord.objects.filter(lesson__in=self.page.lessons, attendance_taken_at__isnull=False)
        taken = set(records.values_list("lesson", flat=True))
        return [replace(told, taken=entry.lesson in taken) for entry, told in zip(self.entries, outcomes, strict=True)]

    def note_taken(self) -> None:
        """Note of which lessons attendance is taken now, and of which no longer."""
        take_attendance(lessons=[change.place for change in self.changed], trace=self.trace)
        if self.cleared:
            take_back_attendance(lessons=[change.place for change in self.cleared], trace=self.trace)

    def place(self, entry: Entry) -> Lesson | None:
        return self.page.lessons.get(entry.lesson or 0)

    def held(self, asked: Sequence[tuple[Entry, Lesson]]) -> dict[UUID, Held]:
        return held_attendance(self.page.course.study_group_id, asked)

    def at(self, place: Lesson) -> dict[str, Any]:
        return {"lesson": place.pk}

    def nowhere(self, entry: Entry) -> Outcome:
        return refused(entry, _("This lesson is no longer there: reload the page."))

    def refusal(self, entry: Entry, place: Lesson, cell: Held) -> str:
        if entry.value and parse(entry.value) is None:
            return _("Attendance is absent, ill, excused, or late with minutes from 1 to 600.")
        return self.page.rights.closed_lesson(place) or cell.outsider

    def columns(self) -> dict[str, Sequence[Any]]:
        kinds = [parse(change.entry.value) or ("", None) for change in self.changed]
        return {
            "lesson_id": [change.place.pk for change in self.changed],
            "kind": [kind for kind, _minutes in kinds],
            "minutes": [minutes for _kind, minutes in kinds],
        }


def wire(row: Attendance | None) -> str:
    """Return attendance as clients write it: «absent», «late:15»; empty for none."""
    if row is None:
        return ""
    return f"{row.kind}:{row.minutes}" if row.minutes else row.kind


def parse(value: str) -> tuple[str, int | None] | None:
    """Return the kind and minutes of attendance as clients write it; None if it is not that."""
    kind, _sep, minutes = value.partition(":")
    if kind not in AttendanceKind.values:
        return None
    if kind != AttendanceKind.LATE:
        return None if minutes else (kind, None)
    if not (minutes.isascii() and minutes.isdigit() and 0 < int(minutes) <= LONGEST):
        return None
    return kind, int(minutes)
