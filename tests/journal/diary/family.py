"""Families for the tests of the diary: children, their groups, lessons and marks."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.audit import Trace
from accounts.models import Organization, User
from contingent.models import Representative, Student, StudyGroup
from curriculum.models import Course
from journal.enums import EntryKind
from journal.models import Work
from journal.services.cells import Entry
from journal.services.entries import save_entries
from journal.services.lesson_records import write_lesson
from schedule.models import Lesson
from tests.factories import (
    NOW,
    TODAY,
    CourseFactory,
    LessonFactory,
    MembershipFactory,
    OrganizationFactory,
    RepresentativeFactory,
    StudentFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
    UserFactory,
    make_work,
)

MONDAY = date(2026, 11, 16)


@dataclass
class Pupil:
    """A student in a home group with the courses of the group."""

    student: Student
    group: StudyGroup
    courses: list[Course] = field(default_factory=list)

    @property
    def course(self) -> Course:
        return self.courses[0]

    def url(self, tail: str = "") -> str:
        return f"/diary/{self.student.pk}/{tail}"

    def subject_url(self, course: Course | None = None) -> str:
        return self.url(f"subjects/{(course or self.course).pk}/")


@dataclass
class Family:
    """A parent and their children."""

    parent: User
    children: list[Pupil]
    ties: list[Representative]

    @property
    def child(self) -> Pupil:
        return self.children[0]


def make_family(children: int = 1, **child: Any) -> Family:
    """Make a parent with children, each in a group of their own."""
    parent = UserFactory(last_name="Родителева", first_name="Мария")
    pupils = [make_pupil(**child) for _ in range(children)]
    ties = [RepresentativeFactory(student=pupil.student, user=parent) for pupil in pupils]
    return Family(parent, pupils, ties)


def make_pupil(
    group: StudyGroup | None = None,
    courses: int = 1,
    organization: Organization | None = None,
    **names: Any,
) -> Pupil:
    """Make a student in a home group; a group of their own comes with courses."""
    if group is None:
        group = StudyGroupFactory(organization=organization or OrganizationFactory())
        for _ in range(courses):
            make_course(group)
    user = UserFactory(**names)
    student = StudentFactory(organization=group.organization, user=user)
    MembershipFactory(group=group, student=student)
    return Pupil(student, group, list(group.courses.order_by("pk")))


def make_course(group: StudyGroup, **values: Any) -> Course:
    """Make a course of the group with a teacher."""
    course = CourseFactory(organization=group.organization, study_group=group, **values)
    TeachingLoadFactory(course=course)
    return course


def teacher_of(course: Course) -> User:
    load = course.loads.get()
    return load.employee.user


def make_lesson(course: Course, day: date = TODAY, number: int = 1, **values: Any) -> Lesson:
    """Make a lesson given by the course's own teacher unless told otherwise."""
    values.setdefault("teacher", course.loads.get().employee)
    return LessonFactory(course=course, date=day, number=number, **values)


def write(lesson: Lesson, *, topic: str = "", homework: str = "", at: datetime = NOW) -> None:
    """Write the lesson's record."""
    trace = Trace(actor=teacher_of(lesson.course), now=at)
    write_lesson(lesson=lesson, topic=topic, content="", homework=homework, trace=trace)


def give(
    student: Student,
    lesson: Lesson,
    value: str,
    *,
    was: str = "",
    comment: str = "",
    at: datetime = NOW,
    work: Work | None = None,
    **values: Any,
) -> Work:
    """Give the student a mark for a work of the lesson."""
    work = work or make_work(lesson, **values)
    entries = [entry(EntryKind.MARK, student, lesson, value, was, work)]
    if comment:
        entries.append(entry(EntryKind.COMMENT, student, lesson, comment, "", work))
    save(lesson.course, at, *entries)
    return work


def miss(student: Student, lesson: Lesson, value: str = "absent", *, was: str = "", at: datetime = NOW) -> None:
    """Note that the student was not at the lesson."""
    save(lesson.course, at, entry(EntryKind.ATTENDANCE, student, lesson, value, was, None))


def entry(kind: EntryKind, student: Student, lesson: Lesson, value: str, was: str, work: Work | None) -> Entry:
    return Entry(uuid4(), kind, student.pk, lesson.pk, work.pk if work else None, value, was)


def save(course: Course, at: datetime, *entries: Entry) -> None:
    trace = Trace(actor=teacher_of(course), now=at)
    for outcome in save_entries(course=course, entries=entries, trace=trace):
        assert outcome.status == "saved", outcome.reason


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)
