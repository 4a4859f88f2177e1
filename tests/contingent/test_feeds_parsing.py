"""A record as it was sent becomes one as it is kept, or says all that is wrong with it (R22)."""

from dataclasses import fields
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from accounts.enums import OutsideSystem
from accounts.models import OutsideIdentity
from contingent.enums import RepresentativeKind
from contingent.feeds import records
from contingent.feeds.parsing import identity, parse
from contingent.feeds.problems import FEED_REASONS, field_in_words, problem_in_words
from contingent.feeds.records import EmployeeRecord, Gone, GroupRecord, RepresentativeRecord, StudentRecord, TieRecord
from contingent.feeds.stand_in import people
from tests.contingent.feeds import ORGANIZATION, TODAY, student
from tests.factories import (
    CuratorshipFactory,
    EmployeeFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudentFactory,
    StudyGroupFactory,
    UserFactory,
)


def problems(raw: dict[str, Any]) -> set[tuple[str, str]]:
    found = parse(raw, TODAY)
    assert isinstance(found, list), found
    for problem in found:
        assert problem.code in FEED_REASONS
        assert "%(" not in problem_in_words(*problem)
        assert field_in_words(problem.field)
    return {(problem.field, problem.code) for problem in found}


def test_a_student_as_the_contract_tells_them() -> None:
    assert parse(student(7), TODAY) == StudentRecord(
        key=f"{ORGANIZATION}-000007", person="P00000007", last_name="Иванова", first_name="Анна",
        patronymic="Петровна", email="student7@example.org", phone="+79000000007", birth_date="2008-05-03",
        form="in_person", group="G1", order="Приказ № 214-с от 28.08.2026", starts="2026-09-01", ends="",
    )  # fmt: skip


def test_every_other_type() -> None:
    person = {name: student(1)[name] for name in ("person", "last_name", "first_name", "email", "phone")}
    kept = parse({"type": "representative", **person, "kind": "мать"}, TODAY)
    assert isinstance(kept, RepresentativeRecord)
    assert (kept.key, kept.kind, kept.patronymic) == ("P00000001", "parent", "")
    kept = parse({"type": "tie", "student": "S1", "representative": "P1", "kind": "Опекун"}, TODAY)
    assert kept == TieRecord("S1", "P1", "guardian")
    assert kept.key == "S1/P1"
    kept = parse({"type": "group", "key": 12, "name": '7 "а" класс', "curator": None}, TODAY)
    assert kept == GroupRecord("12", "7А", 7)
    kept = parse({"type": "employee", "key": "T1", **person, "position": "Мастер п/о", "starts": "01.09.2020"}, TODAY)
    assert isinstance(kept, EmployeeRecord)
    assert (kept.position, kept.starts) == ("Мастер п/о", "2020-09-01")
    assert parse({"type": "gone", "kind": "tie", "key": "S1/P1"}, TODAY) == Gone("tie", "S1/P1")


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("last_name", "  иванова ", "Иванова"),
        ("last_name", "ПЕТРОВА – ВОДКИНА", "Петрова-Водкина"),
        ("last_name", "Д’Артаньян", "Д'Артаньян"),
        ("first_name", "Алёна", "Алёна"),
        ("patronymic", "-", ""),
        ("patronymic", None, ""),
        ("patronymic", "Вели Оглы", "Вели оглы"),
        ("email", " Anna.Ivanova@Example.ORG ", "anna.ivanova@example.org"),
        ("email", "mailto:anna@example.org", "anna@example.org"),
        ("email", "o'hara@example.org", "o'hara@example.org"),
        ("phone", "8 (902) 123-45-67", "+79021234567"),
        ("phone", "9021234567", "+79021234567"),
        ("phone", 79021234567, "+79021234567"),
        ("phone", "8-902-123-45-67, 8-902-765-43-21", "+79021234567"),
        ("birth_date", "03.05.2008", "2008-05-03"),
        ("birth_date", "2008-05-03T00:00:00", "2008-05-03"),
        ("birth_date", "3 мая 2008 г.", "2008-05-03"),
        ("birth_date", "", ""),
        ("starts", "39692", "2008-09-01"),
        ("ends", "9999-12-31", ""),
        ("form", "Очно-заочная форма обучения", "part_time"),
        ("form", "", "in_person"),
        ("group", "", ""),
        ("key", 123, "123"),
        ("person", "9d2c-ф/1", "9d2c-ф/1"),
    ],
)
def test_what_people_type_is_understood(field: str, sent: object, kept: str) -> None:
    record = parse(student(1, **{field: sent}), TODAY)
    assert getattr(record, field) == kept


