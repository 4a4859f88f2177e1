"""Pages open and close by the day of the organisation, as the save does (R42, decision 6 of the domain)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from journal.models import EntryPolicy
from tests.factories import TODAY, LessonFactory
from tests.journal.conftest import Classroom, make_classroom

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(params=[(0, TODAY), (-2, YESTERDAY)], ids=["after midnight there", "before midnight there"])
def vladivostok(request: pytest.FixtureRequest, db: None, monkeypatch: pytest.MonkeyPatch) -> Classroom:
    """A page in Vladivostok where only today is open, an hour before or after midnight there."""
    hours, day = request.param
    room = make_classroom(1)
    room.course.organization.time_zone = "Asia/Vladivostok"
    room.course.organization.save()
    EntryPolicy.objects.create(organization=room.course.organization, entry_days=0)
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 15, tzinfo=UTC) + timedelta(hours=hours - 24)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert room.course.organization.local_day(now) == day
    return room


def test_the_page_never_shows_open_what_the_save_refuses(vladivostok: Classroom, client: Client) -> None:
    room = vladivostok
    client.force_login(room.teacher)
    lessons = [
        LessonFactory(course=room.course, teacher=room.lesson.teacher, date=TODAY - timedelta(days=back))
        for back in (2, 1)
    ] + [room.lesson]
    page = client.get(f"/journal/{room.course.pk}/").context["sheet"]
    closed = {column.lesson: bool(column.closed) for column in page.columns}
    for lesson in lessons:
        saved = room.entry("5", lesson=lesson.pk)
        body = {
            "id": str(uuid4()), "kind": "mark", "student": saved.student, "lesson": lesson.pk, "work": None,
            "value": "5", "was": "",
        }  # fmt: skip
        answer = client.post(
            f"/journal/{room.course.pk}/entries/", {"entries": [body]}, content_type="application/json"
        ).json()["results"][0]
        refused = answer["status"] == "refused"
        assert closed[lesson.pk] is refused
        shown = client.get(f"/journal/{room.course.pk}/lessons/{lesson.pk}/").context["page"]
        assert bool(shown.closed) is refused
    assert sorted(closed[lesson.pk] for lesson in lessons) == [False, True, True]


def test_the_diary_has_the_day_of_where_the_student_studies(vladivostok: Classroom, client: Client) -> None:
    """Its week, what is still ahead in it and the hour of reading go by the clock there."""
    student, organization = vladivostok.students[0], vladivostok.course.organization
    client.force_login(student.user)
    there = organization.local(timezone.now())
    week = client.get(f"/diary/{student.pk}/")
    assert week.context["today"] == there.date()
    assert f"{there:%H:%M}" in week.content.decode()
    subject = client.get(f"/diary/{student.pk}/subjects/{vladivostok.course.pk}/")
    assert subject.context["page"].today == there.date()
