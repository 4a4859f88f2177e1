"""Topics of a programme dealt out over lessons: hours kept, order kept, what is recorded untouched (R69)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.audit import Trace
from curriculum.enums import DocumentState, HoursKind
from curriculum.models import Course, Topic, WorkProgram
from journal.errors import NotAllowed, Refused
from journal.queries.dealing import proposal
from journal.services.dealing import deal_again, deal_out, merge_next, move_topic, prolong_topic, release_lesson
from journal.services.lesson_records import write_lesson
from schedule.enums import LessonStatus
from schedule.models import Lesson, LessonTopic
from tests.factories import NOW, TODAY, CourseFactory, EmployeeFactory, LessonFactory, TeachingLoadFactory
from tests.journal.conftest import make_classroom

pytestmark = pytest.mark.django_db


def programme(
    course: Course, hours: list[Any], *, kinds: dict[int, HoursKind] | None = None, **more: Any
) -> WorkProgram:
    made = WorkProgram.objects.create(
        organization=course.organization, academic_year=course.academic_year, subject=course.subject,
        author=more.pop("author", None) or EmployeeFactory(organization=course.organization), title="Программа",
        **{"state": DocumentState.APPROVED, "decided_at": NOW, "changed_at": NOW} | more,
    )  # fmt: skip
    Topic.objects.bulk_create(
        Topic(program=made, name=f"Тема {n}", hours=each, position=n, kind=(kinds or {}).get(n, HoursKind.THEORY))
        for n, each in enumerate(hours)
    )
    course.program = made
    course.save()
    return made


def lessons(course: Course, hours: list[int], **more: Any) -> list[Lesson]:
    first = TODAY - timedelta(days=20)
    return [
        LessonFactory(course=course, date=first + timedelta(days=n), number=1, hours=each, **more)
        for n, each in enumerate(hours)
    ]


def dealt(course: Course) -> list[tuple[int, str, Decimal]]:
    rows = LessonTopic.objects.filter(lesson__course=course).order_by("lesson__date", "lesson__number", "position")
    return [(row.lesson_id, row.topic.name, row.hours) for row in rows.select_related("topic")]


@given(
    topics=st.lists(st.sampled_from(["0.5", "1", "1.5", "2", "4", "6"]), min_size=0, max_size=12),
    given_hours=st.lists(st.integers(1, 3), min_size=0, max_size=12),
    off=st.sets(st.integers(0, 11)),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hours_and_order_are_kept(topics: list[str], given_hours: list[int], off: set[int]) -> None:
    course = CourseFactory()
    programme(course, [Decimal(hours) for hours in topics])
    made = lessons(course, given_hours)
    held = [lesson for n, lesson in enumerate(made) if n not in off]
    Lesson.objects.filter(pk__in=[x.pk for n, x in enumerate(made) if n in off]).update(status=LessonStatus.CANCELLED)

    deal_out(courses=[course.pk])

    rows = dealt(course)
    assert sum(row[2] for row in rows) == min(sum(map(Decimal, topics)), sum(lesson.hours for lesson in held))
    for lesson in held:
        assert sum(row[2] for row in rows if row[0] == lesson.pk) <= lesson.hours
    order = [int(name.split()[1]) for _lesson, name, _hours in rows]
    assert order == sorted(order)
    for n, hours in enumerate(topics):
        assert sum(row[2] for row in rows if row[1] == f"Тема {n}") <= Decimal(hours)
    assert {row[0] for row in rows} <= {lesson.pk for lesson in held}
    assert proposal(course) == []


def test_a_pair_takes_two_topics_of_an_hour_and_half_of_one_of_four() -> None:
    course = CourseFactory()
    programme(course, [1, 1, 4, 2, 3], kinds={3: HoursKind.INDEPENDENT})
    one, two, three = lessons(course, [2, 2, 2])
    deal_out(courses=[course.pk])
    assert dealt(course) == [
        (one.pk, "Тема 0", 1), (one.pk, "Тема 1", 1), (two.pk, "Тема 2", 2), (three.pk, "Тема 2", 2),
    ]  # fmt: skip


def keeper(course: Course) -> Trace:
    return Trace(TeachingLoadFactory(course=course).employee.user, NOW)


def test_what_is_recorded_stays_and_the_rest_moves_around_a_cancelled_lesson() -> None:
    course = CourseFactory()
    trace = keeper(course)
    programme(course, [1, 1, 1, 1])
    made = [LessonFactory(course=course, date=TODAY + timedelta(days=n - 2), number=1) for n in range(5)]
    deal_out(courses=[course.pk])
    write_lesson(lesson=made[0], topic="Другая тема", content="", homework="", trace=trace)
    Lesson.objects.filter(pk=made[1].pk).update(status=LessonStatus.CANCELLED)

    assert [row.lesson for row in proposal(course)] == [lesson.pk for lesson in made[1:]]
    deal_again(course=course, afresh=False, trace=trace)

    assert dealt(course) == [
        (made[0].pk, "Тема 0", 1), (made[2].pk, "Тема 1", 1), (made[3].pk, "Тема 2", 1), (made[4].pk, "Тема 3", 1),
    ]  # fmt: skip


def test_a_new_version_goes_on_from_what_was_taught() -> None:
    course = CourseFactory()
    trace = keeper(course)
    first = programme(course, [2, 2])
    made = [LessonFactory(course=course, date=TODAY + timedelta(days=n), number=1) for n in range(4)]
    deal_out(courses=[course.pk])
    write_lesson(lesson=made[0], topic="Тема 0", content="", homework="", trace=trace)
    second = programme(course, [2, 1], version=2, previous=first, reason="приказ")
    keys = dict(first.topics.values_list("position", "key"))
    for topic in second.topics.all():
        topic.name, topic.key = f"Новая {topic.position}", keys[topic.position]
        topic.save()
    deal_out(courses=[course.pk])
    assert dealt(course) == [(made[0].pk, "Тема 0", 1), (made[1].pk, "Новая 0", 1), (made[2].pk, "Новая 1", 1)]


def test_topics_are_moved_merged_and_prolonged_by_hand_and_stay_so() -> None:
    course = CourseFactory()
    trace = keeper(course)
    programme(course, [1, 1, 1, 1, 1])
    made = [LessonFactory(course=course, date=TODAY + timedelta(days=n), number=1) for n in range(5)]
    deal_out(courses=[course.pk])

    merge_next(lesson=made[0], trace=trace)
    names = [(row[0], row[1]) for row in dealt(course)]
    assert names[:3] == [(made[0].pk, "Тема 0"), (made[0].pk, "Тема 1"), (made[1].pk, "Тема 2")]

    topic = LessonTopic.objects.get(lesson=made[1])
    prolong_topic(lesson=made[1], topic=topic.topic_id, trace=trace)
    assert [row[1] for row in dealt(course)] == ["Тема 0", "Тема 1", "Тема 2", "Тема 2", "Тема 3", "Тема 4"]

    moved = LessonTopic.objects.get(lesson=made[3]).topic_id
    move_topic(lesson=made[3], topic=moved, to=made[4], trace=trace)
    before = dealt(course)
    assert (made[4].pk, "Тема 3", Decimal(1)) in before
    deal_out(courses=[course.pk])
    assert dealt(course) == before

    release_lesson(lesson=made[0], trace=trace)
    deal_again(course=course, afresh=True, trace=trace)
    assert dealt(course) == [(lesson.pk, f"Тема {n}", 1) for n, lesson in enumerate(made)]

    write_lesson(lesson=made[0], topic="Тема 0", content="", homework="", trace=trace)
    with pytest.raises(Refused):
        merge_next(lesson=made[0], trace=trace)
    with pytest.raises(NotAllowed):
        deal_again(course=course, afresh=True, trace=Trace(EmployeeFactory(organization=course.organization).user, NOW))


def test_heads_of_the_grid_tell_the_planned_topic_until_one_is_written(
    client: Client, django_assert_num_queries: Any
) -> None:
    room = make_classroom(1)
    programme(room.course, [1, 1, 1])
    planned = LessonFactory(course=room.course, date=TODAY + timedelta(days=1), number=1, hours=2)
    client.force_login(room.teacher)
    page = reverse("journal:page", args=[room.course.pk])
    client.get(page)
    with django_assert_num_queries(10):
        bare = client.get(page).content.decode()
    deal_out(courses=[room.course.pk])
    write_lesson(lesson=room.lesson, topic="Другое", content="", homework="", trace=Trace(room.teacher, NOW))
    with django_assert_num_queries(10):
        told = client.get(page).content.decode()
    assert "по программе" not in bare
    assert ', Другое"' in told
    assert 'занятие 1, по программе: Тема 1; Тема 2"' in told
    Lesson.objects.filter(pk=planned.pk).update(status=LessonStatus.CANCELLED)
    assert "по программе" not in client.get(page).content.decode()
