"""Columns: added, changed, moved, deleted while empty, each with its history (R60, R64)."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from accounts.enums import Role
from journal.models import EntryPolicy, Work, WorkKind
from journal.services.works import work_stamp
from tests.factories import (
    TODAY,
    AppointmentFactory,
    LessonFactory,
    MembershipFactory,
    TeachingLoadFactory,
    make_work,
)
from tests.journal.pages import Page, give, make_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def book() -> Page:
    return make_page(lessons=2, last=TODAY)


@pytest.fixture
def teacher(book: Page, client: Client) -> Client:
    client.force_login(book.teacher)
    return client


def kind_of(book: Page, name: str = "Контрольная работа") -> WorkKind:
    return WorkKind.objects.get(organization=book.course.organization, name=name)


def asked(book: Page, **values: object) -> dict[str, object]:
    data: dict[str, object] = {
        "kind": kind_of(book).pk,
        "title": "Диктант",
        "lesson": book.lessons[0].pk,
        "scale": book.works[0].scale_id,
        "entry": str(uuid4()),
        "weight": "",
        "due": "",
        "day": "",
    }
    return data | values


def change(book: Page, work: Work, **values: object) -> dict[str, object]:
    return asked(book) | {"seen": work_stamp(work)} | values


def test_weight_and_due_date_are_those_of_the_kind(book: Page, teacher: Client) -> None:
    response = teacher.post(f"{book.url}works/add/", asked(book))
    assert response.status_code == 302, response.context["form"].errors
    work = Work.objects.get(title="Диктант")
    assert (work.weight, work.due) == (2, book.lessons[0].date + timedelta(days=7))
    made = work.history.get()
    assert (made.history_type, made.history_user, made.history_address) == ("+", book.teacher, "127.0.0.1")


def test_asked_twice_it_is_added_once(book: Page, teacher: Client) -> None:
    data = asked(book)
    for _ in range(2):
        assert teacher.post(f"{book.url}works/add/", data).status_code == 302
    assert Work.objects.filter(title="Диктант").count() == 1


def test_a_work_of_a_day_of_its_own(book: Page, teacher: Client) -> None:
    today = TODAY
    teacher.post(f"{book.url}works/add/", asked(book, lesson="", day=today.isoformat(), weight="1,5"))
    work = Work.objects.get(title="Диктант")
    assert (work.lesson, work.date, work.weight) == (None, today, Decimal("1.5"))


@pytest.mark.parametrize("days_ago, made", [(14, True), (15, False)])
def test_a_closed_day_takes_no_new_column(book: Page, teacher: Client, days_ago: int, made: bool) -> None:
    """Not even one whose marks would be due later: that would open the day again (R42)."""
    day = TODAY - timedelta(days=days_ago)
    due = TODAY + timedelta(days=5) if not made else day
    teacher.post(f"{book.url}works/add/", asked(book, lesson="", day=day.isoformat(), due=due.isoformat()))
    assert Work.objects.filter(title="Диктант").exists() is made


def test_a_control_work_can_be_planned_ahead(book: Page, teacher: Client) -> None:
    ahead = LessonFactory(course=book.course, date=TODAY + timedelta(days=7))
    teacher.post(f"{book.url}works/add/", asked(book, lesson=ahead.pk))
    assert Work.objects.get(title="Диктант").lesson == ahead


def test_the_lesson_of_another_page_is_not_offered(book: Page, teacher: Client) -> None:
    other = make_page(lessons=1, last=TODAY)
    response = teacher.post(f"{book.url}works/add/", asked(book, lesson=other.lessons[0].pk))
    assert response.status_code == 200
    assert "lesson" in response.context["form"].errors
    assert not Work.objects.filter(title="Диктант").exists()


def test_a_work_open_for_marks_can_be_changed_where_it_is(book: Page, teacher: Client) -> None:
    """R58: its day has closed, its marks are due later; to another closed day it does not go."""
    EntryPolicy.objects.create(organization=book.course.organization, entry_days=1)
    days = [TODAY - timedelta(days=back) for back in (6, 5)]
    there, elsewhere = (LessonFactory(course=book.course, date=day) for day in days)
    work = make_work(there)
    due = (days[0] + timedelta(days=7)).isoformat()
    teacher.post(f"{book.url}works/{work.pk}/", change(book, work, lesson=there.pk, title="Эссе", weight="3", due=due))
    work.refresh_from_db()
    assert (work.title, work.weight, work.lesson) == ("Эссе", 3, there)
    for data in ({"lesson": elsewhere.pk}, {"lesson": "", "day": days[1].isoformat()}):
        teacher.post(f"{book.url}works/{work.pk}/", change(book, work, due=due, **data))
        work.refresh_from_db()
        assert (work.lesson, work.date) == (there, days[0])


def test_a_change_is_in_the_history(book: Page, teacher: Client) -> None:
    work = book.works[0]
    response = teacher.post(f"{book.url}works/{work.pk}/", change(book, work, weight="3"))
    assert response.status_code == 302
    assert list(work.history.order_by("history_id").values_list("history_type", "weight")) == [("+", 2), ("~", 3)]


def test_saving_without_a_change_writes_nothing(book: Page, teacher: Client) -> None:
    work = book.works[0]
    data = change(book, work, title="", weight="2", due=work.due.isoformat())
    assert teacher.post(f"{book.url}works/{work.pk}/", data).status_code == 302
    assert work.history.count() == 1


def test_a_change_made_meanwhile_is_not_overwritten(book: Page, teacher: Client) -> None:
    work = book.works[0]
    stale = change(book, work, weight="5", title="моё")
    teacher.post(f"{book.url}works/{work.pk}/", change(book, work, weight="3", title="чужое"))
    response = teacher.post(f"{book.url}works/{work.pk}/", stale)
    work.refresh_from_db()
    assert (response.status_code, work.weight) == (200, 3)
    text = response.content.decode()
    assert "чужое" in text and "моё" in text
    again = stale | {"seen": work_stamp(work)}
    assert teacher.post(f"{book.url}works/{work.pk}/", again).status_code == 302
    work.refresh_from_db()
    assert work.weight == 5


def test_moving_a_column_moves_its_marks(book: Page, teacher: Client) -> None:
    work, target = book.works[0], book.lessons[1]
    give(book, [work], book.students)
    teacher.post(f"{book.url}works/{work.pk}/", change(book, work, lesson=target.pk))
    work.refresh_from_db()
    assert (work.lesson, work.date, work.marks.count()) == (target, target.date, 2)


def test_a_mark_is_not_moved_to_a_day_when_its_student_was_not_there(book: Page, teacher: Client) -> None:
    newcomer = MembershipFactory(group=book.course.study_group, starts=book.lessons[1].date).student
    work = book.works[1]
    give(book, [work], [newcomer])
    response = teacher.post(f"{book.url}works/{work.pk}/", change(book, work, lesson=book.lessons[0].pk))
    assert response.status_code == 200
    work.refresh_from_db()
    assert work.lesson == book.lessons[1]
    assert newcomer.user.last_name in response.content.decode()


def test_only_an_empty_column_is_deleted(book: Page, teacher: Client) -> None:
    full, empty = book.works
    give(book, [full], book.students)
    for work in (full, empty):
        teacher.post(f"{book.url}works/{work.pk}/delete/", {"seen": work_stamp(work)})
    assert list(book.course.works.all()) == [full]
    assert Work.history.filter(id=empty.pk, history_type="-").count() == 1


def test_readers_look_at_a_column_and_change_nothing(book: Page, client: Client) -> None:
    director = AppointmentFactory(organization=book.course.organization, role=Role.DIRECTOR).user
    client.force_login(director)
    url = f"{book.url}works/{book.works[0].pk}/"
    assert client.get(url).status_code == 200
    assert client.post(url, change(book, book.works[0], weight="9")).status_code == 403
    assert client.post(f"{url}delete/", {"seen": 1}).status_code == 403
    assert client.get(f"{book.url}works/add/").status_code == 403
    assert book.course.works.count() == 2


def test_a_column_is_not_reached_through_another_page(book: Page, client: Client) -> None:
    other = TeachingLoadFactory(course__organization=book.course.organization)
    client.force_login(other.employee.user)
    work = book.works[0].pk
    for address in (f"{book.url}works/{work}/", f"/journal/{other.course.pk}/works/{work}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404
        assert client.post(f"{address}delete/", {}).status_code == 404
    client.force_login(AppointmentFactory(role=Role.DIRECTOR).user)
    assert client.get(f"{book.url}works/{work}/").status_code == 404


def test_a_substitute_arranges_their_own_lesson_only(book: Page, client: Client) -> None:
    lesson = LessonFactory(course=book.course, date=TODAY, number=5)
    client.force_login(lesson.teacher.user)
    client.post(f"{book.url}works/add/", asked(book, lesson=lesson.pk, title="моя"))
    client.post(f"{book.url}works/add/", asked(book, lesson=book.lessons[0].pk, title="чужая"))
    client.post(f"{book.url}works/add/", asked(book, lesson="", day=TODAY, title="без"))
    assert list(Work.objects.filter(title__in=("моя", "чужая", "без")).values_list("title", flat=True)) == ["моя"]


def test_the_dialog_is_the_form_of_the_page(book: Page, teacher: Client) -> None:
    part = teacher.get(f"{book.url}works/add/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "<form" in part
    done = teacher.post(f"{book.url}works/add/", asked(book), headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == book.url
