"""What a teacher writes of a lesson: topic, what was done, homework, attendance taken (R57)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from journal.access import check_fill_lesson
from journal.models import LessonRecord
from journal.services.audit import Trace, save_audited
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
def write_lesson(*, lesson: Lesson, topic: str, content: str, homework: str, trace: Trace) -> LessonRecord:
    """Write the topic, what was done and the homework of a lesson.

    Raises `NotAllowed` or `EntryClosed`.
    """
    check_fill_lesson(trace.actor, lesson, lesson.course.organization.local_day(trace.now))
    Lesson.objects.select_for_update(no_key=True).get(pk=lesson.pk)
    record = LessonRecord.objects.filter(lesson=lesson).first()
    record = record or LessonRecord(lesson=lesson)
    if record.pk and (record.topic, record.content, record.homework) == (
        topic,
        content,
        homework,
    ):
        return record
    record.topic, record.content, record.homework = topic, content, homework
    record.author, record.updated_at = trace.actor, trace.now
    save_audited(trace, [(record, None)], key=("lesson",), fields=WRITTEN)
    return record
