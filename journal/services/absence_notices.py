"""Telling of an absence that nobody explained, the minute it is entered (R71, R72)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from accounts.audit import Trace
from journal.enums import AttendanceKind
from journal.services.cells import Entry, Page
from notifications.models import OutboxMessage
from notifications.services.outbox import post

ABSENCE = "absence"
GRACE = timedelta(seconds=30)
"""A slip of the finger taken back at once alarms nobody; with the 15 s between two deliveries
the notice still goes out within a minute."""


def note_absences(page: Page, entries: Sequence[Entry], changed: set[UUID], trace: Trace) -> None:
    """Write to the outbox each student whose unexplained absence was entered or taken back.

    However late it is entered: R57 gives the teacher the next day too. One statement, and only when
    an absence is concerned.
    """
    touched = {
        (entry.student, lesson.date)
        for entry in entries
        if entry.id in changed and (lesson := page.lessons.get(entry.lesson or 0))
        if AttendanceKind.ABSENT in (entry.was, entry.value)
    }
    post(
        [
            OutboxMessage(
                organization_id=page.course.organization_id,
                kind=ABSENCE,
                subject=f"{student}:{day.isoformat()}",
                payload={"student": student, "day": day.isoformat()},
                actor=trace.actor,
                created_at=trace.now,
                available_at=trace.now + GRACE,
            )
            for student, day in sorted(touched)
        ]
    )
