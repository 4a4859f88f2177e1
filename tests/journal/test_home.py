"""The start page of each role."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from contingent.enums import StudyForm
from journal.access import entry_rights
from journal.models import EntryPolicy, ScaleGrade
from journal.queries import home_overview
from journal.queries.home import Home, read_home
from journal.services.lesson_records import call_roll, write_lesson
from schedule.enums import LessonStatus
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CuratorshipFactory,
    LessonFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudentFactory,
    TeachingLoadFactory,
    UserFactory,
    make_work,
)
from tests.journal.conftest import Classroom, make_classroom

pytestmark = pytest.mark.django_db
LOCAL = timezone.localtime(NOW)


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and years are asked for on the day the rows are made for."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def home(user: User, now: datetime = LOCAL) -> Home:
    return read_home(user, now)


def lesson_of(room: Classroom, **values: Any) -> Any:
    return LessonFactory(course=room.course, teacher=room.lesson.teacher, **values)


def test_todays_lessons_in_order_of_the_clock(classroom: Classroom) -> None:
    late = lesson_of(classroom, starts_at=time(15, 0), ends_at=time(16, 30))
    early = lesson_of(classroom, starts_at=time(7, 0), ends_at=time(8, 0))
    off = lesson_of(classroom, starts_at=time(12, 0), ends_at=time(13, 0), status=LessonStatus.CANCELLED)
    lesson_of(classroom, date=TODAY + timedelta(days=1))
    LessonFactory(course=classroom.course)
    lines = home(classroom.teacher).lessons
    assert [line.id for line in lines] == [early.pk, classroom.lesson.pk, off.pk, late.pk]
    assert [line.is_off for line in lines] == [False, False, True, False]


def test_a_lesson_leaves_the_list_when_attendance_and_topic_are_there(classroom: Classroom) -> None:
    assert home(classroom.teacher).unfilled.total == 1
    call_roll(lesson=classroom.lesson, trace=classroom.trace)
    line = home(classroom.teacher).unfilled.lines[0]
    assert (line.attendance_taken, line.topic) == (True, "")
    write_lesson(lesson=classroom.lesson, topic="Дроби", content="", homework="", trace=classroom.trace)
    assert home(classroom.teacher).unfilled.total == 0
    assert home(classroom.teacher).lessons[0].is_filled


def test_not_filled_is_only_what_can_still_be_filled(classroom: Classroom) -> None:
    EntryPolicy.objects.create(organization=classroom.course.organization, entry_days=3)
    oldest = lesson_of(classroom, date=TODAY - timedelta(days=3))
    lesson_of(classroom, date=TODAY - timedelta(days=4))
    lesson_of(classroom, date=TODAY - timedelta(days=1), status=LessonStatus.MOVED)
    lesson_of(classroom, starts_at=time(11, 0), ends_at=time(12, 30))
    lines = home(classroom.teacher).unfilled.lines
    assert [line.id for line in lines] == [oldest.pk, classroom.lesson.pk]


def test_a_substitute_fills_what_they_gave(classroom: Classroom) -> None:
    substitute = LessonFactory(course=classroom.course)
    assert [line.id for line in home(substitute.teacher.user).unfilled.lines] == [substitute.pk]


def test_many_not_filled_are_counted(classroom: Classroom) -> None:
    for _ in range(14):
        lesson_of(classroom)
    found = home(classroom.teacher).unfilled
    assert (len(found.lines), found.total, found.more) == (12, 15, 3)


def test_a_promised_mark_is_shown_when_its_day_has_passed(classroom: Classroom) -> None:
    work = make_work(classroom.lesson)
    classroom.save(classroom.entry(".", work=work.pk), classroom.entry(".", work=work.pk, student=1))
    assert home(classroom.teacher).owed == ()
    (line,) = home(classroom.teacher, LOCAL + timedelta(days=8)).owed
    assert (line.work, line.marks, line.due) == (work.pk, 2, work.due)
    assert ScaleGrade.objects.filter(is_owed=True).exists()


def test_a_promised_mark_whose_window_has_closed_says_so_after_those_that_can_be_given(
    classroom: Classroom, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line agrees with what the page says of the cell, on the last open day and after it."""
    late = make_work(lesson_of(classroom, date=TODAY - timedelta(days=1)))
    work = make_work(classroom.lesson)
    classroom.save(classroom.entry(".", work=work.pk), classroom.entry(".", work=late.pk))
    for days in (13, 14, 15):
        lines = home(classroom.teacher, LOCAL + timedelta(days=days)).owed
        rights = entry_rights(classroom.teacher, classroom.course, TODAY + timedelta(days=days))
        assert {line.work: line.is_closed for line in lines} == {
            w.pk: bool(rights.closed_work(w)) for w in (work, late)
        }
        assert lines[0].is_closed <= lines[1].is_closed
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=14))
    client.force_login(classroom.teacher)
    html = client.get("/").content.decode()
    assert html.count("ввод закрыт<") == html.count("обратитесь к администратору журнала.</p>") == 1


