"""The week of a diary: what is shown, in which week, for whom."""

from datetime import date, timedelta

import pytest
from django.test import Client

from schedule.enums import LessonStatus
from tests.factories import (
    NOW,
    TODAY,
    EmployeeFactory,
    MembershipFactory,
    StudyGroupFactory,
    UserFactory,
)
from tests.journal.diary.conftest import Clock, signed_in
from tests.journal.diary.family import MONDAY, Family, give, make_course, make_lesson, miss, write


def text(reader: Client, url: str) -> str:
    response = reader.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_lesson_tells_all_a_family_asks(reader: Client, family: Family) -> None:
    child = family.child
    lesson = make_lesson(child.course)
    write(lesson, topic="Круговорот воды")
    give(child.student, lesson, "5", comment="Отличный ответ", title="Самостоятельная № 3")
    miss(child.student, lesson, "late:15")
    page = text(reader, child.url())
    for told in (
        child.course.subject.name,
        "8:30–10:00",
        "Круговорот воды",
        "Контрольная работа",
        "Самостоятельная № 3",
        "Отличный ответ",
        "опоздание 15 мин",
        ">5</b>",
        "вес 2",
    ):
        assert told in page, told


def test_homework_stands_at_the_lesson_it_is_due_for(reader: Client, family: Family) -> None:
    course = family.child.course
    first, second = make_lesson(course, MONDAY), make_lesson(course, MONDAY + timedelta(days=2))
    write(first, homework="Параграф 7, упражнение 3")
    page = text(reader, family.child.url())
    assert page.count("Параграф 7, упражнение 3") == 1
    assert page.index(f'id="lesson-{second.pk}"') < page.index("Параграф 7, упражнение 3")
    assert f'href="#lesson-{second.pk}"' in page


def test_homework_due_beyond_the_week_stands_where_it_was_set(reader: Client, family: Family) -> None:
    course = family.child.course
    lesson = make_lesson(course, TODAY)
    make_lesson(course, TODAY + timedelta(days=5))
    write(lesson, homework="Параграф 8")
    assert "Параграф 8" in text(reader, family.child.url())
    assert "Параграф 8" in text(reader, family.child.url("?week=2026-11-23"))


def test_homework_passes_over_a_cancelled_lesson(reader: Client, family: Family) -> None:
    course = family.child.course
    first = make_lesson(course, MONDAY)
    off = make_lesson(course, MONDAY + timedelta(days=1), status=LessonStatus.CANCELLED)
    last = make_lesson(course, MONDAY + timedelta(days=2))
    write(first, homework="Эссе")
    page = text(reader, family.child.url())
    assert page.index(f'id="lesson-{off.pk}"') < page.index(f'id="lesson-{last.pk}"') < page.index("Эссе")
    assert "Отмен" in page


@pytest.mark.parametrize(
    ("asked", "monday"),
    [
        ("", "2026-11-16"),
        ("?week=2026-11-18", "2026-11-16"),
        ("?week=2026-11-09", "2026-11-09"),
        ("?week=что-то", "2026-11-16"),
        ("?week=0001-01-01", "2026-11-16"),
        ("?week=9999-12-31", "2026-11-16"),
    ],
)
def test_any_day_leads_to_its_week(reader: Client, family: Family, asked: str, monday: str) -> None:
    make_lesson(family.child.course, TODAY)
    week = reader.get(family.child.url(asked)).context["week"]
    assert week.monday == date.fromisoformat(monday)


def test_when_the_week_is_over_the_next_one_is_shown(reader: Client, family: Family, clock: Clock) -> None:
    make_lesson(family.child.course, TODAY)
    make_lesson(family.child.course, date(2026, 11, 24))
    clock.now = NOW + timedelta(days=2)
    signed_in(reader, family.parent)
    assert reader.get(family.child.url()).context["week"].monday == date(2026, 11, 23)
    clock.now = NOW
    signed_in(reader, family.parent)
    assert reader.get(family.child.url()).context["week"].monday == MONDAY


def test_an_empty_week_leads_to_the_nearest_lessons(reader: Client, family: Family) -> None:
    make_lesson(family.child.course, date(2026, 12, 14))
    assert 'href="?week=2026-12-14"' in text(reader, family.child.url())
    assert 'href="?week=2026-12-14"' in text(reader, family.child.url("?week=2027-03-01"))


def test_a_group_that_was_left_is_shown_until_the_day(reader: Client, family: Family) -> None:
    child = family.child
    member = child.student.memberships.get()
    member.ends = MONDAY
    member.save()
    other = StudyGroupFactory(organization=child.group.organization)
    MembershipFactory(group=other, student=child.student, starts=MONDAY + timedelta(days=1))
    course = make_course(other)
    kept = [make_lesson(child.course, MONDAY), make_lesson(course, TODAY)]
    make_lesson(child.course, TODAY)
    make_lesson(course, MONDAY)
    days = reader.get(child.url()).context["week"].days
    assert [line.id for day in days for line in day.lessons] == [lesson.pk for lesson in kept]


def test_a_substitute_is_called_one(reader: Client, family: Family) -> None:
    course = family.child.course
    other = EmployeeFactory(organization=course.organization, user=UserFactory(last_name="Заменина", first_name="Зоя"))
    make_lesson(course, TODAY, 1)
    assert "замена" not in text(reader, family.child.url())
    make_lesson(course, TODAY, 2, teacher=other)
    page = text(reader, family.child.url())
    assert page.index("Заменина З. П.") < page.index("замена")


def test_a_planned_control_work_is_announced(reader: Client, family: Family) -> None:
    from tests.factories import make_work

    lesson = make_lesson(family.child.course, TODAY)
    make_work(lesson, title="Кинематика")
    page = text(reader, family.child.url())
    assert "«Кинематика»" in page
    assert "отметки нет" in page


def test_an_owed_mark_is_told_with_its_day(reader: Client, family: Family) -> None:
    lesson = make_lesson(family.child.course, TODAY)
    give(family.child.student, lesson, ".")
    assert "27 ноября" in text(reader, family.child.url())


def test_a_mark_is_there_as_soon_as_it_is_given(reader: Client, family: Family) -> None:
    lesson = make_lesson(family.child.course, TODAY)
    before = reader.get(family.child.url())
    assert "no-store" in before["Cache-Control"]
    give(family.child.student, lesson, "3")
    assert ">3</b>" in text(reader, family.child.url())
