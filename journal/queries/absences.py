"""Unexplained absences of a day and those who are to know of them (R71)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, time

from django.urls import reverse
from django.utils.translation import gettext as _

from common.dated import holds_on
from contingent.access import ANSWERS
from contingent.enums import GroupKind
from contingent.models import Curatorship, Membership, Representative, Student
from journal.enums import AttendanceKind
from journal.models import Attendance
from schedule.models import Lesson


@dataclass(frozen=True, slots=True)
class Missed:
    """A lesson with what the journal says of one student there."""

    id: int
    number: int
    starts_at: time
    subject: str
    kind: str
    minutes: int | None
    journal_url: str

    @property
    def state(self) -> str:
        """What the journal says now, in words."""
        if self.kind == AttendanceKind.LATE:
            return _("late by %(minutes)d min") % {"minutes": self.minutes}
        return str(AttendanceKind(self.kind).label).lower() if self.kind else _("was there")


@dataclass
class Absences:
    """Names of students and what the journal says of their day."""

    names: dict[int, str] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    rows: dict[int, dict[int, Missed]] = field(default_factory=lambda: defaultdict(dict))
    lessons: dict[int, Missed] = field(default_factory=dict)

    def unexplained(self, student: int) -> list[Missed]:
        """Return the lessons the student missed without a known reason, in order."""
        return [row for row in self.rows[student].values() if row.kind == AttendanceKind.ABSENT]

    def among(self, student: int, lessons: Collection[int]) -> list[Missed]:
        """Return the given lessons, in order, with what the journal says of the student now."""
        rows = self.rows[student]
        return [rows.get(lesson.id, lesson) for lesson in self.lessons.values() if lesson.id in lessons]

    def order(self, student: int) -> str:
        """Return the key by which names are sorted."""
        return self.keys[student]


@dataclass(frozen=True, slots=True)
class Home:
    """A student's home group of the day and its curator."""

    group: int
    group_name: str
    curator: int
    curator_name: str


def homes_of(students: Collection[int], day: date, today: date) -> dict[int, Home]:
    """Return the home group of the day of each student whose curator is on the staff today."""
    groups = dict(
        Membership.objects.on(day)
        .filter(student__in=students, group_kind=GroupKind.HOME)
        .values_list("student", "group")
    )
    curators = {
        row.group_id: row
        for row in Curatorship.objects.on(day)
        .filter(holds_on(today, "employee__"), group__in=set(groups.values()))
        .select_related("group", "employee__user")
    }
    return {
        student: Home(group, row.group.name, row.employee.user_id, row.employee.user.short_name)
        for student, group in groups.items()
        if (row := curators.get(group))
    }


def parents_of(students: Collection[int], today: date) -> dict[int, list[int]]:
    """Return the users who answer for each student today: parents and guardians, not trusted persons (R12)."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Representative.objects.on(today).filter(holds_on(today, "student__"), student__in=students, kind__in=ANSWERS)
    for student, user in rows.order_by("pk").values_list("student", "user"):
        found[student].append(user)
    return found


def absences_of(students: Collection[int], day: date, told: Collection[int]) -> Absences:
    """Return what the journal says of the students' day; `told` are lessons people were told of."""
    absences = Absences()
    for student in Student.objects.filter(pk__in=students).select_related("user"):
        absences.names[student.pk] = student.user.full_name
        absences.keys[student.pk] = student.user.sort_key
    rows = (
        Attendance.objects.filter(student__in=students, lesson__date=day)
        .select_related("lesson__course__subject")
        .order_by("lesson__starts_at", "lesson__number")
    )
    for row in rows:
        absences.rows[row.student_id][row.lesson_id] = missed(row.lesson, row.kind, row.minutes)
    if told:
        lessons = Lesson.objects.filter(pk__in=told).select_related("course__subject")
        absences.lessons = {lesson.pk: missed(lesson) for lesson in lessons.order_by("starts_at", "number")}
    return absences


def missed(lesson: Lesson, kind: str = "", minutes: int | None = None) -> Missed:
    """Return the lesson with what the journal says of the student; no kind means presence."""
    return Missed(
        id=lesson.pk,
        number=lesson.number,
        starts_at=lesson.starts_at,
        subject=lesson.course.subject.name,
        kind=kind,
        minutes=minutes,
        journal_url=f"{reverse('journal:page', args=[lesson.course_id])}#l{lesson.pk}",
    )
