"""What a teacher writes of a lesson: topic, what was done, homework, attendance taken (R57)."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace, save_audited
from journal.access import check_fill_lesson
from journal.errors import ChangedMeanwhile
from journal.models import LessonRecord
from schedule.models import Lesson

WRITTEN = (
    "topic",
    "content",
    "homework",
    "attendance_taken_at",
    "attendance_taken_by",
    "author",
    "updated_at",
)


def take_attendance(*, lessons: Sequence[Lesson], trace: Trace) -> None:
    """Note that attendance has been taken, once for each lesson; the first time stays."""
    wanted = {lesson.pk: lesson for lesson in lessons}
    if not wanted:
        return
    records = LessonRecord.objects.select_for_update().in_bulk(wanted, field_name="lesson_id")
    changed: list[tuple[LessonRecord, UUID | None]] = []
    for pk in wanted:
        record = records.get(pk)
        if record and record.attendance_taken_at:
            continue
        record = record or LessonRecord(lesson_id=pk)
        record.attendance_taken_at, record.attendance_taken_by = trace.now, trace.actor
        record.author, record.updated_at = trace.actor, trace.now
        changed.append((record, None))
    save_audited(trace, changed, key=("lesson",), fields=WRITTEN)


@transaction.atomic
def call_roll(*, lesson: Lesson, trace: Trace) -> None:
    """Take attendance: whoever has no row was there.

    Raises `NotAllowed` or `EntryClosed`.
    """
    check_fill_lesson(trace.actor, lesson, lesson.course.organization.local_day(trace.now))
    take_attendance(lessons=[lesson], trace=trace)


@transaction.atomic
def write_lesson(
    *, lesson: Lesson, topic: str, content: str, homework: str, seen: str | None = None, trace: Trace
) -> LessonRecord:
    """Write the topic, what was done and the homework of a lesson.

    `seen` is the version the person began from (`version`); None writes over whatever is there.
    Raises `NotAllowed`, `EntryClosed`, or `RecordChanged` when someone else has written meanwhile.
    """
    check_fill_lesson(trace.actor, lesson, lesson.course.organization.local_day(trace.now))
    Lesson.objects.select_for_update(no_key=True).get(pk=lesson.pk)
    record = LessonRecord.objects.select_related("author").filter(lesson=lesson).first()
    wanted = LessonRecord(topic=topic, content=content, homework=homework)
    if version(record) == version(wanted):
        return record or wanted
    if record and seen is not None and seen != version(record):
        raise RecordChanged(_("Someone else has written of this lesson meanwhile."), record)
    record = record or LessonRecord(lesson=lesson)
    record.topic, record.content, record.homework = topic, content, homework
    record.author, record.updated_at = trace.actor, trace.now
    save_audited(trace, [(record, None)], key=("lesson",), fields=WRITTEN)
    return record


class RecordChanged(ChangedMeanwhile):
    """Someone else wrote of the lesson since the person began: `record` is what is there."""

    def __init__(self, message: str, record: LessonRecord) -> None:
        super().__init__(message)
        self.record = record


def version(record: LessonRecord | None) -> str:
    """Return what tells one version of the texts from another, whatever else changed beside them."""
    texts = (record.topic, record.content, record.homework) if record else ("", "", "")
    return sha256("\x1f".join(texts).encode()).hexdigest()[:16]
