"""The page that is measured: 30 students and 60 lessons with a mark in every cell."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contingent.models import Employee, Membership, Student, StudyGroup
from curriculum.models import AttestationPeriod, Course, Subject, TeachingLoad
from journal.demo.bulk import Bulk
from journal.models import Attendance, LessonRecord, Mark, MarkScale, Work, WorkKind
from schedule.models import Lesson

STUDENTS, LESSONS = 30, 60
TABLES = (User, Student, StudyGroup, Membership, Subject, Course, TeachingLoad, Lesson, Work, Mark,
          Attendance, LessonRecord)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """What was made: ids, and the teacher whose page it is."""

    course: int
    period: int
    teacher: int
    students: list[int]
    works: list[int]
    lessons: list[int]

    @property
    def entries(self) -> str:
        """The address to which its page saves."""
        return f"/journal/{self.course}/entries/"


@transaction.atomic
def make_sample(teacher_login: str, *, lessons: int = LESSONS, marked: bool = True) -> Sample:
    """Make a group, a course of the teacher's and its lessons up to today, within one semester."""
    teacher = User.objects.get(username=teacher_login)
    employee = Employee.objects.get(user=teacher)
    today = timezone.localdate()
    period = (
        AttestationPeriod.objects.filter(academic_year__organization=employee.organization_id, starts__lte=today)
        .order_by("-starts")
        .select_related("academic_year")
        .first()
    )
    if period is None:
        raise RuntimeError("No semester of the demo has begun yet: there is nothing to measure on.")
    bulk = Bulk(*TABLES)
    base = {"organization_id": employee.organization_id}
    name = f"Замер {bulk[StudyGroup].first}"
    group = bulk[StudyGroup].add(**base, name=name)
    subject = bulk[Subject].add(**base, name=name, short_name=name, kind="discipline")
    course = bulk[Course].add(
        **base, academic_year_id=period.academic_year_id, subject_id=subject, study_group_id=group
    )
    bulk[TeachingLoad].add(course_id=course, employee_id=employee.pk, starts=period.starts)
    students = [_student(bulk, base, group, period.starts) for _ in range(STUDENTS)]
    made = _lessons(bulk, course, employee.pk, lessons, period.starts, min(today, period.ends))
    works = _works(bulk, base, course, made)
    if marked:
        _marks(bulk, base, works, students, teacher.pk)
    bulk.write()
    by = str(teacher.pk)
    for model in (Membership, TeachingLoad, Work, Mark):
        bulk.write_history(model, at="now()", by=by)
    bulk.analyze()
    return Sample(course, period.pk, teacher.pk, students, works, [pk for pk, _day in made])


def _student(bulk: Bulk, base: dict[str, Any], group: int, starts: date) -> int:
    number = bulk[User].next
    user = bulk[User].add(
        username=f"bench-{number}", password="!",  # noqa: S106
        last_name=f"Замеров-{number}", first_name="Семён",
        patronymic="Ильич",
    )  # fmt: skip
    student = bulk[Student].add(**base, user_id=user, starts=starts)
    bulk[Membership].add(student_id=student, group_id=group, starts=starts)
    return student


def _lessons(bulk: Bulk, course: int, employee: int, count: int, first: date, last: date) -> list[tuple[int, date]]:
    """Spread the lessons evenly over the days; where days are few, several fall on one."""
    span = min((last - first).days, count - 1)
    made, per_day = [], dict[date, int]()
    for place in range(count):
        day = last - timedelta(days=span - place * (span + 1) // count)
        per_day[day] = number = per_day.get(day, 0) + 1
        pk = bulk[Lesson].add(
            course_id=course, date=day, number=number, starts_at=time(7 + number % 12, 0),
            ends_at=time(7 + number % 12, 45), teacher_id=employee, status="held",
        )  # fmt: skip
        made.append((pk, day))
    return made


def _works(bulk: Bulk, base: dict[str, Any], course: int, lessons: list[tuple[int, date]]) -> list[int]:
    kind = WorkKind.objects.get(**base, is_default=True)
    scale = MarkScale.objects.get(**base, is_default=True)
    return [
        bulk[Work].add(
            course_id=course, lesson_id=lesson, kind_id=kind.pk, scale_id=scale.pk, weight=kind.weight,
            date=day, due=day + timedelta(days=kind.mark_days), is_implicit=True,
        )
        for lesson, day in lessons
    ]  # fmt: skip


def _marks(bulk: Bulk, base: dict[str, Any], works: list[int], students: list[int], author: int) -> None:
    scale = MarkScale.objects.get(**base, is_default=True)
    grades = list(scale.grades.filter(is_owed=False).values_list("pk", flat=True))
    random, now = Random(1), datetime.now(timezone.get_current_timezone())  # noqa: S311
    for work in works:
        for student in students:
            bulk[Mark].add(
                work_id=work, student_id=student, scale_id=scale.pk, grade_id=random.choice(grades),
                author_id=author, updated_at=now,
            )  # fmt: skip
