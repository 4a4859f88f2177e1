"""The programme beside what was held, and the schedule of control works (R53, R69, R70, R98)."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.audit import Trace
from contingent.enums import GroupKind
from curriculum.enums import PlannedWorkKind
from curriculum.models import Course, PlannedWork
from journal.queries.control_works import clashes_of, courses_of_group, weeks_of, works_of
from journal.queries.fulfilment import fulfilment
from journal.queries.plan_days import lesson_meant, works_beside
from journal.queries.plan_fact import course_plan, is_same
from journal.services.dealing import deal_out
from journal.services.lesson_records import write_lesson
from schedule.enums import LessonStatus
from schedule.models import Lesson
from tests.factories import (
    NOW,
    TODAY,
    CourseFactory,
    LessonFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
)
from tests.journal.test_dealing import programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def load() -> Any:
    return TeachingLoadFactory()


def lessons(course: Course, teacher: Any, first: date, many: int) -> list[Lesson]:
    return [
        LessonFactory(course=course, teacher=teacher, date=first + timedelta(days=n), number=1, hours=2)
        for n in range(many)
    ]


def test_hours_and_topics_of_plan_and_fact(load: Any) -> None:
    course = load.course
    programme(course, [2, 2, 2, 2, 2, 2])
    made = lessons(course, load.employee, TODAY - timedelta(days=4), 6)
    deal_out(courses=[course.pk])
    trace = Trace(load.employee.user, NOW)
    write_lesson(lesson=made[0], topic="тема 0, начало", content="", homework="", trace=trace)
    write_lesson(lesson=made[1], topic="Самостоятельная", content="", homework="", trace=trace)
    Lesson.objects.filter(pk=made[2].pk).update(status=LessonStatus.CANCELLED)
    assert fulfilment([course], TODAY)[course.pk].is_stale
    deal_out(courses=[course.pk])

    told = fulfilment([course], TODAY)[course.pk]
    assert (told.program, told.due, told.given, told.recorded) == (12, 8, 6, 4)
    assert (told.lag, told.unwritten, told.covered, told.differs, told.left) == (2, 2, 4, 1, 4)
    assert (told.short, told.percent, told.is_stale, told.is_off) == (2, 33, False, True)
    plan = course_plan(course, TODAY)
    assert [line.differs for line in plan.lines] == [False, True, False, False, False, False]
    assert plan.undealt == [("Тема 5", Decimal(2))]

    client = Client()
    client.force_login(load.employee.user)
    page = client.get(reverse("journal:plan", args=[course.pk])).content.decode()
    assert "не по плану" in page
    assert course.subject.name in client.get(reverse("journal:plans"), {"off": "1"}).content.decode()
    content = client.get(reverse("journal:plans_workbook")).content
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[1][3:] == (12, 4, 2, 2, 1, 2)


@pytest.mark.parametrize(
    ("planned", "written", "same"),
    [("Ёлка. Введение", "елка: введение", True), ("Введение", "Введение в предмет", True), ("Числа", "Степени", False)],
)
def test_topics_are_compared_by_their_words(planned: str, written: str, same: bool) -> None:
    assert is_same(planned, written) is same


def test_a_lesson_opens_with_its_topic_and_what_is_saved_is_what_was_done(load: Any) -> None:
    course = load.course
    made = programme(course, [2])
    made.topics.update(homework="§ 5", content="Определение")
    (lesson,) = lessons(course, load.employee, TODAY, 1)
    deal_out(courses=[course.pk])
    client = Client()
    client.force_login(load.employee.user)
    address = reverse("journal:lesson", args=[course.pk, lesson.pk])
    page = client.get(address)
    form = page.context["form"]
    assert {name: form[name].value() for name in ("topic", "content", "homework")} == {
        "topic": "Тема 0", "content": "Определение", "homework": "§ 5",
    }  # fmt: skip
    assert not Lesson.objects.filter(pk=lesson.pk, record__topic__gt="").exists()
    client.post(address, {"topic": "Другая", "content": "", "homework": "", "seen": form["seen"].value()})
    page = client.get(address)
    assert (page.context["form"]["topic"].value(), page.context["is_planned"]) == ("Другая", False)
    assert "Тема 0" in page.content.decode()


def works(course: Course, teacher: Any, day: date, title: str, kind: str = PlannedWorkKind.CONTROL) -> None:
    """Plan a work at the only topic of a course, on its second lesson: the day."""
    made = programme(course, [4])
    PlannedWork.objects.create(topic=made.topics.get(), kind=kind, title=title)
    lessons(course, teacher, day - timedelta(days=1), 2)


def test_control_works_of_a_group_clash_and_halves_count_once(load: Any) -> None:
    home = load.course.study_group
    day = TODAY + timedelta(days=3)
    place = load.course.organization
    half = StudyGroupFactory(organization=place, kind=GroupKind.SUBGROUP)
    half.sources.add(home)
    courses = [load.course, CourseFactory(organization=place, study_group=home)]
    courses += [
        CourseFactory(organization=place, study_group=home), CourseFactory(organization=place, study_group=half),
    ]  # fmt: skip
    works(courses[0], load.employee, day, "Контрольная № 1")
    works(courses[1], load.employee, day, "Лабораторная", PlannedWorkKind.LAB)
    works(courses[3], load.employee, day, "Диктант", PlannedWorkKind.DICTATION)
    strange = TeachingLoadFactory()
    works(strange.course, strange.employee, day, "Чужая")
    deal_out(courses=[course.pk for course in [*courses, strange.course]])

    found = works_of(list(courses_of_group(home.pk)), TODAY, TODAY + timedelta(days=30))
    assert sorted(work.title for work in found) == ["Диктант", "Контрольная № 1", "Лабораторная"]
    (week,) = weeks_of(found, TODAY)
    assert [(one.date, one.clashes) for one in week.days] == [(day, True)]
    assert (week.many, week.clashes) == (2, False)
    assert works_beside(courses[0], TODAY, day) == {day: [courses[3].subject.name]}
    assert [lesson_meant(courses[0], text) for text in (f"{day:%d.%m}", f"{day:%d.%m} № 7", "31.02", "x")] == [
        Lesson.objects.get(course=courses[0], date=day), None, None, None,
    ]  # fmt: skip
    (told,) = clashes_of([home], TODAY, TODAY + timedelta(days=30), TODAY)
    assert (told.works, told.days, told.weeks) == (3, 1, 0)

    member = MembershipFactory(group=home)
    parent = RepresentativeFactory(student=member.student).user
    client = Client()
    client.force_login(parent)
    page = client.get(reverse("diary:works", args=[member.student_id])).content.decode()
    assert "Контрольная № 1" in page
    assert "Диктант" not in page, "a half that the student is not in"
    assert "Чужая" not in page
