"""Saving cells of the journal: compare-and-set, replays, windows, whose page it is."""

import dataclasses
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.audit import Trace
from journal.access import entry_rights
from journal.enums import EntryKind
from journal.errors import NotAllowed
from journal.models import Attendance, EntryPolicy, LessonRecord, Mark, Work
from journal.services.cells_attendance import parse, wire
from journal.services.entries import turns
from schedule.enums import LessonStatus
from tests.factories import (
    NOW,
    TODAY,
    EmployeeFactory,
    LessonFactory,
    MembershipFactory,
    TeachingLoadFactory,
    UserFactory,
    make_work,
)
from tests.journal.conftest import Classroom, make_classroom

ATTENDANCE = {"kind": EntryKind.ATTENDANCE}
COMMENT = {"kind": EntryKind.COMMENT}


def codes() -> list[str]:
    return list(Mark.objects.order_by("student").values_list("grade__code", flat=True))


def test_the_first_mark_makes_the_lessons_own_column(classroom: Classroom) -> None:
    outcomes = classroom.save(classroom.entry("5"), classroom.entry("4", student=1))
    work = Work.objects.get()
    assert [o.status for o in outcomes] == ["saved", "saved"]
    assert {o.work for o in outcomes} == {work.pk}
    assert (work.is_implicit, work.lesson, work.due) == (
        True,
        classroom.lesson,
        TODAY + timedelta(days=1),
    )
    assert codes() == ["5", "4"]


def test_every_change_is_in_the_history_with_who_when_and_where(classroom: Classroom) -> None:
    classroom.save(classroom.entry("5"))
    classroom.save(classroom.entry("4", was="5"))
    classroom.save(classroom.entry("", was="4"))
    rows = Mark.history.order_by("history_id")
    assert [(r.history_type, r.grade.code) for r in rows] == [("+", "5"), ("~", "4"), ("-", "4")]
    assert {(r.history_user, r.history_date, r.history_address) for r in rows} == {
        (classroom.teacher, NOW, "192.0.2.7")
    }
    assert not Mark.objects.exists()


def test_someone_elses_value_is_shown_and_not_overwritten(classroom: Classroom) -> None:
    other = TeachingLoadFactory(course=classroom.course, employee__user__last_name="Быстрова").employee.user
    classroom.save(classroom.entry("5"), trace=Trace(actor=other, now=NOW))
    (outcome,) = classroom.save(classroom.entry("3"))
    assert (outcome.status, outcome.value) == ("conflict", "5")
    assert (outcome.author, outcome.at) == (other.short_name, NOW)
    assert codes() == ["5"]
    (chosen,) = classroom.save(classroom.entry("3", was="5"))
    assert (chosen.status, codes()) == ("saved", ["3"])


def test_a_mark_cleared_by_someone_else_is_a_conflict(classroom: Classroom) -> None:
    classroom.save(classroom.entry("5"))
    classroom.save(classroom.entry("", was="5"))
    (outcome,) = classroom.save(classroom.entry("4", was="5"))
    assert (outcome.status, outcome.value) == ("conflict", "")
    assert (outcome.author, outcome.at) == (classroom.teacher.short_name, NOW)


def test_the_same_value_typed_by_two_is_saved_once(classroom: Classroom) -> None:
    classroom.save(classroom.entry("5"))
    (outcome,) = classroom.save(classroom.entry("5"))
    assert outcome.status == "saved"
    assert Mark.history.count() == 1


def test_a_replayed_change_is_answered_and_not_written_again(classroom: Classroom) -> None:
    """Even when someone has since put back what the first attempt saw."""
    entries = [
        classroom.entry("5"),
        classroom.entry("absent", student=1, **ATTENDANCE),
    ]
    classroom.save(*entries)
    classroom.save(classroom.entry("", was="5"), classroom.entry("", was="absent", student=1, **ATTENDANCE))
    replay = classroom.save(*entries)
    assert [(o.status, o.value) for o in replay] == [("saved", "")] * 2
    assert not Mark.objects.exists()
    assert not Attendance.objects.exists()


def test_a_replay_is_told_what_someone_else_has_put_there_since(classroom: Classroom) -> None:
    classroom.save(classroom.entry("5"))
    entries = [
        classroom.entry("4", was="5"),
        classroom.entry("Молодец", **COMMENT),
        classroom.entry("absent", student=1, **ATTENDANCE),
    ]
    classroom.save(*entries)
    other = TeachingLoadFactory(course=classroom.course).employee.user
    classroom.save(
        classroom.entry("3", was="4"),
        classroom.entry("Слабо", was="Молодец", **COMMENT),
        classroom.entry("late:5", was="absent", student=1, **ATTENDANCE),
        trace=Trace(actor=other, now=NOW),
    )
    replay = classroom.save(*entries)
    assert [(o.status, o.value) for o in replay] == [("saved", "3"), ("saved", "Слабо"), ("saved", "late:5")]


