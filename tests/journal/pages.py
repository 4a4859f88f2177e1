"""Pages of the journal for tests: a teacher, a group, lessons with marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction

from accounts.audit import Trace, save_audited
from accounts.models import User
from contingent.models import Student
from curriculum.models import Course
from journal.enums import EntryKind
from journal.models import Mark, ScaleGrade, Work
from schedule.models import Lesson
from tests.factories import (
    NOW,
    TODAY,
    CourseFactory,
    LessonFactory,
    MembershipFactory,
    TeachingLoadFactory,
    make_work,
)


@dataclass
class Page:
    """A course with its teacher, students and lessons."""

    course: Course
    teacher: User
    students: list[Student]
    lessons: list[Lesson]
    works: list[Work]

    @property
    def url(self) -> str:
        return f"/journal/{self.course.pk}/"


def make_page(students: int = 2, lessons: int = 2, *, marks: bool = False, last: date = TODAY) -> Page:
    """Make a course with lessons on the days up to the last, each with a work, and students."""
    course = CourseFactory()
    load = TeachingLoadFactory(course=course)
    people = [MembershipFactory(group=course.study_group).student for _ in range(students)]
    held = [
        LessonFactory(course=course, teacher=load.employee, date=last - timedelta(days=back), number=1)
        for back in reversed(range(lessons))
    ]
    works = [make_work(lesson) for lesson in held]
    page = Page(course, load.employee.user, people, held, works)
    if marks:
        give(page, works, people)
    return page


def give(page: Page, works: Sequence[Work], students: Sequence[Student], code: str = "4", comment: str = "") -> None:
    """Give everyone the same mark for the works, with history."""
    grade = ScaleGrade.objects.get(scale=works[0].scale_id, code=code)
    trace = Trace(actor=page.teacher, now=NOW)
    rows = [
        Mark(
            work=work,
            student=student,
            scale_id=work.scale_id,
            grade=grade,
            comment=comment,
            author=page.teacher,
            updated_at=NOW,
        )
        for work in works
        for student in students
    ]
    with transaction.atomic():
        save_audited(trace, [(row, uuid4()) for row in rows], key=("work", "student"), fields=("grade", "comment"))


def miss(page: Page, lesson: Lesson, student: Student, kind: str = "absent", minutes: int | None = None) -> None:
    """Note that a student was not there, with history and attendance taken."""
    from journal.services.cells import Entry
    from journal.services.entries import save_entries

    value = f"{kind}:{minutes}" if minutes else kind
    entry = Entry(uuid4(), EntryKind.ATTENDANCE, student.pk, lesson.pk, None, value, "")
    (outcome,) = save_entries(course=page.course, entries=[entry], trace=Trace(actor=page.teacher, now=NOW))
    assert outcome.status == "saved", outcome.reason
