"""Courses formed by the curricula, divided, joined, moved back; each undone while nothing uses it (R45)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Trace
from accounts.enums import OrganizationKind
from contingent.enums import GroupKind
from contingent.models import Membership, StudyGroup
from curriculum.errors import CoursesRefused, NotAllowed
from curriculum.models import Course, CourseItem, PreparationAction, TeachingLoad
from curriculum.queries.forming import ADD, LACKS, THERE, read_forming
from curriculum.queries.hours import course_hours
from curriculum.services.courses.dividing import make_subgroups, split_courses
from curriculum.services.courses.forming import form_courses
from curriculum.services.courses.made import period_kind, undo_courses
from curriculum.services.courses.regrouping import join_courses, move_back
from journal.models import LessonRecord
from journal.queries.fulfilment import fulfilment
from journal.services.dealing import deal_out
from schedule.models import Lesson, LessonTopic
from tests.curriculum.year_of_study import EARLIER, Study, make_study
from tests.factories import NOW, LessonFactory, MembershipFactory, StudyGroupFactory, TeachingLoadFactory
from tests.journal.test_dealing import programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    return make_study()


def record(study: Study, lesson: Lesson) -> LessonRecord:
    return LessonRecord.objects.create(lesson=lesson, topic="Пределы", author=study.trace.actor, updated_at=NOW)


def form(study: Study) -> Any:
    return form_courses(year=study.year, trace=study.trace)


def taught(study: Study) -> set[tuple[str, str]]:
    rows = Course.objects.filter(academic_year=study.year)
    return set(rows.values_list("study_group__name", "subject__name"))


def test_forming_again_adds_only_what_is_new(study: Study) -> None:
    first = form(study)
    assert taught(study) == {("ИС-11", "Математика"), ("ИС-11", "Физика"), ("ИС-11", "Практика")}
    assert form(study) is None
    used = TeachingLoadFactory(course=Course.objects.get(subject__name="Физика"))
    study.row("Химия", {1: 10})
    study.row("Без предмета", {1: 10}, subject=None)
    (before,) = read_forming(study.place, study.year)
    assert [line.outcome for line in before.lines].count(ADD) == 1
    assert [line.name for line in before.lacking] == ["Без предмета"]
    second = form(study)
    assert len(second.made["courses"]) == 1
    assert CourseItem.objects.filter(course__academic_year=study.year).count() == 4
    (after,) = read_forming(study.place, study.year)
    assert {line.outcome for line in after.lines} == {THERE, LACKS}

    undo_courses(action=second, trace=study.trace)
    assert ("ИС-11", "Химия") not in taught(study)
    with pytest.raises(CoursesRefused, match="ИС-11, Физика"):
        undo_courses(action=first, trace=study.trace)
    assert Course.objects.filter(pk=used.course_id).exists()
    assert len(taught(study)) == 3


def test_a_course_of_the_group_is_tied_and_not_doubled(study: Study) -> None:
    form(study)
    CourseItem.objects.all().delete()
    action = form(study)
    assert action.made["courses"] == []
    assert len(action.made["items"]) == 3
    assert Course.objects.count() == 3


def test_periods_follow_the_kind_and_level(study: Study) -> None:
    assert period_kind(study.year, 1) == "semester"
    study.year.organization.kind = OrganizationKind.SCHOOL
    assert [period_kind(study.year, level) for level in (1, 9, 10)] == ["quarter", "quarter", "half_year"]


def test_dividing_moving_back_and_undoing(study: Study) -> None:
    form(study)
    items = list(CourseItem.objects.filter(item__name="Математика").values_list("item", flat=True))
    parts = make_subgroups(group=study.group, many=2, day=NOW.date(), trace=study.trace)
    assert [Membership.objects.on(NOW.date()).filter(group=part).count() for part in parts] == [1, 1]
    divided = split_courses(year=study.year, group=study.group, items=items, subgroups=parts, trace=study.trace)
    assert {name for name, subject in taught(study) if subject == "Математика"} == {"ИС-11/1", "ИС-11/2"}
    assert form(study) is None

    back = move_back(year=study.year, group=study.group, items=items, trace=study.trace)
    assert ("ИС-11", "Математика") in taught(study)
    undo_courses(action=back, trace=study.trace)
    assert {name for name, subject in taught(study) if subject == "Математика"} == {"ИС-11/1", "ИС-11/2"}
    with pytest.raises(CoursesRefused, match="сначала отмените это"):
        undo_courses(action=divided, trace=study.trace)


def test_what_is_used_is_not_divided(study: Study) -> None:
    form(study)
    page = Course.objects.get(subject__name="Математика")
    LessonFactory(course=page)
    parts = make_subgroups(group=study.group, many=2, day=NOW.date(), trace=study.trace)
    items = list(page.items.values_list("item", flat=True))
    with pytest.raises(CoursesRefused, match="ИС-11, Математика"):
        split_courses(year=study.year, group=study.group, items=items, subgroups=parts, trace=study.trace)
    assert Course.objects.filter(pk=page.pk).exists()


def test_a_running_course_is_divided_from_a_day(study: Study, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    form(study)
    page = Course.objects.get(subject__name="Математика")
    load = TeachingLoadFactory(course=page, term=1, hours=34, starts=EARLIER)
    before, ahead = (LessonFactory(course=page, date=day) for day in (date(2026, 11, 18), date(2026, 12, 1)))
    programme(page, [1, 1])
    deal_out(courses=[page.pk])
    record(study, before)
    items, day = list(page.items.values_list("item", flat=True)), date(2026, 11, 25)

    client.force_login(study.trace.actor)
    asked = {"org": study.place.pk, "year": study.year.pk, "item": items, "division": "new:2", "do": "split"}
    url = reverse("curriculum:courses_regroup", args=[study.group.pk])
    shown = client.post(url, asked).content.decode()
    assert "1 занятие со всем, что записано" in shown
    assert "1 занятие впереди" in shown
    assert not StudyGroup.objects.filter(kind=GroupKind.SUBGROUP).exists()
    stopped = client.post(url, asked | {"day": "2026-11-10", "do": "look"}).content.decode()
    assert "что-то записано о занятиях: 18 ноября" in stopped

    client.post(url, asked | {"day": day.isoformat()})
    heirs = list(Course.objects.filter(study_group__kind=GroupKind.SUBGROUP).order_by("pk"))
    assert set(before.course.lessons.all()) == {before}
    assert [list(heir.lessons.values_list("date", flat=True)) for heir in heirs] == [[ahead.date], [ahead.date]]
    topics = LessonTopic.objects.filter(lesson__course__in=heirs).values_list("topic__name", flat=True)
    assert list(topics) == ["Тема 1", "Тема 1"]
    assert {each.program for each in fulfilment([before.course, *heirs], NOW.date()).values()} == {1}
    loads = TeachingLoad.objects.order_by("course").values_list("course", "hours", "starts", "ends")
    assert list(loads) == [(page.pk, 24, EARLIER, None), *((heir.pk, 10, day, None) for heir in heirs)]
    hours = course_hours([page.pk, heirs[0].pk])
    assert [(one.term, one.hours) for one in hours[page.pk]] == [(1, 24), (2, 0)]
    assert [(one.term, one.hours) for one in hours[heirs[0].pk]] == [(1, 10), (2, 48)]

    action = PreparationAction.objects.latest("pk")
    used = record(study, heirs[1].lessons.get())
    with pytest.raises(CoursesRefused, match="ИС-11/2: занятие 1 декабря уже записано"):
        undo_courses(action=action, trace=study.trace)
    used.delete()
    undo_courses(action=action, trace=study.trace)
    assert set(page.lessons.all()) == {before, ahead}
    assert list(TeachingLoad.objects.values_list("pk", "hours")) == [(load.pk, 34)]
    assert not page.items.exclude(ends=None).exists()
    assert taught(study) == {("ИС-11", "Математика"), ("ИС-11", "Физика"), ("ИС-11", "Практика")}


def test_groups_are_joined_into_a_stream(study: Study) -> None:
    other = StudyGroupFactory(organization=study.place, name="ИС-12", level=1)
    MembershipFactory(group=other)
    study.bind(other)
    form(study)
    items = list(CourseItem.objects.filter(item__name="Физика").values_list("item", flat=True).distinct())
    joined = join_courses(year=study.year, group=study.group, items=items, others=[other.pk], trace=study.trace)
    stream = StudyGroup.objects.get(kind=GroupKind.STREAM)
    assert Membership.objects.on(NOW.date()).filter(group=stream).count() == 3
    assert {name for name, subject in taught(study) if subject == "Физика"} == {stream.name}
    course = Course.objects.get(study_group=stream)
    assert set(course.items.values_list("home_group__name", flat=True)) == {"ИС-11", "ИС-12"}
    assert form(study) is None
    undo_courses(action=joined, trace=study.trace)
    assert {name for name, subject in taught(study) if subject == "Физика"} == {"ИС-11", "ИС-12"}


def test_strangers_form_nothing(study: Study) -> None:
    with pytest.raises(NotAllowed):
        form_courses(year=study.year, trace=Trace(make_study().trace.actor, NOW))
    assert not Course.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow(study: Study, many: int, django_assert_num_queries: Any) -> None:
    for number in range(2, many + 1):
        study.bind(StudyGroupFactory(organization=study.place, name=f"ИС-1{number}", level=1))
    assert study.year.starts == EARLIER
    organization = study.year.organization
    with django_assert_num_queries(8):
        assert len(read_forming(organization, study.year)) == many
