"""Attendance typed into cells: absent, ill, excused, late with minutes."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from journal.enums import AttendanceKind
from journal.models import Attendance
from journal.services.audit import (
    CHANGED,
    CREATED,
    DELETED,
    Trace,
    delete,
    upsert,
    write_history,
)
from journal.services.cells import Entry, Outcome, Page, conflict, refused, replayed, saved
from journal.services.lesson_records import take_attendance

WRITTEN = ("kind", "minutes", "author", "updated_at")
LONGEST = 600


def save_attendance(page: Page, entries: Sequence[Entry], trace: Trace) -> list[Outcome]:
    """Enter who was not there. An absence entered means that attendance was taken."""
    present = Attendance.objects.filter(
        lesson__in=page.lessons, student__in={entry.student for entry in entries}
    ).select_related("author")
    rows = {(row.lesson_id, row.student_id): row for row in present}
    done = replayed(Attendance.history.model, entries)
    outcomes, changed, cleared, history = [], [], [], []
    for entry in entries:
        if entry.id in done:
            outcomes.append(saved(entry, entry.work))
            continue
        if reason := attendance_refusal(page, entry):
            outcomes.append(refused(entry, reason))
            continue
        row = rows.get((entry.lesson or 0, entry.student))
        value = wire(row)
        if value == entry.value:
            outcomes.append(saved(entry, entry.work))
        elif value != entry.was:
            author, at = (row.author, row.updated_at) if row else (None, None)
            outcomes.append(conflict(entry, value, author, at))
        elif row and not entry.value:
            cleared.append(row)
            history.append((row, DELETED, entry.id))
            outcomes.append(saved(entry, entry.work))
        else:
            change = CHANGED if row else CREATED
            row = row or Attendance(lesson_id=entry.lesson, student_id=entry.student)
            row.kind, row.minutes = parse(entry.value) or ("", None)
            row.author, row.updated_at = trace.actor, trace.now
            changed.append(row)
            history.append((row, change, entry.id))
            outcomes.append(saved(entry, entry.work))
    upsert(changed, key=("lesson", "student"), fields=WRITTEN)
    write_history(trace, history)
    delete(cleared)
    take_attendance(lessons=[page.lessons[row.lesson_id] for row in changed], trace=trace)
    return outcomes


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


def attendance_refusal(page: Page, entry: Entry) -> str:
    """Return why the attendance cannot go in; empty when it can."""
    lesson = page.lessons.get(entry.lesson or 0)
    if lesson is None:
        return _("This lesson is no longer there: reload the page.")
    if entry.value and parse(entry.value) is None:
        return _("Attendance is absent, ill, excused, or late with minutes from 1 to 600.")
    return page.rights.closed_lesson(lesson) or page.outsider(entry.student, lesson.date)
