"""Two people at once, on real connections: nothing doubled, nothing silently overwritten."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from journal.enums import EntryKind
from journal.models import Attendance, LessonRecord, Mark, Work
from tests.factories import make_work
from tests.journal.conftest import make_classroom

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


def test_columns_filled_in_opposite_order_do_not_block_each_other() -> None:
    room = make_classroom(5)
    first, second = make_work(room.lesson), make_work(room.lesson)
    there = [room.entry("5", work=w.pk, student=n) for w in (first, second) for n in range(5)]
    back = [room.entry("4", work=w.pk, student=n) for w in (second, first) for n in range(5)]
    answers = at_once(lambda: room.save(*there), lambda: room.save(*back))
    assert Counter(o.status for a in answers for o in a) == {"saved": 10, "conflict": 10}
    assert Mark.objects.count() == 10
