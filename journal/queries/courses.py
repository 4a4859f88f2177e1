"""The list of journal pages that a person may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from common.dated import holds_on
from common.sql import sort_key
from contingent.models import StudyGroup
from curriculum.models import Course, Subject, TeachingLoad
from journal.access import visible_courses
from journal.queries.pages import page_courses
from journal.queries.unfilled import FILLED
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson


@dataclass(frozen=True)
class CourseFilter:
    """What the list is narrowed to; empty: everything of the years that are not over."""

    q: str = ""
    group: int | None = None
    teacher: int | None = None
    subject: int | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A page in the list; `filled` is the percent of lessons given so far that are filled (R57)."""

    course: Course
    lessons: int
    filled: int | None


def listed_courses(user: User, on: date, asked: CourseFilter) -> QuerySet[Course]:
    """Return the visible pages that answer the filter, by group and subject."""
    courses = page_courses(user, on)
    if not asked.past:
        courses = courses.filter(academic_year__ends__gte=on)
    if asked.group:
        courses = courses.filter(study_group=asked.group)
    if asked.subject:
        courses = courses.filter(subject=asked.subject)
    if asked.teacher:
        courses = courses.filter(Exists(kept_by(on, Q(employee__user=asked.teacher))))
    for word in sort_key(asked.q).split()[:6]:
        courses = courses.filter(
            Q(study_group__search_key__contains=word)
            | Q(subject__sort_key__contains=word)
            | Q(Exists(kept_by(on, Q(employee__user__sort_key__contains=word))))
        )
    return courses.order_by("study_group__sort_key", "subject__sort_key", "pk")


def kept_by(on: date, who: Q) -> QuerySet[TeachingLoad]:
    """Return the loads of a course on the day by such teachers."""
    return TeachingLoad.objects.filter(holds_on(on), who, course=OuterRef("pk"))


def course_lines(courses: Sequence[Course], on: date) -> list[CourseLine]:
    """Return the pages with how far they are filled; one statement for all of them."""
    given = (
        Lesson.objects.filter(course__in=courses, date__lte=on, status__in=TAKES_RECORD)
        .values_list("course")
        .annotate(given=Count("pk"), done=Count("pk", filter=FILLED))
        .order_by()
    )
    told = {course: (lessons, filled) for course, lessons, filled in given}
    lines = []
    for course in courses:
        lessons, filled = told.get(course.pk, (0, 0))
        lines.append(CourseLine(course, lessons, 100 * filled // lessons if lessons else None))
    return lines


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list may be narrowed to: (id, name) pairs out of the visible pages alone."""

    groups: list[tuple[int, str]]
    subjects: list[tuple[int, str]]
    teachers: list[tuple[int, str]]


def course_choices(user: User, on: date) -> Choices:
    """Return the groups, subjects and teachers of the visible pages."""
    seen = visible_courses(user, on).values("pk")
    groups = StudyGroup.objects.filter(courses__in=seen).distinct().order_by("sort_key")
    subjects = Subject.objects.filter(courses__in=seen).distinct().order_by("sort_key")
    loads = TeachingLoad.objects.filter(holds_on(on), course__in=seen)
    teachers = User.objects.filter(pk__in=loads.values("employee__user")).order_by("sort_key")
    named = subjects.values_list("pk", "code", "short_name")
    return Choices(
        groups=list(groups.values_list("pk", "name")),
        subjects=[(pk, f"{code} {name}".strip()) for pk, code, name in named],
        teachers=[(user.pk, user.short_name) for user in teachers],
    )
