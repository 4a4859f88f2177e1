"""A subject of the diary: its marks, the written-out average, the forecast, absences."""

from datetime import date
from decimal import Decimal

from django.test import Client

from curriculum.models import AttestationPeriod
from tests.factories import AttestationPeriodFactory, make_work
from tests.journal.diary.family import MONDAY, Family, give, make_course, make_lesson, miss, write
from tests.journal.diary.test_week import text


def test_the_average_is_written_out(reader: Client, family: Family) -> None:
    child = family.child
    for number, value in enumerate("553", 1):
        give(child.student, make_lesson(child.course, MONDAY, number), value)
    give(child.student, make_lesson(child.course, MONDAY, 4), "4", kind="Работа на уроке")
    page = text(reader, child.subject_url())
    assert "30 : 7 = <b>4,29</b>" in page
    assert "<td>5</td><td>2</td><td>2</td><td>20</td><td>4</td>" in page
    assert "<td>3</td><td>2</td><td>1</td><td>6</td><td>2</td>" in page
    assert "Средний балл изменился с 5,00 до 4,29" in page


def test_owed_and_missing_marks_count_nowhere(reader: Client, family: Family) -> None:
    child = family.child
    give(child.student, make_lesson(child.course, MONDAY, 1), "4")
    give(child.student, make_lesson(child.course, MONDAY, 2), ".")
    make_work(make_lesson(child.course, MONDAY, 3), title="Не написана")
    page = reader.get(child.subject_url()).context["page"]
    assert page.explanation.average == Decimal(4)
    assert len(page.owed) == 1
    assert [work.title for work in page.works] == ["", "", "Не написана"]


def test_the_forecast_asked_for(reader: Client, family: Family) -> None:
    child = family.child
    give(child.student, make_lesson(child.course, MONDAY, 1), "4")
    assert "Средний балл станет <b>4,67</b>" in text(reader, child.subject_url())
    page = text(reader, child.subject_url() + "?mark=2&weight=1&count=1")
    assert "Средний балл станет <b>3,33</b>" in page
    assert "ещё 2 отметки «5» с весом 1" in page
    for nonsense in ("?mark=%00&weight=NaN&count=-1", "?weight=1e999999&count=99999999999999999999", "?mark=<b>"):
        assert "Средний балл станет <b>4,67</b>" in text(reader, child.subject_url() + nonsense)


def test_a_period_and_the_whole_year(reader: Client, family: Family) -> None:
    child = family.child
    AttestationPeriodFactory(
        academic_year=child.course.academic_year,
        number=2,
        name="2 семестр",
        starts=date(2027, 1, 11),
        ends=date(2027, 6, 30),
    )
    first, second = AttestationPeriod.objects.order_by("number")
    give(child.student, make_lesson(child.course, MONDAY), "4")

    def shown(query: str) -> tuple[object, int]:
        page = reader.get(child.subject_url() + query).context["page"]
        return page.period and page.period.id, len(page.works)

    assert shown("") == (first.pk, 1)
    assert shown(f"?period={second.pk}") == (second.pk, 0)
    assert shown("?period=year") == (None, 1)


def test_absences_and_attendance(reader: Client, family: Family) -> None:
    child = family.child
    for number, kind in enumerate(("absent", "late:10", "ill", ""), 1):
        lesson = make_lesson(child.course, MONDAY, number)
        if kind:
            miss(child.student, lesson, kind)
        else:
            write(lesson, topic="Была")
    register = reader.get(child.subject_url()).context["page"].register
    assert register.missed == 2
    assert register.percent == 33
    page = text(reader, child.subject_url())
    assert "16 ноября: отсутствие" in page
    assert "16 ноября: опоздание 10 мин" in page


def test_a_subject_without_marks_says_so(reader: Client, family: Family) -> None:
    page = text(reader, family.child.subject_url())
    assert "отметок ещё нет" in page
    assert "Что, если" not in page


def test_a_course_of_another_group_is_not_there(reader: Client, family: Family) -> None:
    from tests.factories import StudyGroupFactory

    other = make_course(StudyGroupFactory(organization=family.child.group.organization))
    assert reader.get(family.child.subject_url(other)).status_code == 404
    assert reader.get(family.child.url("subjects/999999999999999999999999/")).status_code == 404
