"""R71: the curator and the representatives are told of an unexplained absence, once, truly."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import Trace
from accounts.models import User
from contingent.enums import GroupKind, RepresentativeKind
from contingent.models import Employee, Student
from journal.enums import EntryKind
from journal.services.entries import save_entries
from notifications.models import InboxMessage, OutboxMessage
from notifications.services.letters import send_letters
from notifications.services.outbox import deliver_waiting
from schedule.models import Lesson
from tests.factories import (
    NOW,
    TODAY,
    CourseFactory,
    CuratorshipFactory,
    LessonFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
)
from tests.journal.conftest import Classroom, make_classroom

MINUTE = timedelta(minutes=1)


@dataclass
class School:
    """A classroom with a curator, and each student with a parent."""

    room: Classroom
    curator: User
    parents: list[User]
    now: datetime = NOW
    values: dict[tuple[int, int], str] = field(default_factory=dict)

    def enter(self, value: str, student: int = 0, lesson: Lesson | None = None, actor: User | None = None) -> None:
        """Enter attendance as the grid does; deliver what is due a minute later."""
        lesson = lesson or self.room.lesson
        entry = self.room.entry(
            value,
            self.values.get((student, lesson.pk), ""),
            student,
            kind=EntryKind.ATTENDANCE,
            lesson=lesson.pk,
        )
        (outcome,) = save_entries(
            course=lesson.course, entries=[entry], trace=Trace(actor or self.room.teacher, self.now)
        )
        assert outcome.status == "saved", outcome
        self.values[student, lesson.pk] = value

    def tell(self) -> None:
        self.now += MINUTE
        deliver_waiting(now=self.now)
        send_letters(now=self.now)

    def lesson(self, **values: object) -> Lesson:
        first = self.room.lesson
        return LessonFactory.create(**{"course": first.course, "teacher": first.teacher, "date": TODAY} | values)

    def message(self, user: User) -> InboxMessage:
        return InboxMessage.objects.get(recipient=user)

    def letters_to(self, user: User) -> list[str]:
        return [str(sent.body) for sent in mail.outbox if sent.to == [user.email]]


@pytest.fixture
def school(db: None) -> School:
    room = make_classroom()
    curator = CuratorshipFactory.create(group=room.course.study_group).employee.user
    parents = [RepresentativeFactory.create(student=student).user for student in room.students]
    return School(room, curator, parents)


def name(school: School, student: int = 0) -> str:
    return school.room.students[student].user.last_name


def test_curator_and_parent_are_told_within_a_minute_of_the_entry(school: School) -> None:
    school.enter("absent")
    deliver_waiting(now=NOW)
    assert not InboxMessage.objects.exists()
    school.tell()
    mother, curator = school.message(school.parents[0]), school.message(school.curator)
    assert name(school) in mother.title
    assert school.room.course.subject.name in mother.lines[0][0]
    assert mother.lines[0][1] == f"/diary/{school.room.students[0].pk}/?week=2026-11-20"
    assert "1 обучающийся" in curator.title
    assert name(school) in curator.lines[0][0]
    assert curator.lines[0][1].startswith(f"/journal/{school.room.course.pk}/")
    assert len(school.letters_to(school.parents[0])) == len(school.letters_to(school.curator)) == 1
    assert InboxMessage.objects.count() == 2


def test_the_outbox_row_is_written_with_the_absence_or_not_at_all(school: School) -> None:
    entry = school.room.entry("absent", "ill", kind=EntryKind.ATTENDANCE)
    (outcome,) = school.room.save(entry)
    assert outcome.status == "conflict"
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("value", ["ill", "excused", "late:15"])
def test_an_explained_absence_alarms_nobody(school: School, value: str) -> None:
    school.enter(value)
    assert not OutboxMessage.objects.exists()


def test_a_replayed_save_is_not_told_again(school: School) -> None:
    entry = school.room.entry("absent", kind=EntryKind.ATTENDANCE)
    school.room.save(entry)
    school.room.save(entry)
    assert OutboxMessage.objects.count() == 1


def test_a_slip_taken_back_at_once_is_told_to_nobody(school: School) -> None:
    school.enter("absent")
    school.now += timedelta(seconds=20)
    school.enter("")
    school.tell()
    assert not InboxMessage.objects.exists()
    assert not mail.outbox


def test_more_lessons_of_the_day_change_the_message_without_another_letter(school: School) -> None:
    school.enter("absent")
    school.tell()
    InboxMessage.objects.update(read_at=school.now)
    school.enter("absent", lesson=school.lesson())
    school.tell()
    message = school.message(school.parents[0])
    assert (len(message.lines), message.read_at) == (2, None)
    assert len(school.letters_to(school.parents[0])) == len(school.letters_to(school.curator)) == 1


@pytest.mark.parametrize(("value", "words"), [("", "присутствовал"), ("late:10", "опоздание 10 мин")])
def test_taken_back_later_sends_one_correction(school: School, value: str, words: str) -> None:
    school.enter("absent")
    school.tell()
    school.enter(value)
    school.tell()
    school.tell()
    message = school.message(school.parents[0])
    assert message.title.startswith("Отметка об отсутствии снята")
    assert words in message.lines[0][0]
    assert len(school.letters_to(school.parents[0])) == 2
    assert "снят" in school.message(school.curator).title
    assert name(school) in school.letters_to(school.curator)[1]


def test_absent_again_after_a_correction_is_told_again(school: School) -> None:
    for value in ("absent", "", "absent"):
        school.enter(value)
        school.tell()
    assert len(school.letters_to(school.parents[0])) == 3
    assert school.message(school.parents[0]).title.startswith("Отмечено отсутствие")


def test_one_lesson_taken_back_of_two_is_no_correction(school: School) -> None:
    second = school.lesson()
    school.enter("absent")
    school.enter("absent", lesson=second)
    school.tell()
    school.enter("", lesson=second)
    school.tell()
    assert len(school.message(school.parents[0]).lines) == 1
    assert len(school.letters_to(school.parents[0])) == 1


def test_an_absence_entered_later_is_told_and_corrected_later(school: School) -> None:
    """R57 lets the journal be filled on the next day."""
    yesterday = school.lesson(date=TODAY - timedelta(days=1))
    school.enter("absent", lesson=yesterday)
    school.tell()
    assert "19 ноября" in school.message(school.parents[0]).title
    school.now += timedelta(days=1)
    school.enter("excused", lesson=yesterday)
    school.tell()
    assert school.message(school.parents[0]).title.startswith("Отметка об отсутствии снята")


def test_told_late_at_night_is_still_of_that_day(school: School) -> None:
    """An absence entered in the last seconds of the day is told after midnight."""
    school.now = NOW.replace(hour=23, minute=59, second=50)
    school.enter("absent")
    school.tell()
    assert InboxMessage.objects.count() == 2


def test_nobody_is_told_of_their_own_entry(school: School) -> None:
    load = TeachingLoadFactory.create(
        course=CourseFactory.create(
            organization=school.room.course.organization, study_group=school.room.course.study_group
        ),
        employee=Employee.objects.get(user=school.curator),
    )
    lesson = school.lesson(course=load.course, teacher=load.employee)
    school.enter("absent", lesson=lesson, actor=school.curator)
    school.tell()
    assert not InboxMessage.objects.filter(recipient=school.curator).exists()
    assert InboxMessage.objects.filter(recipient=school.parents[0]).count() == 1


def test_the_curators_message_gathers_the_group_and_each_letter_names_the_new(school: School) -> None:
    for student in range(2):
        school.enter("absent", student)
    school.tell()
    school.enter("absent", 2)
    school.tell()
    message = school.message(school.curator)
    assert "3 обучающихся" in message.title
    assert [name(school, n) in " ".join(text for text, _url in message.lines) for n in range(3)] == [True] * 3
    first, second = school.letters_to(school.curator)
    assert name(school, 0) in first
    assert name(school, 2) in second
    assert name(school, 0) not in second


def test_nothing_of_another_child_is_in_a_parents_message(school: School) -> None:
    for student in range(3):
        school.enter("absent", student)
    school.tell()
    for student, parent in enumerate(school.parents):
        row = InboxMessage.objects.filter(recipient=parent).values().get()
        told = json.dumps(row, default=str, ensure_ascii=False) + " ".join(school.letters_to(parent))
        assert name(school, student) in told
        for other in {0, 1, 2} - {student}:
            assert name(school, other) not in told
            assert f"/diary/{school.room.students[other].pk}/" not in told


def test_who_does_not_answer_for_the_child_is_not_told(school: School) -> None:
    """Neither who did or will, nor a trusted person: they read the diary (R12)."""
    student = school.room.students[0]
    RepresentativeFactory.create(student=student, ends=TODAY - timedelta(days=1))
    RepresentativeFactory.create(student=student, starts=TODAY + timedelta(days=1))
    RepresentativeFactory.create()
    RepresentativeFactory.create(student=student, kind=RepresentativeKind.TRUSTED)
    CuratorshipFactory.create(group=StudyGroupFactory.create(organization=student.organization))
    school.enter("absent")
    school.tell()
    told = set(InboxMessage.objects.values_list("recipient", flat=True))
    assert told == {school.parents[0].pk, school.curator.pk}


def test_a_parent_of_two_has_a_message_for_each_child(school: School) -> None:
    RepresentativeFactory.create(student=school.room.students[1], user=school.parents[0])
    school.enter("absent", 0)
    school.enter("absent", 1)
    school.tell()
    titles = InboxMessage.objects.filter(recipient=school.parents[0]).values_list("title", flat=True)
    assert len(titles) == 2
    assert [name(school, n) in " ".join(titles) for n in (0, 1)] == [True, True]


def test_in_a_stream_each_home_groups_curator_is_told_of_their_own(db: None) -> None:
    stream = StudyGroupFactory.create(kind=GroupKind.STREAM)
    homes = StudyGroupFactory.create_batch(2, organization=stream.organization)
    curators = [CuratorshipFactory.create(group=home).employee.user for home in homes]
    students: list[Student] = [MembershipFactory.create(group=home).student for home in homes]
    for student in students:
        MembershipFactory.create(group=stream, student=student)
    load = TeachingLoadFactory.create(course=CourseFactory.create(organization=stream.organization, study_group=stream))
    lesson = LessonFactory.create(course=load.course, teacher=load.employee)
    room = Classroom(load.course, load.employee.user, lesson, students)
    school = School(room, curators[0], [])
    school.enter("absent", 0)
    school.enter("absent", 1)
    school.tell()
    for n, curator in enumerate(curators):
        text = json.dumps(school.message(curator).lines, ensure_ascii=False)
        assert name(school, n) in text
        assert name(school, 1 - n) not in text


def test_a_mark_costs_no_statement_and_absences_one_however_many(school: School) -> None:
    with CaptureQueriesContext(connection) as marks:
        school.room.save(*(school.room.entry("5", student=n) for n in range(3)))
    assert not [query for query in marks if "notifications_" in query["sql"]]
    with CaptureQueriesContext(connection) as absences:
        school.room.save(*(school.room.entry("absent", student=n, kind=EntryKind.ATTENDANCE) for n in range(3)))
    assert len([query for query in absences if "notifications_" in query["sql"]]) == 1


@pytest.mark.parametrize("students", [1, 3])
def test_telling_costs_the_same_statements_however_many(
    school: School, students: int, django_assert_max_num_queries: Any
) -> None:
    for student in range(students):
        school.enter("absent", student)
    with django_assert_max_num_queries(21):
        deliver_waiting(now=NOW + MINUTE)
    assert InboxMessage.objects.count() == students + 1


def test_the_day_is_the_organisations(school: School) -> None:
    assert OutboxMessage.objects.count() == 0
    school.enter("absent")
    assert OutboxMessage.objects.get().payload == {
        "student": school.room.students[0].pk,
        "day": date(2026, 11, 20).isoformat(),
    }