def test_two_changes_of_one_cell_in_a_batch_go_in_order(classroom: Classroom) -> None:
    outcomes = classroom.save(classroom.entry("5"), classroom.entry("4", was="5"), classroom.entry("3", student=1))
    assert [o.status for o in outcomes] == ["saved"] * 3
    assert codes() == ["4", "3"]
    assert list(Mark.history.order_by("history_id").values_list("grade__code", flat=True)) == [
        "5",
        "3",
        "4",
    ]


@given(st.lists(st.integers(0, 4), max_size=30))
def test_turns_keep_every_change_once_and_in_order(cells: list[int]) -> None:
    class Fake:
        def __init__(self, cell: int) -> None:
            self.cell = (cell,)

    done = [index for turn in turns([Fake(cell) for cell in cells]) for index in turn]  # type: ignore[misc]
    assert sorted(done) == list(range(len(cells)))
    for cell in set(cells):
        mine = [index for index in done if cells[index] == cell]
        assert mine == sorted(mine)


def test_a_code_that_the_scale_lacks_is_refused_in_words(classroom: Classroom) -> None:
    good, bad = classroom.save(classroom.entry("5"), classroom.entry("7", student=1))
    assert (good.status, bad.status) == ("saved", "refused")
    assert "7" in bad.reason
    assert "5, 4, 3, 2, ." in bad.reason
    assert codes() == ["5"]


def test_comments_need_a_mark_and_keep_their_history(classroom: Classroom) -> None:
    (refused,) = classroom.save(classroom.entry("Молодец", **COMMENT))
    assert refused.status == "refused"
    classroom.save(classroom.entry("5"))
    (saved,) = classroom.save(classroom.entry("Молодец", **COMMENT))
    (late,) = classroom.save(classroom.entry("Иначе", **COMMENT))
    assert (saved.status, late.status, late.value) == ("saved", "conflict", "Молодец")
    assert list(Mark.history.order_by("history_id").values_list("comment", flat=True)) == [
        "",
        "Молодец",
    ]


def test_an_absence_means_that_attendance_was_taken(classroom: Classroom) -> None:
    assert not LessonRecord.objects.exists()
    classroom.save(classroom.entry("late:15", **ATTENDANCE))
    record = LessonRecord.objects.get()
    assert (record.attendance_taken_at, record.attendance_taken_by) == (NOW, classroom.teacher)
    assert wire(Attendance.objects.get()) == "late:15"


@pytest.mark.parametrize(
    "value", ["late", "late:", "late:0", "late:601", "late:-5", "late:x", "absent:5", "gone", "late:١"]
)
def test_attendance_in_another_shape_is_refused(classroom: Classroom, value: str) -> None:
    (outcome,) = classroom.save(classroom.entry(value, **ATTENDANCE))
    assert outcome.status == "refused"
    assert not Attendance.objects.exists()


@given(st.sampled_from(["absent", "ill", "excused"]) | st.integers(1, 600).map("late:{}".format))
def test_attendance_reads_as_it_was_written(value: str) -> None:
    kind, minutes = parse(value) or ("", None)
    assert wire(Attendance(kind=kind, minutes=minutes)) == value


@pytest.mark.parametrize("back, status", [(0, "saved"), (14, "saved"), (15, "refused"), (-1, "refused")])
def test_the_entry_window(classroom: Classroom, back: int, status: str) -> None:
    """R42: a lesson is open from its day on, for as many days back as the policy says."""
    EntryPolicy.objects.create(organization=classroom.course.organization, entry_days=14)
    lesson = LessonFactory(course=classroom.course, date=TODAY - timedelta(days=back))
    mark, attendance = classroom.save(
        classroom.entry("5", lesson=lesson.pk),
        classroom.entry("absent", lesson=lesson.pk, **ATTENDANCE),
    )
    assert (mark.status, attendance.status) == (status, status)
    if status == "refused":
        assert mark.reason
        assert not Mark.objects.exists()


