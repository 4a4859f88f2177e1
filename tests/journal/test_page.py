"""The journal page: what stands on it, for whom, at what cost."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import Organization
from journal.access import EntryRights
from journal.models import EntryPolicy
from journal.queries.columns import why_closed
from schedule.enums import TAKES_RECORD, LessonStatus
from tests.factories import (
    TODAY,
    AppointmentFactory,
    AttestationPeriodFactory,
    CourseFactory,
    CuratorshipFactory,
    LessonFactory,
    MembershipFactory,
    RepresentativeFactory,
    TeachingLoadFactory,
)
from tests.journal.pages import Page, give, make_page, miss

pytestmark = pytest.mark.usefixtures("noon")

BIGGEST = 350 * 1024


@pytest.fixture
def book(db: None) -> Page:
    return make_page(students=2, lessons=2, last=TODAY)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def config_of(response: HttpResponse) -> Any:
    found = re.search(r'id="grid-config" type="application/json">(.*?)</script>', text_of(response))
    assert found
    return json.loads(found[1])


def test_teacher_sees_marks_and_absences(book: Page, client: Client) -> None:
    give(book, book.works[:1], book.students[:1], "5", "молодец")
    miss(book, book.lessons[1], book.students[1], "late", 15)
    client.force_login(book.teacher)
    html = text_of(client.get(book.url))
    assert 'class="m c" data-c="молодец">5' in html
    assert "<td class=a data-a=late:15><i>о15</i>" in html
    assert "data-closed" not in html


def test_full_page_is_bounded(db: None, client: Client, django_assert_max_num_queries: Any) -> None:
    """30 students, 60 lessons, 1,800 marks: 12 queries and 350 KB at most."""
    book = make_page(30, 60, marks=True, last=TODAY)
    client.force_login(book.teacher)
    with django_assert_max_num_queries(12):
        response = client.get(book.url)
    assert text_of(response).count("<td class=m>") + text_of(response).count('<td class="x m">') == 1799
    assert len(response.content) < BIGGEST
    substitute = LessonFactory(course=book.course, date=TODAY, number=9).teacher.user
    client.force_login(substitute)
    with django_assert_max_num_queries(12):
        client.get(book.url)


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow_with_the_page(db: None, client: Client, size: int, django_assert_num_queries: Any) -> None:
    book = make_page(size, size, marks=True, last=TODAY)
    client.force_login(book.teacher)
    client.get(book.url)
    with django_assert_num_queries(10):
        client.get(book.url)


def test_period_of_today_is_shown_unless_another_is_asked(book: Page, client: Client) -> None:
    today = TODAY
    first = book.course.academic_year.periods.get()
    first.ends = today + timedelta(days=30)
    first.save()
    second = AttestationPeriodFactory(
        academic_year=book.course.academic_year,
        number=2,
        name="Второй",
        starts=today + timedelta(days=31),
        ends=today + timedelta(days=90),
    )
    later = LessonFactory(course=book.course, date=second.starts)
    client.force_login(book.teacher)
    shown, asked = client.get(book.url), client.get(f"{book.url}?period={second.pk}")
    assert f"lessons/{book.lessons[0].pk}/" in text_of(shown) and f"lessons/{later.pk}/" not in text_of(shown)
    assert f"lessons/{later.pk}/" in text_of(asked) and f"lessons/{book.lessons[0].pk}/" not in text_of(asked)
    assert config_of(shown)["today"] == 1


@pytest.mark.parametrize("asked", ["0", "x", "²", "9" * 30, "-1", ""])
def test_a_period_that_is_none_shows_the_usual_one(book: Page, client: Client, asked: str) -> None:
    client.force_login(book.teacher)
    assert f"lessons/{book.lessons[0].pk}/" in text_of(client.get(book.url, {"period": asked}))


def test_those_who_come_and_go(book: Page, client: Client) -> None:
    first, second = (lesson.date for lesson in book.lessons)
    group = book.course.study_group
    leaver = MembershipFactory(group=group, ends=first).student
    newcomer = MembershipFactory(group=group, starts=second).student
    gone = MembershipFactory(group=group, starts=date(2020, 9, 1), ends=date(2021, 6, 30)).student
    client.force_login(book.teacher)
    html = text_of(client.get(book.url))
    row = html[html.index(f"data-student={leaver.pk} class=left") :].split("</tr>")[0]
    assert f"{first:%d.%m}" in row and re.search(r"<td><td class=n><td class=avg>", row)
    row = html[html.index(f"data-student={newcomer.pk}>") :].split("</tr>")[0]
    assert re.search(r"<td class=n><td><td class=avg>", row)
    assert f"data-student={gone.pk}" not in html


def test_marks_of_someone_no_longer_known_to_the_group_stay(book: Page, client: Client) -> None:
    stranger = MembershipFactory(group=book.course.study_group, ends=date(2026, 9, 2)).student
    give(book, book.works[:1], [stranger])
    stranger.memberships.update(starts=date(2025, 9, 1), ends=date(2026, 6, 30))
    client.force_login(book.teacher)
    assert f"data-student={stranger.pk}" in text_of(client.get(book.url))


def test_namesakes_are_told_apart(book: Page, client: Client) -> None:
    for patronymic in ("Ильич", "Львович"):
        MembershipFactory(
            group=book.course.study_group,
            student__user__last_name="Ёж",
            student__user__first_name="Пётр",
            student__user__patronymic=patronymic,
        )
    client.force_login(book.teacher)
    html = text_of(client.get(book.url))
    assert "<span class=who>Ёж Пётр Ильич</span>" in html and "<span class=who>Ёж Пётр Львович</span>" in html


def test_a_cancelled_lesson_is_closed(book: Page, client: Client) -> None:
    LessonFactory(course=book.course, date=TODAY, number=8, status=LessonStatus.CANCELLED)
    client.force_login(book.teacher)
    html = text_of(client.get(book.url))
    assert re.search(r'<th class="w x k"[^>]*data-closed="[^"]+">–</th>', html)


@pytest.mark.parametrize("what, words", [("students", "ИС"), ("lessons", "занят")])
def test_an_empty_page_says_what_to_do(book: Page, client: Client, what: str, words: str) -> None:
    empty = CourseFactory(organization=book.course.organization)
    if what == "lessons":
        MembershipFactory(group=empty.study_group)
    load = TeachingLoadFactory(course=empty)
    client.force_login(load.employee.user)
    html = text_of(client.get(f"/journal/{empty.pk}/"))
    assert "empty-state" in html and words in html and 'id="grid"' not in html


class TestReaders:
    """Curator and director look; nothing on the page or behind it lets them enter."""

    @pytest.fixture(params=["curator", "director", "journal_admin", "deputy"])
    def reader(self, request: pytest.FixtureRequest, book: Page, client: Client) -> Client:
        if request.param == "curator":
            user = CuratorshipFactory(group=book.course.study_group).employee.user
        else:
            user = AppointmentFactory(organization=book.course.organization, role=Role(request.param)).user
        client.force_login(user)
        return client

    def test_look(self, book: Page, reader: Client) -> None:
        response = reader.get(book.url)
        assert config_of(response)["readonly"] is True
        assert 'aria-readonly="true"' in text_of(response)
        assert "works/add/" not in text_of(response).split("<script")[0].split('id="grid-config"')[0]

    def test_do_not_enter(self, book: Page, reader: Client) -> None:
        response = reader.post(f"{book.url}entries/", {"entries": []}, content_type="application/json")
        assert (response.status_code, bool(response.json()["error"])) == (403, True)


def test_neighbours_see_nothing(book: Page, client: Client) -> None:
    """A teacher of another subject of the same group, a pupil, a parent, another organisation."""
    same_group = TeachingLoadFactory(
        course=CourseFactory(organization=book.course.organization, study_group=book.course.study_group)
    ).employee.user
    parent = RepresentativeFactory(student=book.students[0]).user
    director = AppointmentFactory(role=Role.DIRECTOR).user
    give(book, book.works, book.students)
    parts = ("", "lessons/", f"lessons/{book.lessons[0].pk}/", "history/", "history.xlsx", "print/", "journal.xlsx")
    for user in (same_group, book.students[0].user, parent, director):
        client.force_login(user)
        for part in parts:
            assert client.get(book.url + part).status_code == 404, (user, part)
        assert client.post(f"{book.url}entries/", {"entries": []}, content_type="application/json").status_code == 404


def test_a_former_teacher_loses_the_page(book: Page, client: Client) -> None:
    load = book.course.loads.get()
    load.ends = TODAY - timedelta(days=1)
    load.save()
    stranger = TeachingLoadFactory().employee.user
    client.force_login(stranger)
    assert client.get(book.url).status_code == 404


days = st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n))


@given(
    day=days,
    due_after=st.none() | st.integers(0, 30),
    status=st.sampled_from(LessonStatus.values),
    owns=st.booleans(),
    given_by_me=st.booleans(),
    window=st.integers(0, 30),
    with_lesson=st.booleans(),
)
def test_a_column_is_closed_exactly_when_nothing_may_be_entered(
    day: date, due_after: int | None, status: str, owns: bool, given_by_me: bool, window: int, with_lesson: bool
) -> None:
    """Window A (R42) with the term of the work's marks (R58); own pages and substitutions (R27, R61)."""
    lessons = frozenset({7} if given_by_me else ())
    rights = EntryRights(Organization(), owns, lessons, TODAY, TODAY - timedelta(days=window))
    rights.helper = "Журналова"
    due = None if due_after is None and with_lesson else day + timedelta(days=due_after or 0)
    lesson = 7 if with_lesson else None
    reason, no_attendance = why_closed(rights, lesson, day, status, due)
    mine = owns or (with_lesson and given_by_me)
    held = not with_lesson or status in TAKES_RECORD
    in_window = day >= TODAY - timedelta(days=window)
    in_time = in_window or (due is not None and due >= TODAY)
    assert (reason == "") == (mine and held and day <= TODAY and in_time)
    if with_lesson:
        assert (no_attendance == "") == (mine and held and day <= TODAY and in_window)


def test_window_is_the_organisations_own(book: Page, client: Client) -> None:
    EntryPolicy.objects.create(organization=book.course.organization, entry_days=0)
    old = LessonFactory(course=book.course, date=TODAY - timedelta(days=3), number=4)
    client.force_login(book.teacher)
    html = text_of(client.get(book.url))
    assert re.search(rf'data-lesson="{old.pk}"[^>]*data-closed=', html)
