"""The whole period in one table, and the whole year (R77)."""

from datetime import date
from decimal import Decimal

from django.test import Client

from curriculum.enums import PeriodKind
from curriculum.models import AttestationPeriod
from tests.factories import AcademicYearFactory, AttestationPeriodFactory, OrganizationFactory
from tests.journal.diary.conftest import signed_in
from tests.journal.diary.family import MONDAY, Family, give, make_course, make_lesson, make_pupil, miss
from tests.journal.diary.test_week import text


def test_every_subject_with_its_marks(reader: Client, family: Family) -> None:
    child = family.child
    second = make_course(child.group)
    for number, value in enumerate("542", 1):
        give(child.student, make_lesson(child.course, MONDAY, number), value)
    miss(child.student, make_lesson(second, MONDAY, 4))
    miss(child.student, make_lesson(second, MONDAY, 5), "late:7")
    page = reader.get(child.url("period/")).context["page"]
    rows = {row.course.id: row for row in page.rows}
    assert rows[child.course.pk].average == Decimal("3.67")
    assert [mark.code for mark in rows[child.course.pk].marks] == ["5", "4", "2"]
    assert (rows[second.pk].missed, rows[second.pk].late, rows[second.pk].percent) == (1, 1, 50)
    assert page.counts == [("5", 1), ("4", 1), ("2", 1)]
    html = text(reader, child.url("period/"))
    for told in ("3,67", "пропущено 1 занятие", "1 опоздание", "посещаемость 50 %"):
        assert told in html


def test_another_period_and_the_year(reader: Client, family: Family) -> None:
    child = family.child
    year = child.course.academic_year
    AttestationPeriodFactory(
        academic_year=year, number=2, name="2 семестр", starts=date(2027, 1, 11), ends=date(2027, 6, 30)
    )
    AttestationPeriodFactory(
        academic_year=year,
        kind=PeriodKind.QUARTER,
        number=1,
        name="1 четверть",
        starts=date(2026, 9, 1),
        ends=date(2026, 10, 30),
    )
    give(child.student, make_lesson(child.course, MONDAY), "5")
    pages = {
        name: reader.get(child.url(f"period/?period={pk}")).context["page"]
        for pk, name in AttestationPeriod.objects.values_list("pk", "name")
    }
    assert [period.name for period in pages["1 семестр"].periods] == ["1 семестр", "2 семестр"]
    assert len(pages["1 семестр"].rows[0].marks) == 1
    assert len(pages["2 семестр"].rows[0].marks) == 0
    whole = reader.get(child.url(f"period/?year={year.pk}")).context["page"]
    assert whole.period is None
    assert [(period.name, average) for period, average in whole.rows[0].parts] == [
        ("1 семестр", Decimal(5)),
        ("2 семестр", None),
    ]


def test_only_the_students_own_years(client: Client, family: Family) -> None:
    organization = OrganizationFactory()
    AcademicYearFactory(organization=organization, starts=date(2025, 9, 1), ends=date(2026, 8, 31), name="2025/2026")
    pupil = make_pupil(organization=organization)
    page = signed_in(client, pupil.student.user).get(pupil.url("period/?year=1")).context["page"]
    assert [year.name for year in page.years] == ["2026/2027"]


def test_a_mark_of_a_group_left_keeps_its_row(reader: Client, family: Family) -> None:
    child = family.child
    AttestationPeriod.objects.filter(number=1).update(ends=date(2026, 10, 31))
    late = AttestationPeriodFactory(
        academic_year=child.course.academic_year,
        number=2,
        name="2 семестр",
        starts=date(2026, 11, 1),
        ends=date(2027, 6, 30),
    )
    give(child.student, make_lesson(child.course, MONDAY), "5")
    child.student.memberships.update(ends=date(2026, 9, 10))
    (row,) = reader.get(child.url(f"period/?period={late.pk}")).context["page"].rows
    assert row.average == Decimal(5)
    assert reader.get(child.subject_url()).status_code == 200


def test_without_a_group_the_page_says_why(client: Client, family: Family) -> None:
    child = family.child
    child.student.memberships.all().delete()
    page = text(signed_in(client, family.parent), child.url("period/"))
    assert "обучающийся не был зачислен в группу" in page
