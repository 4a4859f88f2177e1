"""A level or a group may have own dates of a period: the page, the first page and the diary keep them (R41)."""

from datetime import date

import pytest

from contingent.enums import GroupKind
from contingent.models import StudyGroup
from curriculum.enums import CurriculumKind, ItemKind, Level
from curriculum.models import AttestationPeriod, Course, CourseItem, Curriculum, CurriculumItem, PeriodDates
from journal.queries.diary_period import load_period
from journal.queries.home_lessons import read_jobs, read_today
from journal.queries.pages import find_page
from journal.queries.periods import course_periods
from tests.factories import (
    NOW,
    TODAY,
    AttestationPeriodFactory,
    CourseFactory,
    LessonFactory,
    MembershipFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
)

pytestmark = pytest.mark.django_db
LEVEL_ENDS, GROUP_ENDS = date(2026, 11, 18), date(2026, 11, 25)


def test_the_nearest_own_dates_are_kept_by_page_and_diary() -> None:
    group = StudyGroupFactory(level=4)
    course = CourseFactory(organization=group.organization, study_group=group)
    load = TeachingLoadFactory(course=course)
    student = MembershipFactory(group=group).student
    period = AttestationPeriod.objects.get()
    second = AttestationPeriodFactory(
        academic_year=course.academic_year, number=2, name="2 семестр", starts=date(2027, 1, 11), ends=date(2027, 6, 30)
    )

    def dates() -> list[tuple[date, date]]:
        page = find_page(load.employee.user, TODAY, course.pk)
        assert page is not None
        shown = load_period(student.pk, None, None, TODAY).periods
        found = [(each.starts, each.ends) for each in course_periods(page)]
        assert [(each.starts, each.ends) for each in shown] == found
        return found

    rest = (second.starts, second.ends)
    assert dates() == [(period.starts, period.ends), rest]
    PeriodDates.objects.create(period=period, level=3, starts=period.starts, ends=date(2026, 10, 1))
    assert dates() == [(period.starts, period.ends), rest]
    PeriodDates.objects.create(period=period, level=4, starts=period.starts, ends=LEVEL_ENDS)
    assert dates() == [(period.starts, LEVEL_ENDS), rest]
    PeriodDates.objects.create(period=period, group=group, starts=period.starts, ends=GROUP_ENDS)
    assert dates() == [(period.starts, GROUP_ENDS), rest]


def test_a_subgroup_keeps_the_dates_of_its_group_and_a_past_year_its_own_level() -> None:
    home = StudyGroupFactory(level=3)
    part = StudyGroupFactory(organization=home.organization, kind=GroupKind.SUBGROUP, level=3)
    part.sources.add(home)
    course = CourseFactory(organization=home.organization, study_group=part)
    load = TeachingLoadFactory(course=course)
    LessonFactory(course=course, date=TODAY, teacher=load.employee)
    period = AttestationPeriod.objects.get()

    def period_of_today() -> int | None:
        return read_today(read_jobs(load.employee.user, TODAY), TODAY)[0].period

    assert period_of_today() == period.pk
    own = PeriodDates.objects.create(period=period, group=home, starts=period.starts, ends=LEVEL_ENDS)
    assert period_of_today() is None
    own.delete()
    PeriodDates.objects.create(period=period, level=2, starts=period.starts, ends=LEVEL_ENDS)
    assert period_of_today() == period.pk
    row_of_plan(course, home, study_year=2)
    assert period_of_today() is None


def row_of_plan(course: Course, home: StudyGroup, study_year: int) -> None:
    """Tie the course to a row of a curriculum in which it was taught in that year of study."""
    plan = Curriculum.objects.create(
        organization=home.organization, kind=CurriculumKind.COLLEGE, level=Level.VOCATIONAL, name="Лесное дело",
        intake_year=2025, changed_at=NOW,
    )  # fmt: skip
    item = CurriculumItem.objects.create(curriculum=plan, kind=ItemKind.DISCIPLINE, name="Ботаника")
    CourseItem.objects.create(course=course, item=item, home_group=home, study_year=study_year)
