"""Attendance typed into cells: absent, ill, excused, late with minutes."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import Trace, delete_audited, save_audited
from journal.enums import AttendanceKind
from journal.models import Attendance, LessonRecord
from journal.services.absence_notices import note_absences
from journal.services.cells import Entry, Outcome, Page, conflict, refused, saved, there
from journal.services.cells_held import Held, held_attendance
from journal.services.lesson_records import take_attendance, take_back_attendance
from schedule.models import Lesson

KEY = ("lesson", "student")
WRITTEN = ("kind", "minutes", "author", "updated_at")
LONGEST = 600


def save_attendance(page: Page, entries: Sequence[Entry], trace: Trace) -> list[Outcome]:
    """Enter who was not there. An absence entered means that attendance was taken.

    Once its author has cleared the last of them, it is not taken again, unless the roll was called.
    """
    asked = [(entry, lesson) for entry in entries if (lesson := page.lessons.get(entry.lesson or 0)) is not None]
    held = held_attendance(page.course.study_group_id, asked)
    outcomes: list[Outcome] = []
    changed: list[tuple[Attendance, UUID | None]] = []
    cleared: list[tuple[Attendance, UUID | None]] = []
    for entry in entries:
        lesson, cell = page.lessons.get(entry.lesson or 0), held.get(entry.id)
        if lesson is None or cell is None:
            reason = _("This lesson is no longer there: reload the page.")
            outcomes.append(refused(entry, reason))
        elif cell.replayed or cell.code == entry.value:
            outcomes.append(there(entry, cell.code, entry.work))
        elif reason := attendance_refusal(page, entry, lesson, cell):
            outcomes.append(refused(entry, reason))
        elif cell.code != entry.was:
            author, at = cell.hand(Attendance.history.filter(lesson=lesson.pk, student=entry.student))
            outcomes.append(conflict(entry, cell.code, author, at))
        else:
            row = Attendance(pk=cell.pk, lesson_id=lesson.pk, student_id=entry.student)
            row.kind, row.minutes = parse(entry.value) or ("", None)
            row.author, row.updated_at = trace.actor, trace.now
            (changed if entry.value else cleared).append((row, entry.id))
            outcomes.append(saved(entry, entry.work))
    save_audited(trace, changed, key=KEY, fields=WRITTEN)
    delete_audited(trace, cleared)
    take_attendance(lessons=[page.lessons[row.lesson_id] for row, _id in changed], trace=trace)
    if cleared:
        take_back_attendance(lessons=[page.lessons[row.lesson_id] for row, _id in cleared], trace=trace)
    note_absences(page, entries, {entry for _row, entry in (*changed, *cleared)}, trace)
    taken = set(
        LessonRecord.objects.filter(lesson__in=page.lessons, attendance_taken_at__isnull=False).values_list(
            "lesson", flat=True
        )
    )
    return [replace(told, taken=entry.lesson in taken) for entry, told in zip(entries, outcomes, strict=True)]


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


def attendance_refusal(page: Page, entry: Entry, lesson: Lesson, cell: Held) -> str:
    """Return why the attendance cannot go in; empty when it can."""
    if entry.value and parse(entry.value) is None:
        return _("Attendance is absent, ill, excused, or late with minutes from 1 to 600.")
    return page.rights.closed_lesson(lesson) or cell.outsider
