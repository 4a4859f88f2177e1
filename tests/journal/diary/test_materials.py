"""Materials of the programme in the diary: shown beside their lessons, given to those who study by them (R52, R70)."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.models import Course, Topic, TopicMaterial, WorkProgram
from schedule.enums import LessonStatus
from schedule.models import Lesson, LessonTopic
from tests.factories import NOW, TODAY, RepresentativeFactory, UserFactory
from tests.journal.diary.conftest import signed_in
from tests.journal.diary.family import Family, days_ago, make_lesson, make_pupil, write
from tests.journal.diary.test_week import text

LINK = 'href="https://resh.edu.ru/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">Урок &lt;1&gt;</a>'


def program_of(course: Course, **values: Any) -> WorkProgram:
    told = {"state": "approved", "decided_at": NOW} | values
    return WorkProgram.objects.create(
        organization=course.organization, academic_year=course.academic_year, subject=course.subject,
        author=course.loads.get().employee, title="Сварка", changed_at=NOW, **told,
    )  # fmt: skip


def dealt(lesson: Lesson, name: str, **program: Any) -> TopicMaterial:
    """Deal a topic with a link and a file out to the lesson; return the file."""
    topic = Topic.objects.create(program=program_of(lesson.course, **program), name=name)
    LessonTopic.objects.create(lesson=lesson, topic=topic)
    TopicMaterial.objects.create(topic=topic, title="Урок <1>", url="https://resh.edu.ru/?a=1&b=2")
    return TopicMaterial.objects.create(topic=topic, title="Плакат", file=ContentFile(b"%PDF-", "plan.pdf"))


def address(student: int, material: TopicMaterial) -> str:
    return reverse("diary:material", args=[student, material.pk])


def test_a_lesson_shows_the_materials_of_its_topics_at_no_further_query(reader: Client, family: Family) -> None:
    child = family.child
    lesson, off = make_lesson(child.course), make_lesson(child.course, number=2, status=LessonStatus.CANCELLED)
    reader.get(child.url())
    counts = []
    for with_materials in (False, True):
        if with_materials:
            file, hidden = dealt(lesson, "Швы & <стыки>"), dealt(off, "Отменённая")
        for url in (child.url(), child.subject_url()):
            with CaptureQueriesContext(connection) as asked:
                page = text(reader, url)
            counts.append(len(asked))
            assert (LINK in page) == with_materials
    assert counts[:2] == counts[2:]
    week = text(reader, child.url())
    assert "Материалы темы: Швы &amp; &lt;стыки&gt;" in week
    assert f'<a href="{address(child.student.pk, file)}">Плакат&nbsp;<small>pdf</small></a>' in week
    assert address(child.student.pk, hidden) not in week
    write(lesson, topic="Сварка")
    assert "Материалы темы</p>" in text(reader, child.url())
    found = reader.get(child.subject_url()).context["page"].handouts
    assert [(each.topic, each.days) for each in found] == [("Швы & <стыки>", [TODAY])]


@pytest.mark.parametrize("kind", ["student", "parent", "trusted"])
def test_a_file_is_given_to_those_who_read_the_diary(client: Client, family: Family, kind: str) -> None:
    student = family.child.student
    user = {"student": student.user, "parent": family.parent}.get(kind) or UserFactory()
    if kind == "trusted":
        RepresentativeFactory(student=student, user=user, kind="trusted", admitted_by=family.parent)
    file = dealt(make_lesson(family.child.course), "Швы")
    answer = signed_in(client, user).get(address(student.pk, file))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    client.force_login(UserFactory())
    assert client.get(address(student.pk, file)).status_code == 404


def test_what_is_not_the_students_is_not_there(reader: Client, family: Family) -> None:
    child = family.child
    lesson = make_lesson(child.course)
    files = [
        dealt(make_lesson(make_pupil().course), "Чужой группы"),
        dealt(make_lesson(child.course, days_ago(200)), "До зачисления"),
        dealt(lesson, "Не утверждена", state="draft", decided_at=None),
        dealt(make_lesson(child.course, number=2, status=LessonStatus.CANCELLED), "Не состоялось"),
    ]
    undealt = dealt(lesson, "Не разложена")
    LessonTopic.objects.filter(topic=undealt.topic).delete()
    link = TopicMaterial.objects.create(topic=files[0].topic, title="Урок", url="https://resh.edu.ru/")
    for file in (*files, undealt, link):
        assert reader.get(address(child.student.pk, file)).status_code == 404, file.topic.name
    week = text(reader, child.url())
    assert "diary-materials" not in week
    old = dealt(lesson, "Прежняя версия", state="archived")
    assert reader.get(address(child.student.pk, old)).status_code == 200
    assert reader.get(address(make_pupil().student.pk, old)).status_code == 404
