"""Two people at once, on real connections: nothing doubled, nothing silently overwritten."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from django.db import connection

from accounts.audit import Trace
from journal.enums import EntryKind
from journal.models import Attendance, LessonRecord, Mark, Work, WorkKind
from journal.services import lesson_records
from journal.services.lesson_records import call_roll, write_lesson
from journal.services.works import WorkPlan, add_work
from tests.factories import NOW, make_work
from tests.journal.conftest import Classroom, make_classroom

T = TypeVar("T")

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], T]) -> list[T]:
    """Run the calls in threads that start together, each on a connection of its own."""
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        start.wait(timeout=10)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, c) for c in calls]]


@pytest.mark.parametrize("has_work", [True, False])
def test_of_two_first_marks_one_goes_in_and_the_other_is_told(has_work: bool) -> None:
    room = make_classroom()
    work = make_work(room.lesson).pk if has_work else None
    entries = [room.entry(code, work=work) for code in "5432"]
    outcomes = [o for (o,) in at_once(*(lambda e=e: room.save(e) for e in entries))]
    assert Counter(o.status for o in outcomes) == {"saved": 1, "conflict": 3}
    (saved,) = (o for o in outcomes if o.status == "saved")
    assert {o.value for o in outcomes if o.status == "conflict"} == {saved.value}
    assert Mark.objects.get().grade.code == saved.value
    assert Work.objects.count() == 1
    assert Work.history.count() == 1


def test_a_batch_sent_twice_at_once_is_written_once() -> None:
    room = make_classroom(10)
    entries = [room.entry("5", student=n) for n in range(10)]
    answers = at_once(*(lambda: room.save(*entries) for _ in range(4)))
    assert {o.status for answer in answers for o in answer} == {"saved"}
    assert Mark.objects.count() == 10
    assert Mark.history.count() == 10


def test_attendance_typed_at_once_is_one_row_with_one_history() -> None:
    room = make_classroom()
    entries = [room.entry(v, kind=EntryKind.ATTENDANCE) for v in ("absent", "ill", "late:5")]
    outcomes = [o for (o,) in at_once(*(lambda e=e: room.save(e) for e in entries))]
    assert Counter(o.status for o in outcomes) == {"saved": 1, "conflict": 2}
    assert Attendance.objects.count() == Attendance.history.count() == 1
    assert LessonRecord.objects.count() == LessonRecord.history.count() == 1


def the_lesson_written_while(other: Callable[[Classroom], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Write of a lesson, and do the other thing before the transaction commits: nothing is emptied."""
    room = make_classroom()
    written, began = Event(), Event()
    save_audited = lesson_records.save_audited

    def slow(trace: Trace, rows: Any, **how: Any) -> None:
        save_audited(trace, rows, **how)
        if how["fields"] == lesson_records.TEXTS:
            written.set()
            began.wait(timeout=10)
            sleep(0.3)

    def write() -> None:
        texts = {"topic": "Дроби", "content": "Решали", "homework": "№ 5"}
        write_lesson(lesson=room.lesson, **texts, trace=room.trace)

    def disturb() -> None:
        written.wait(timeout=10)
        began.set()
        other(room)

    monkeypatch.setattr(lesson_records, "save_audited", slow)
    at_once(write, disturb)
    record = LessonRecord.objects.get()
    assert (record.topic, record.content, record.homework) == ("Дроби", "Решали", "№ 5")
    assert record.attendance_taken_at == NOW
    told = LessonRecord.history.order_by("history_id").values_list("history_type", "topic", "attendance_taken_at")
    assert list(told) == [("+", "Дроби", None), ("~", "Дроби", NOW)]


def test_a_roll_call_empties_nothing_that_is_being_written(monkeypatch: pytest.MonkeyPatch) -> None:
    the_lesson_written_while(lambda room: call_roll(lesson=room.lesson, trace=room.trace), monkeypatch)


def test_an_absence_empties_nothing_that_is_being_written(monkeypatch: pytest.MonkeyPatch) -> None:
    the_lesson_written_while(lambda room: room.save(room.entry("absent", kind=EntryKind.ATTENDANCE)), monkeypatch)


@pytest.mark.usefixtures("noon")
def test_a_column_asked_for_twice_at_once_is_one() -> None:
    room = make_classroom()
    scale = make_work(room.lesson).scale
    kind = WorkKind.objects.get(organization=room.course.organization, name="Контрольная работа")
    plan, entry = WorkPlan(kind=kind, title="Диктант", lesson=room.lesson), uuid4()

    def add() -> int:
        return add_work(course=room.course, plan=plan, scale=scale, entry=entry, trace=room.trace).pk

    assert len(set(at_once(*[add] * 4))) == 1
    assert Work.objects.filter(title="Диктант").count() == 1


def test_columns_filled_in_opposite_order_do_not_block_each_other() -> None:
    room = make_classroom(5)
    first, second = make_work(room.lesson), make_work(room.lesson)
    there = [room.entry("5", work=w.pk, student=n) for w in (first, second) for n in range(5)]
    back = [room.entry("4", work=w.pk, student=n) for w in (second, first) for n in range(5)]
    answers = at_once(lambda: room.save(*there), lambda: room.save(*back))
    assert Counter(o.status for a in answers for o in a) == {"saved": 10, "conflict": 10}
    assert Mark.objects.count() == 10