def test_a_written_work_stays_open_until_its_marks_are_due(classroom: Classroom) -> None:
    """R58: the days that a kind of work gives outlast a short window."""
    EntryPolicy.objects.create(organization=classroom.course.organization, entry_days=1)
    lesson = LessonFactory(course=classroom.course, date=TODAY - timedelta(days=7))
    work = make_work(lesson)
    older = make_work(LessonFactory(course=classroom.course, date=TODAY - timedelta(days=8)))
    inside, outside = classroom.save(
        classroom.entry("5", lesson=lesson.pk, work=work.pk),
        classroom.entry("5", lesson=older.lesson_id, work=older.pk),
    )
    assert (inside.status, outside.status) == ("saved", "refused")


def test_a_lesson_that_was_cancelled_takes_nothing(classroom: Classroom) -> None:
    lesson = LessonFactory(course=classroom.course, status=LessonStatus.CANCELLED)
    outcomes = classroom.save(
        classroom.entry("5", lesson=lesson.pk),
        classroom.entry("absent", lesson=lesson.pk, **ATTENDANCE),
    )
    assert {o.status for o in outcomes} == {"refused"}


def test_who_was_not_in_the_group_that_day_has_no_cell(classroom: Classroom) -> None:
    newcomer = MembershipFactory(group=classroom.course.study_group, starts=TODAY + timedelta(days=1)).student
    leaver = MembershipFactory(group=classroom.course.study_group, ends=TODAY - timedelta(days=1)).student
    stranger = MembershipFactory().student
    outcomes = classroom.save(
        *(
            classroom.entry("5", student=0)
            if person is None
            else type(classroom.entry("5"))(uuid4(), EntryKind.MARK, person.pk, classroom.lesson.pk, None, "5", "")
            for person in (None, newcomer, leaver, stranger)
        )
    )
    assert [o.status for o in outcomes] == ["saved", "refused", "refused", "refused"]


def test_lessons_and_works_of_another_page_are_not_reachable(classroom: Classroom) -> None:
    stranger = make_classroom()
    work = make_work(stranger.lesson)
    outcomes = classroom.save(
        classroom.entry("5", lesson=stranger.lesson.pk),
        classroom.entry("5", work=work.pk),
        classroom.entry("absent", lesson=stranger.lesson.pk, **ATTENDANCE),
    )
    assert {o.status for o in outcomes} == {"refused"}
    assert not Mark.objects.exists()
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("ended", [None, TODAY - timedelta(days=1)])
def test_another_teacher_fills_nothing(classroom: Classroom, ended: date | None) -> None:
    """R27: neither a colleague, nor one whose load on the course has ended."""
    stranger = UserFactory()
    if ended:
        TeachingLoadFactory(course=classroom.course, employee__user=stranger, ends=ended)
    with pytest.raises(NotAllowed):
        classroom.save(classroom.entry("5"), trace=Trace(actor=stranger, now=NOW))


def test_a_substitute_fills_that_lesson_and_no_other(classroom: Classroom) -> None:
    """R61: the lesson names who gives it."""
    substitute = EmployeeFactory(organization=classroom.course.organization)
    lesson = LessonFactory(course=classroom.course, teacher=substitute)
    own, other = classroom.save(
        classroom.entry("5", lesson=lesson.pk),
        classroom.entry("5"),
        trace=Trace(actor=substitute.user, now=NOW),
    )
    assert (own.status, other.status) == ("saved", "refused")


def test_leaving_the_staff_ends_the_right(classroom: Classroom) -> None:
    employee = classroom.lesson.teacher
    employee.ends = TODAY - timedelta(days=1)
    employee.save()
    assert not entry_rights(classroom.teacher, classroom.course, TODAY).any


@pytest.mark.parametrize("students", [1, 3, 30])
def test_a_batch_of_marks_takes_the_same_queries_whatever_its_size(
    db: None, students: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    room = make_classroom(students)
    work = make_work(room.lesson)
    entries = [room.entry("5", student=n, work=work.pk) for n in range(students)]
    with django_assert_max_num_queries(12):
        room.save(*entries)
    assert Mark.objects.count() == students


def test_two_changes_with_one_id_are_refused_whole(classroom: Classroom) -> None:
    """One change must not borrow what another's cell holds: not even a stranger's membership."""
    stranger = MembershipFactory().student
    own = classroom.entry("5")
    forged = dataclasses.replace(own, student=stranger.pk)
    for batch in ((own, forged), (forged, own), (own, own)):
        with pytest.raises(ValueError, match="share an id"):
            classroom.save(*batch)
    assert not Mark.objects.exists()


def test_an_id_used_for_another_cell_is_no_replay(classroom: Classroom) -> None:
    first = classroom.entry("5")
    classroom.save(first)
    (outcome,) = classroom.save(dataclasses.replace(first, student=classroom.students[1].pk))
    assert outcome.status == "saved"
    assert codes() == ["5", "5"]
