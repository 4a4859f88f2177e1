"""What a teacher writes of a lesson: topic, what was done, homework, attendance taken (R57)."""

from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.audit import CREATED, Trace, save_audited
from journal.access import check_fill_lesson
from journal.errors import ChangedMeanwhile
from journal.models import Attendance, LessonRecord
from schedule.models import Lesson

BY = ("author", "updated_at")
TEXTS = ("topic", "content", "homework", *BY)
TAKEN = ("attendance_taken_at", "attendance_taken_by", *BY)


def take_attendance(*, lessons: Sequence[Lesson], trace: Trace) -> None:
    """Note that attendance has been taken, once for each lesson; the first time stays.

    The lessons are locked by the caller: whoever writes of them at once waits.
    """
    wanted = {lesson.pk for lesson in lessons}
    if not wanted:
        return
    records = LessonRecord.objects.in_bulk(wanted, field_name="lesson_id")
    fresh = [records.get(pk) or LessonRecord(lesson_id=pk) for pk in sorted(wanted)]
    _set_taken([record for record in fresh if not record.attendance_taken_at], trace)


def take_back_attendance(*, lessons: Sequence[Lesson], trace: Trace) -> None:
    """Note that attendance is not taken where the actor has cleared all that had made it so.

    That is where it was the actor's entry of an absence, and no roll call, that took it, and no
    absence is left. Absences are cleared and the lessons locked before.
    """
    left = Attendance.objects.filter(lesson=OuterRef("lesson"))
    records = implicitly_taken().filter(
        ~Exists(left), lesson__in={lesson.pk for lesson in lessons}, attendance_taken_by=trace.actor
    )
    _set_taken(list(records), trace, taken=False)


def implicitly_taken() -> QuerySet[LessonRecord]:
    """Return the records of lessons whose attendance was taken by the entry of an absence.

    The entry and the note were made at one moment; a roll call is a moment of its own.
    """
    entered = Attendance.history.filter(
        lesson=OuterRef("lesson"), history_date=OuterRef("attendance_taken_at"), history_type=CREATED
    )
    return LessonRecord.objects.filter(Exists(entered))


def _set_taken(records: Sequence[LessonRecord], trace: Trace, *, taken: bool = True) -> None:
    for record in records:
        record.attendance_taken_at = trace.now if taken else None
        record.attendance_taken_by = trace.actor if taken else None
        record.author, record.updated_at = trace.actor, trace.now
    save_audited(trace, [(record, None) for record in records], key=("lesson",), fields=TAKEN)


@transaction.atomic
def call_roll(*, lesson: Lesson, trace: Trace) -> None:
    """Take attendance: whoever has no row was there. It confirms what an absence had implied.

    Raises `NotAllowed` or `EntryClosed`.
    """
    check_fill_lesson(trace.actor, lesson, lesson.course.organization.local_day(trace.now))
    _lock(lesson)
    _set_taken(list(implicitly_taken().filter(lesson=lesson)), trace)
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
    _lock(lesson)
    record = LessonRecord.objects.select_related("author").filter(lesson=lesson).first()
    wanted = LessonRecord(topic=topic, content=content, homework=homework)
    if version(record) == version(wanted):
        return record or wanted
    if record and seen is not None and seen != version(record):
        raise RecordChanged(_("Someone else has written of this lesson meanwhile."), record)
    record = record or LessonRecord(lesson=lesson)
    record.topic, record.content, record.homework = topic, content, homework
    record.author, record.updated_at = trace.actor, trace.now
    save_audited(trace, [(record, None)], key=("lesson",), fields=TEXTS)
    return record


def _lock(lesson: Lesson) -> None:
    """Let nobody else write of the lesson until the transaction ends."""
    Lesson.objects.select_for_update(no_key=True).get(pk=lesson.pk)


class RecordChanged(ChangedMeanwhile):
    """Someone else wrote of the lesson since the person began: `record` is what is there."""

    def __init__(self, message: str, record: LessonRecord) -> None:
        super().__init__(message)
        self.record = record


def version(record: LessonRecord | None) -> str:
    """Return what tells one version of the texts from another, whatever else changed beside them."""
    texts = (record.topic, record.content, record.homework) if record else ("", "", "")
    return sha256("\x1f".join(texts).encode()).hexdigest()[:16]
