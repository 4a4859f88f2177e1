"""Attendance taken by entering an absence is not taken once the absence is taken back (R57)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.audit import Trace
from journal.enums import EntryKind
from journal.models import LessonRecord
from journal.services.lesson_records import call_roll, write_lesson
from tests.factories import NOW, TeachingLoadFactory
from tests.journal.conftest import Classroom


def later(room: Classroom, minutes: int) -> Trace:
    return replace(room.trace, now=NOW + timedelta(minutes=minutes))


def enter(room: Classroom, value: str, was: str, minutes: int, *students: int, trace: Trace | None = None) -> bool:
    """Enter attendance of the students and return whether the answers say that it is taken."""
    entries = [room.entry(value, was, student=n, kind=EntryKind.ATTENDANCE) for n in students or (0,)]
    outcomes = room.save(*entries, trace=trace or later(room, minutes))
    assert {outcome.status for outcome in outcomes} == {"saved"}
    (taken,) = {outcome.taken for outcome in outcomes}
    return bool(taken)


def test_a_slip_taken_back_leaves_no_attendance_taken(classroom: Classroom) -> None:
    write_lesson(lesson=classroom.lesson, topic="Дроби", content="", homework="", trace=classroom.trace)
    assert enter(classroom, "absent", "", 1) is True
    assert enter(classroom, "", "absent", 2) is False
    record = LessonRecord.objects.get()
    assert (record.attendance_taken_at, record.attendance_taken_by, record.topic) == (None, None, "Дроби")
    told = record.history.order_by("history_id").values_list("history_type", "attendance_taken_at", "history_date")
    assert list(told) == [
        ("+", None, NOW),
        ("~", NOW + timedelta(minutes=1), NOW + timedelta(minutes=1)),
        ("~", None, NOW + timedelta(minutes=2)),
    ]


def test_it_stays_taken_while_one_absence_is_left(classroom: Classroom) -> None:
    enter(classroom, "absent", "", 0, 0, 1)
    assert enter(classroom, "", "absent", 1, 0) is True
    assert enter(classroom, "", "absent", 2, 1) is False


@pytest.mark.parametrize("before", [True, False])
def test_a_roll_call_stays_whatever_is_taken_back(classroom: Classroom, before: bool) -> None:
    """Called before the slip or between it and the undo."""
    called = 0 if before else 2
    if before:
        call_roll(lesson=classroom.lesson, trace=later(classroom, called))
    enter(classroom, "absent", "", 1)
    if not before:
        call_roll(lesson=classroom.lesson, trace=later(classroom, called))
    assert enter(classroom, "", "absent", 3) is True
    assert LessonRecord.objects.get().attendance_taken_at == NOW + timedelta(minutes=called)


def test_the_first_roll_call_stays(classroom: Classroom) -> None:
    for minutes in (0, 5):
        call_roll(lesson=classroom.lesson, trace=later(classroom, minutes))
    assert LessonRecord.objects.get().attendance_taken_at == NOW
    assert LessonRecord.history.count() == 1


def test_what_another_took_is_not_undone_by_a_correction(classroom: Classroom) -> None:
    other = TeachingLoadFactory(course=classroom.course).employee.user
    enter(classroom, "absent", "", 0)
    assert enter(classroom, "", "absent", 1, trace=Trace(actor=other, now=NOW + timedelta(minutes=1))) is True


def test_it_can_be_taken_anew(classroom: Classroom) -> None:
    enter(classroom, "absent", "", 0)
    enter(classroom, "", "absent", 1)
    assert enter(classroom, "ill", "", 2) is True
    assert enter(classroom, "", "ill", 3) is False
