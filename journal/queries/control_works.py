"""The schedule of control works over all courses of a group, with clashes (R53)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from common.dated import overlaps
from common.sql import numbers
from contingent.enums import GroupKind
from contingent.models import Membership, StudyGroup
from curriculum.enums import PlannedWorkKind
from curriculum.models import Course
from journal.access import visible_courses
from schedule.enums import TAKES_RECORD

COUNTED = (
    PlannedWorkKind.CONTROL, PlannedWorkKind.TEST, PlannedWorkKind.DICTATION, PlannedWorkKind.ESSAY,
    PlannedWorkKind.DIAGNOSTIC,
)  # fmt: skip
"""Kinds that clash with each other; laboratory and practical works are shown and do not."""
A_DAY, A_WEEK = 2, 5
"""So many on a day, in a week, are a clash."""
WORKS = """
    SELECT w.id, w.kind, w.title, t.name, l.course_id, l.id, l.date, l.number
    FROM curriculum_plannedwork w
    JOIN curriculum_topic t ON t.id = w.topic_id
    JOIN LATERAL (
        SELECT l.* FROM schedule_lessontopic d JOIN schedule_lesson l ON l.id = d.lesson_id
        WHERE d.topic_id = t.id AND l.course_id = ANY(%(courses)s::bigint[]) AND l.status = ANY(%(given)s)
    ) l ON true
    WHERE l.date BETWEEN %(first)s AND %(last)s AND NOT EXISTS (
        SELECT FROM schedule_lessontopic d JOIN schedule_lesson later ON later.id = d.lesson_id
        WHERE d.topic_id = t.id AND later.course_id = l.course_id AND later.status = ANY(%(given)s)
          AND (later.date, later.number) > (l.date, l.number)
    )
    ORDER BY l.date, l.number, w.id
"""


@dataclass(frozen=True, slots=True)
class ControlWork:
    """A control work on the day of its topic's last lesson."""

    kind: str
    title: str
    topic: str
    course: int
    lesson: int
    date: date
    number: int
    subject: str
    group: str

    @property
    def counts(self) -> bool:
        """Whether it clashes with others."""
        return self.kind in COUNTED

    @property
    def kind_words(self) -> str:
        """The kind in words, unless the title says it."""
        words = str(PlannedWorkKind(self.kind).label).lower()
        return "" if self.title.lower().startswith(words) else words


@dataclass(frozen=True, slots=True)
class WorkDay:
    """The works of a day; `clashes`: two or more that count."""

    date: date
    works: list[ControlWork]
    clashes: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """The days of a week that have works; `many` that count, `clashes`: five or more."""

    monday: date
    sunday: date
    days: list[WorkDay]
    many: int
    clashes: bool


def works_of(courses: Sequence[Course], first: date, last: date) -> list[ControlWork]:
    """Return the control works of the courses between the days, in one statement."""
    known = {course.pk: course for course in courses}
    values: dict[str, Any] = {
        "courses": numbers(sorted(known)), "given": [str(status) for status in TAKES_RECORD],
        "first": first, "last": last,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(WORKS, values)
        return [
            ControlWork(
                kind, title, topic, course, lesson, day, number,
                known[course].subject.name, known[course].study_group.name,
            )
            for _pk, kind, title, topic, course, lesson, day, number in cursor.fetchall()
        ]  # fmt: skip


def weeks_of(works: Sequence[ControlWork], on: date) -> list[WorkWeek]:
    """Return the works by week and day with the clashes of each."""
    by_day: dict[date, list[ControlWork]] = defaultdict(list)
    for work in works:
        by_day[work.date].append(work)
    by_week: dict[date, list[WorkDay]] = defaultdict(list)
    for day, found in sorted(by_day.items()):
        clashes = len(distinct(found)) >= A_DAY
        by_week[day - timedelta(days=day.weekday())].append(WorkDay(day, found, clashes, day < on))
    weeks = []
    for monday, days in by_week.items():
        many = len(distinct([work for day in days for work in day.works]))
        weeks.append(WorkWeek(monday, monday + timedelta(days=6), days, many, many >= A_WEEK))
    return weeks


def distinct(works: Sequence[ControlWork]) -> set[tuple[date, str, str]]:
    """Return the works that count as a student meets them: halves of a group write one work at one time."""
    return {(work.date, work.subject, work.title) for work in works if work.counts}


def courses_of_group(group: int) -> QuerySet[Course]:
    """Return the courses of a home group, of its subgroups and of the streams it is in."""
    return with_names(Course.objects.filter(Q(study_group=group) | Q(study_group__sources=group)).distinct())


def courses_of_student(student: int, first: date, last: date) -> QuerySet[Course]:
    """Return the courses of the groups that the student is in on some day of these."""
    groups = Membership.objects.filter(overlaps(first, last), student=student).values("group")
    return with_names(Course.objects.filter(study_group__in=groups))


def with_names(courses: QuerySet[Course]) -> QuerySet[Course]:
    return courses.select_related("subject", "study_group")


def work_groups(user: User, on: date) -> list[StudyGroup]:
    """Return the home groups whose schedule of control works the user reads: those a page of theirs is of."""
    seen = visible_courses(user, on).filter(academic_year__starts__lte=on, academic_year__ends__gte=on)
    groups = StudyGroup.objects.filter(
        Q(courses__in=seen.values("pk")) | Q(derived_groups__courses__in=seen.values("pk")), kind=GroupKind.HOME
    )
    return list(groups.distinct().select_related("organization").order_by("sort_key", "pk"))


@dataclass(frozen=True, slots=True)
class GroupClashes:
    """How many works a group has to come, and on how many days and weeks they clash."""

    group: StudyGroup
    works: int
    days: int
    weeks: int


def works_by_group(groups: Sequence[StudyGroup], first: date, last: date) -> dict[int, list[ControlWork]]:
    """Return the works of each group, in three queries for any number of groups."""
    ids = [group.pk for group in groups]
    over: dict[int, set[int]] = defaultdict(set)
    for drawn, source in StudyGroup.sources.through.objects.filter(to_studygroup__in=ids).values_list(
        "from_studygroup", "to_studygroup"
    ):
        over[drawn].add(source)
    courses = list(with_names(Course.objects.filter(study_group__in=[*ids, *over])))
    home = {course.pk: over.get(course.study_group_id, {course.study_group_id}) for course in courses}
    by_group: dict[int, list[ControlWork]] = defaultdict(list)
    for work in works_of(courses, first, last):
        for pk in home[work.course]:
            by_group[pk].append(work)
    return by_group


def clashes_of(groups: Sequence[StudyGroup], first: date, last: date, on: date) -> list[GroupClashes]:
    """Return the clashes of each group."""
    by_group, told = works_by_group(groups, first, last), []
    for group in groups:
        weeks = weeks_of(by_group.get(group.pk, []), on)
        days = sum(day.clashes for week in weeks for day in week.days)
        told.append(GroupClashes(group, len(by_group.get(group.pk, [])), days, sum(week.clashes for week in weeks)))
    return told