def test_own_pages_of_the_day(classroom: Classroom) -> None:
    make_classroom()
    TeachingLoadFactory(employee=classroom.lesson.teacher, ends=TODAY - timedelta(days=1))
    assert [line.id for line in home(classroom.teacher).courses] == [classroom.course.pk]


def test_a_day_without_lessons_names_the_next(classroom: Classroom) -> None:
    following = lesson_of(classroom, date=TODAY + timedelta(days=3))
    found = home(classroom.teacher, LOCAL + timedelta(days=1))
    assert found.lessons == ()
    assert found.next_day == following.date


def test_a_curator_sees_who_is_away(classroom: Classroom) -> None:
    group = classroom.course.study_group
    curator = CuratorshipFactory(group=group).employee.user
    MembershipFactory(group=group, ends=TODAY - timedelta(days=1))
    classroom.save(
        classroom.entry("absent", kind="attendance"), classroom.entry("late:5", kind="attendance", student=1)
    )
    (line,) = home(curator).groups
    assert (line.name, line.students, line.absent) == (group.name, 3, 1)


def test_the_director_sees_the_filling_of_their_organisation_alone(classroom: Classroom) -> None:
    director = AppointmentFactory(organization=classroom.course.organization, role=Role.DIRECTOR).user
    stranger = make_classroom()
    lesson_of(classroom)
    call_roll(lesson=classroom.lesson, trace=classroom.trace)
    write_lesson(lesson=classroom.lesson, topic="Дроби", content="", homework="", trace=classroom.trace)
    (seen,) = home(director).overviews
    assert (seen.students, seen.groups, seen.courses, seen.teachers) == (3, 1, 1, 1)
    assert (seen.today.lessons, seen.today.filled, seen.today.percent) == (2, 1, 50)
    assert [(line.user, line.lessons) for line in seen.behind] == [(classroom.teacher.pk, 1)]
    assert stranger.teacher.pk not in {line.user for line in seen.behind}


def test_of_those_behind_nobody_is_out_of_sight(
    classroom: Classroom, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4: the list is short, the rest is folded beneath it."""
    monkeypatch.setattr(home_overview, "SHOWN", 0)
    client.force_login(AppointmentFactory(organization=classroom.course.organization, role=Role.DIRECTOR).user)
    page = client.get("/").content.decode()
    assert f"?teacher={classroom.teacher.pk}" in page.partition("и ещё 1 преподаватель")[2]


def test_a_student_and_a_parent_go_to_the_diary(client: Client) -> None:
    student = StudentFactory(form=StudyForm.IN_PERSON)
    for user in (student.user, RepresentativeFactory(student=student).user):
        client.force_login(user)
        assert client.get("/")["Location"] == "/diary/"


def test_a_teacher_who_is_a_parent_sees_both(classroom: Classroom, client: Client) -> None:
    child = RepresentativeFactory(user=classroom.teacher).student
    client.force_login(classroom.teacher)
    page = client.get("/").content.decode()
    assert f'href="/diary/{child.pk}/"' in page
    assert "Мои страницы" in page


def test_someone_without_any_fact_is_told_whom_to_ask(client: Client) -> None:
    client.force_login(UserFactory())
    assert "вашего здесь пока ничего нет" in client.get("/").content.decode()


def test_each_line_leads_to_its_place(client: Client) -> None:
    room = make_classroom()
    lesson = lesson_of(room, date=timezone.localdate() - timedelta(days=1))
    client.force_login(room.teacher)
    page = client.get("/").content.decode()
    period = room.course.academic_year.periods.get()
    assert f'href="/journal/{room.course.pk}/?period={period.pk}#l{lesson.pk}"' in page
    assert f'href="/journal/{room.course.pk}/lessons/{lesson.pk}/"' in page


def test_queries_do_not_grow_with_rows(
    client: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    user = UserFactory()
    director = AppointmentFactory(user=user, role=Role.DIRECTOR)
    teacher = TeachingLoadFactory(
        employee__user=user, course__organization=director.organization, employee__organization=director.organization
    ).employee

    def more() -> None:
        load = TeachingLoadFactory(employee=teacher, course__organization=director.organization)
        CuratorshipFactory(group=load.course.study_group, employee=teacher)
        RepresentativeFactory(user=user)
        LessonFactory(course=load.course, teacher=teacher, date=timezone.localdate() - timedelta(days=1))

    more()
    with django_assert_max_num_queries(11) as asked:
        read_home(user, timezone.localtime())
    more()
    more()
    with django_assert_num_queries(len(asked)):
        read_home(user, timezone.localtime())
    client.force_login(user)
    with django_assert_num_queries(len(asked) + 3):  # the session, the person, the frame
        client.get("/")
