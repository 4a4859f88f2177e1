"""The pages cost the same few statements whatever they hold, and stay small."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import RepresentativeFactory
from tests.journal.diary.conftest import signed_in
from tests.journal.diary.family import MONDAY, Family, give, make_course, make_lesson, make_pupil, miss, write

MOST = 12


def fill(family: Family, courses: int, lessons: int) -> None:
    child = family.child
    for _ in range(1, courses):
        make_course(child.group)
    for course in child.group.courses.all():
        for number in range(1, lessons + 1):
            lesson = make_lesson(course, MONDAY + timedelta(days=number % 5), number)
            give(child.student, lesson, "4", comment="Хорошо")
            write(lesson, topic="Тема занятия", homework="Параграф 5")
            if number % 2:
                miss(child.student, lesson, "late:5")


def queries(reader: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["", "period/", "new/", "subject"])
def test_statements_do_not_grow(client: Client, family: Family, page: str) -> None:
    reader = signed_in(client, family.parent)
    url = family.child.subject_url() if page == "subject" else family.child.url(page)
    fill(family, 1, 1)
    reader.get(url)
    one = queries(reader, url)
    for _ in range(2):
        sibling = make_pupil(family.child.group)
        RepresentativeFactory(student=sibling.student, user=family.parent)
    for _ in range(2):
        make_course(family.child.group)
    for course in family.child.group.courses.all():
        for number in range(2, 5):
            lesson = make_lesson(course, MONDAY + timedelta(days=number % 5), number)
            give(family.child.student, lesson, "4")
            write(lesson, topic="Тема", homework="Параграф 6")
            miss(family.child.student, lesson, "ill")
    assert queries(reader, url) == one <= MOST


def test_a_full_week_is_light(client: Client, family: Family) -> None:
    fill(family, 6, 5)
    body = signed_in(client, family.parent).get(family.child.url()).content
    assert body.count(b"diary-lesson") > 30
    assert len(body) < 60_000


def test_news_are_bounded(client: Client, family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journal.queries.diary_news.MOST_CHANGES", 3)
    for number in range(1, 6):
        give(family.child.student, make_lesson(family.child.course, number=number), "4")
    news = signed_in(client, family.parent).get(family.child.url("new/")).context["news"]
    assert len(news.changes) == 3
