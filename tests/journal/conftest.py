"""A page with its teacher, ready to be filled."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.audit import Trace
from accounts.models import User
from contingent.models import Student
from curriculum.models import Course
from journal.enums import EntryKind
from journal.services.cells import Entry, Outcome
from journal.services.entries import save_entries
from schedule.models import Lesson
from tests.factories import NOW, LessonFactory, MembershipFactory, TeachingLoadFactory


@dataclass
class Classroom:
    """A course, its teacher, one lesson today and three students."""

    course: Course
    teacher: User
    lesson: Lesson
    students: list[Student]

    @property
    def trace(self) -> Trace:
        return Trace(actor=self.teacher, now=NOW, address="192.0.2.7")

    def entry(self, value: str, was: str = "", student: int = 0, **values: Any) -> Entry:
        """One change of a cell; a mark in the lesson's own column unless told otherwise."""
        return Entry(
            **{
                "id": uuid4(),
                "kind": EntryKind.MARK,
                "student": self.students[student].pk,
                "lesson": self.lesson.pk,
                "work": None,
                "value": value,
                "was": was,
            }
            | values
        )

    def save(self, *entries: Entry, trace: Trace | None = None) -> list[Outcome]:
        return save_entries(course=self.course, entries=entries, trace=trace or self.trace)


def make_classroom(students: int = 3) -> Classroom:
    load = TeachingLoadFactory()
    lesson = LessonFactory(course=load.course, teacher=load.employee)
    members = MembershipFactory.create_batch(students, group=load.course.study_group)
    return Classroom(load.course, load.employee.user, lesson, [m.student for m in members])


@pytest.fixture
def classroom(db: None) -> Iterator[Classroom]:
    """A page to fill; at the end the database checks what it would check on commit."""
    yield make_classroom()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands at noon of the tests' own day."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
