"""The database itself guards what was recorded (R64, decision 2): no service is asked here."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.audit import CREATED, write_history
from journal.enums import AttendanceKind, EntryKind
from journal.models import Attendance, LessonRecord, Mark, MarkScale, ScaleGrade
from schedule.enums import LessonStatus
from tests.factories import NOW, LessonFactory, make_work
from tests.journal.conftest import Classroom

NEVER_EMPTIED = (
    "journal_mark",
    "journal_attendance",
    "journal_work CASCADE",
    "journal_lessonrecord",
    "journal_historicalmark",
    "journal_historicalattendance",
    "journal_historicalwork",
    "journal_historicallessonrecord",
    "contingent_historicalmembership",
    "curriculum_historicalteachingload",
)


def settle() -> None:
    """Let the database check now what it would check at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def given_mark(classroom: Classroom) -> Mark:
    classroom.save(classroom.entry("5"))
    settle()
    return Mark.objects.get()


def refuse(sql: str, *params: object) -> str:
    """Run the statement in a transaction of its own and return the database's refusal."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
        settle()
    return str(refusal.value)


@pytest.mark.parametrize("table", NEVER_EMPTIED)
def test_neither_grades_nor_their_history_can_be_emptied(db: None, table: str) -> None:
    assert "never emptied" in refuse(f"TRUNCATE {table}")


@pytest.mark.parametrize("verb", ["UPDATE {} SET history_date = now()", "DELETE FROM {}"])
@pytest.mark.parametrize(
    "table", ["journal_historicalmark", "journal_historicalwork", "journal_historicallessonrecord"]
)
def test_a_history_row_cannot_be_changed_or_deleted(classroom: Classroom, table: str, verb: str) -> None:
    classroom.save(classroom.entry("5"), classroom.entry("absent", student=1, kind=EntryKind.ATTENDANCE))
    assert "append-only" in refuse(verb.format(table))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_mark SET grade_id = (SELECT id FROM journal_scalegrade WHERE code = '2')",
        "UPDATE journal_mark SET comment = 'иначе'",
        "DELETE FROM journal_mark",
        "UPDATE journal_work SET weight = 9",
        "UPDATE journal_lessonrecord SET topic = 'другая'",
        "DELETE FROM journal_attendance",
        "UPDATE journal_attendance SET kind = 'ill'",
    ],
)
def test_a_change_without_history_is_refused(classroom: Classroom, sql: str) -> None:
    classroom.save(classroom.entry("5"), classroom.entry("absent", student=1, kind=EntryKind.ATTENDANCE))
    settle()
    assert "no history row" in refuse(sql)


def test_history_that_tells_another_grade_is_refused(classroom: Classroom) -> None:
    mark = given_mark(classroom)
    other = ScaleGrade.objects.get(scale=mark.scale, code="2")
    with pytest.raises(IntegrityError, match="no history row"), transaction.atomic():
        write_history(classroom.trace, [(mark, "~", None)])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE journal_mark SET grade_id = %s", [other.pk])
        settle()


def test_a_new_mark_without_history_is_refused(classroom: Classroom) -> None:
    work = make_work(classroom.lesson)
    grade = ScaleGrade.objects.get(scale=work.scale, code="5")
    with pytest.raises(IntegrityError, match="no history row"), transaction.atomic():
        Mark.objects.bulk_create(
            [
                Mark(
                    work=work,
                    student=classroom.students[0],
                    scale=work.scale,
                    grade=grade,
                    author=classroom.teacher,
                    updated_at=NOW,
                )
            ]
        )
        settle()


def test_a_second_mark_for_one_work_is_refused(classroom: Classroom) -> None:
    mark = given_mark(classroom)
    mark.pk = None
    with pytest.raises(IntegrityError, match="one_mark_per_work"), transaction.atomic():
        Mark.objects.bulk_create([mark])


def test_a_grade_of_another_scale_is_refused(classroom: Classroom) -> None:
    mark = given_mark(classroom)
    other = MarkScale.objects.create(organization=classroom.course.organization, name="Зачёт")
    grade = ScaleGrade.objects.create(scale=other, code="зач", title="зачтено", counts=False)
    assert "mark_in_scale_of_grade" in refuse("UPDATE journal_mark SET grade_id = %s WHERE id = %s", grade.pk, mark.pk)
    assert "mark_in_scale_of_work" in refuse(
        "UPDATE journal_mark SET grade_id = %s, scale_id = %s WHERE id = %s",
        grade.pk,
        other.pk,
        mark.pk,
    )


def test_a_marked_work_keeps_its_scale(classroom: Classroom) -> None:
    given_mark(classroom)
    other = MarkScale.objects.create(organization=classroom.course.organization, name="Зачёт")
    assert "mark_in_scale_of_work" in refuse("UPDATE journal_work SET scale_id = %s", other.pk)


def test_a_work_is_of_its_lessons_course(classroom: Classroom) -> None:
    stranger = LessonFactory()
    with pytest.raises(IntegrityError, match="work_of_course_of_lesson"), transaction.atomic():
        make_work(classroom.lesson, course=stranger.course)
        settle()


@pytest.mark.parametrize("status", [LessonStatus.CANCELLED, LessonStatus.REPLACED, LessonStatus.MOVED])
def test_nothing_is_recorded_of_a_lesson_that_was_not_given(classroom: Classroom, status: LessonStatus) -> None:
    lesson = LessonFactory(course=classroom.course, status=status)
    rows = [
        LessonRecord(lesson=lesson, topic="Тема", author=classroom.teacher, updated_at=NOW),
        Attendance(
            lesson=lesson,
            student=classroom.students[0],
            kind=AttendanceKind.ABSENT,
            author=classroom.teacher,
            updated_at=NOW,
        ),
    ]
    for row in rows:
        with pytest.raises(IntegrityError, match="not given"), transaction.atomic():
            type(row)._default_manager.bulk_create([row])
            write_history(classroom.trace, [(row, CREATED, None)])
    with pytest.raises(IntegrityError, match="not given"), transaction.atomic():
        make_work(lesson)


def test_a_lesson_with_records_cannot_be_taken_back(classroom: Classroom) -> None:
    given_mark(classroom)
    assert "cannot be taken back" in refuse(
        "UPDATE schedule_lesson SET status = 'cancelled' WHERE id = %s", classroom.lesson.pk
    )


def test_minutes_belong_to_lateness_alone(classroom: Classroom) -> None:
    classroom.save(classroom.entry("late:15", kind=EntryKind.ATTENDANCE))
    assert "minutes_only_when_late" in refuse("UPDATE journal_attendance SET kind = 'ill'")
    assert "minutes_only_when_late" in refuse("UPDATE journal_attendance SET minutes = NULL")