@pytest.mark.parametrize(
    ("field", "sent", "code"),
    [
        *((field, nothing, f"missing_{field}")
          for field in ("last_name", "first_name", "email", "phone", "key", "person") for nothing in ("", None, " ")),
        ("last_name", "Иванoва", "name_mixed"),
        ("last_name", "Иванова2", "name_letters"),
        ("last_name", "И" * 101, "name_long"),
        ("first_name", ["Анна"], "not_text"),
        ("email", "anna.example.org", "email_unclear"),
        ("email", "anna@exаmple.org", "email_cyrillic"),
        ("email", "a" * 60 + "@" + "b" * 60 + "." + ("c" * 60 + ".") * 3 + "org", "email_long"),
        ("phone", "234-56-78", "phone_unclear"),
        ("phone", "83422123456", "phone_landline"),
        ("birth_date", "2008-02-30", "date_unclear"),
        ("birth_date", "2026-01-01", "date_far"),
        ("birth_date", "1899-01-01", "date_far"),
        ("starts", "завтра", "date_unclear"),
        ("starts", "0001-01-01", "date_far_start"),
        ("starts", "2062-09-01", "date_far_start"),
        ("ends", "2026-08-01", "ends_before"),
        ("form", "вечерняя", "form_unclear"),
        ("order_number", "1" * 61, "text_long"),
        ("key", "1" * 65, "text_long"),
        ("type", "pupil", "type_unclear"),
        ("type", None, "type_unclear"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(field: str, sent: object, code: str) -> None:
    assert (field, code) in problems(student(1, **{field: sent}))


def test_all_that_is_wrong_is_told_at_once_and_in_russian() -> None:
    raw = {"type": "student", "key": "1", "person": "2", "last_name": "И@", "phone": "1", "birth_date": "x"}
    assert {field for field, _code in problems(raw)} == {"last_name", "first_name", "email", "phone", "birth_date"}
    with translation.override("ru"):
        words = [problem_in_words(*problem) for problem in parse(raw, TODAY)]
    assert all(any("а" <= letter <= "я" for letter in text) for text in words)


def test_a_trusted_person_comes_from_the_parents_and_from_nobody_else() -> None:
    raw = {"type": "tie", "student": "1", "representative": "2", "kind": RepresentativeKind.TRUSTED.value}
    assert problems(raw) == {("kind", "kind_unclear")}


@pytest.mark.parametrize("broken", ["last_name", "email", "phone"])
def test_a_record_set_aside_is_known_by_its_number_all_the_same(broken: str) -> None:
    assert identity(student(5) | {broken: ""}) == ("student", f"{ORGANIZATION}-000005")
    assert identity({"type": "tie", "student": "1", "representative": "2"}) == ("tie", "1/2")
    assert identity({"type": "tie", "student": "1"}) == ("tie", "")


@pytest.mark.django_db
def test_what_the_stand_in_tells_is_what_the_database_holds() -> None:
    """Read and understood, its records have every field that they were made of: a first run changes nothing."""
    group = StudyGroupFactory(level=3, specialty="09.02.07 Информационные системы")
    place = group.organization
    curator = CuratorshipFactory(group=group).employee
    known = UserFactory(last_name="О'Коннор-Ёлкин", phone="+79021234567", birth_date="2008-05-03")
    OutsideIdentity.objects.create(system=OutsideSystem.CONTINGENT, key="P-известный", user=known)
    one = StudentFactory(organization=place, user=known, outside_id="59-1")
    MembershipFactory(group=group, student=one, order="Приказ № 7-с от 01.09.2026")
    parent = RepresentativeFactory(student=one, user=UserFactory(last_name="Ёлкина", phone="+79021234568"))
    RepresentativeFactory(student=one, user=UserFactory(), kind=RepresentativeKind.TRUSTED)
    EmployeeFactory(user=UserFactory())

    raws = list(people.records("contingent", place.pk, TODAY))
    kept = [parse(raw, TODAY) for raw in raws]
    assert [raw["type"] for raw in raws] == list(records.CONTINGENT_TYPES)
    told, pupil, mother, tie = kept
    assert (told.name, told.level, told.specialty) == (group.name, 3, group.specialty)
    assert (pupil.key, pupil.person, pupil.group) == ("59-1", "P-известный", told.key)
    assert (pupil.order, pupil.starts) == ("Приказ № 7-с от 01.09.2026", "2026-09-01")
    for field in fields(pupil):
        if hasattr(known, field.name):
            assert getattr(pupil, field.name) == getattr(known, field.name)
    assert (mother.last_name, mother.email) == (parent.user.last_name, parent.user.email)
    assert (tie.student, tie.representative) == (pupil.key, mother.person)
    staff = list(people.records("staff", place.pk, TODAY))
    assert [raw["person"] for raw in staff] == [told.curator]
    assert staff[0]["email"] == curator.user.email


def test_a_stand_in_is_not_run_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(Exception, match="production"):
        call_command("stand_in", "staff")
