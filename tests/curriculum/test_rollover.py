"""The new academic year: made once, taken back exactly, not once it is used."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Trace
from accounts.enums import Role
from contingent.enums import GroupKind
from contingent.models import Curatorship, Membership, Student, StudyGroup
from curriculum.models import (
    AcademicYear,
    AttestationPeriod,
    Course,
    PeriodDates,
    PreparationAction,
    StudyCalendar,
    Topic,
    WorkProgram,
)
from curriculum.queries.rollover import Choices, plan_rollover
from curriculum.rollover_rules import next_end, next_name, next_start, usual_action
from curriculum.services.rollover import ask_rollover, carry_out_rollover, is_late
from curriculum.services.rollover_undo import undo_rollover
from tests.factories import (
    NOW,
    YEAR_START,
    AppointmentFactory,
    AttestationPeriodFactory,
    CuratorshipFactory,
    MembershipFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
)

pytestmark = pytest.mark.django_db
TABLES = (
    AcademicYear, AttestationPeriod, PeriodDates, StudyGroup, Student, Membership, Curatorship, StudyCalendar,
    WorkProgram, Topic,
)  # fmt: skip
ORDER = "№ 41-к от 30.06.2027"


@pytest.mark.parametrize(
    ("name", "level", "after"),
    [
        ("ИС-21", 2, "ИС-31"), ("7А", 7, "8А"), ("10А", 10, "11А"), ("9Б", 9, "10Б"), ("ЛХ-11", 1, "ЛХ-21"),
        ("ИС-2024", 2, "ИС-2024"), ("С-3", 3, "С-4"), ("ИС-31", 2, "ИС-31"), ("Сварщики", 1, "Сварщики"),
        ("2ТО-15", 2, "3ТО-15"),
    ],
)  # fmt: skip
def test_names_follow_the_year_of_study(name: str, level: int, after: str) -> None:
    assert next_name(name, level) == after


def test_days_keep_weekdays_and_edges_of_months() -> None:
    assert next_start(YEAR_START, YEAR_START) == date(2027, 9, 1)
    assert next_start(date(2027, 1, 11), YEAR_START) == date(2028, 1, 10)
    assert next_end(date(2026, 12, 29), date(2027, 8, 31)) == date(2027, 12, 28)
    assert next_end(date(2026, 12, 31), date(2027, 8, 31)) == date(2027, 12, 31)
    kinds = [usual_action("school", level, None) for level in (4, 9, 10, 11)]
    assert kinds == ["up", "dissolve", "up", "finish"]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def world() -> Any:
    """A college of three groups with a subgroup, a calendar and an approved programme."""
    load = TeachingLoadFactory(course__study_group__name="ИС-11")
    place, year = load.course.organization, load.course.academic_year
    AttestationPeriodFactory(academic_year=year, number=2, name="2", starts=date(2027, 1, 11), ends=date(2027, 6, 30))
    PeriodDates.objects.create(
        period=AttestationPeriod.objects.get(academic_year=year, number=2), level=4, starts=date(2027, 1, 11),
        ends=date(2027, 5, 28),
    )  # fmt: skip
    second = StudyGroupFactory(organization=place, name="ИС-21", level=2)
    last = StudyGroupFactory(organization=place, name="ИС-41", level=4)
    for group in (load.course.study_group, second, last):
        MembershipFactory(group=group)
        StudyCalendar.objects.create(academic_year=year, group=group, weeks="T" * 52, changed_at=NOW)
    CuratorshipFactory(group=last)
    half = StudyGroupFactory(organization=place, name="ИС-41/1", level=4, kind=GroupKind.SUBGROUP)
    MembershipFactory(group=half, student=last.memberships.get().student)
    program = WorkProgram.objects.create(
        organization=place, academic_year=year, subject=load.course.subject, author=load.employee, title="Программа",
        state="approved", decided_at=NOW, changed_at=NOW,
    )  # fmt: skip
    Topic.objects.create(program=program, name="Тема", hours=2)
    admin = AppointmentFactory(organization=place, role=Role.DEPUTY).user
    return {"year": year, "place": place, "trace": Trace(admin, NOW), "last": last, "half": half}


def dump() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def make(world: Any, choices: Choices | None = None) -> PreparationAction:
    choices = choices or Choices(order=ORDER, programs=True)
    plan = plan_rollover(world["year"], choices)
    action, _fresh = ask_rollover(source=world["year"], choices=choices, seen=plan.digest, trace=world["trace"])
    carry_out_rollover(action=action.pk, trace=world["trace"])
    action.refresh_from_db()
    return action


def test_the_year_is_made_once_and_taken_back_exactly(world: Any) -> None:
    before = dump()
    action = make(world)
    assert action.made["state"] == "done", action.made
    assert make(world).pk == action.pk
    assert AcademicYear.objects.count() == 2
    year = AcademicYear.objects.get(name="2027/2028")
    assert (year.starts, year.ends) == (date(2027, 9, 1), date(2028, 8, 31))
    assert list(year.periods.values_list("starts", "ends"))[1] == (date(2028, 1, 10), date(2028, 6, 30))
    groups = {group.name: group for group in StudyGroup.objects.all()}
    assert {name: (group.level, group.closed_on) for name, group in groups.items()} == {
        "ИС-21": (2, None), "ИС-31": (3, None), "ИС-41": (4, date(2027, 6, 30)), "ИС-41/1": (4, date(2027, 6, 30)),
    }  # fmt: skip
    graduate = Student.objects.get(memberships__group=world["half"])
    assert (graduate.ends, graduate.leaving_order) == (date(2027, 6, 30), ORDER)
    assert set(graduate.memberships.values_list("ends", flat=True)) == {date(2027, 6, 30)}
    assert Curatorship.objects.get().ends == date(2027, 6, 30)
    assert {row.group.name for row in StudyCalendar.objects.filter(academic_year=year)} == {"ИС-21", "ИС-31"}
    draft = WorkProgram.objects.get(academic_year=year)
    assert (draft.state, draft.topics.get().name) == ("draft", "Тема")
    assert undo_rollover(action=action, trace=world["trace"]) == []
    assert undo_rollover(action=action, trace=world["trace"]) == []
    assert dump() == before
    assert make(world).pk != action.pk


def test_it_is_not_taken_back_once_used(world: Any) -> None:
    action = make(world)
    year = AcademicYear.objects.get(pk=action.made["year"])
    course = Course.objects.first()
    assert course
    made = Course.objects.create(
        organization=world["place"], academic_year=year, subject=course.subject, study_group=course.study_group
    )
    StudyGroup.objects.filter(name="ИС-31").update(name="ИСП-31")
    StudyCalendar.objects.filter(academic_year=year).update(changed_at=NOW.replace(hour=13))
    Student.objects.filter(pk=Student.objects.get(memberships__group=world["half"]).pk).update(ends=None)
    seen = dump()
    obstacles = undo_rollover(action=action, trace=world["trace"])
    told = {obstacle.what: obstacle.many for obstacle in obstacles}
    assert len(told) == 3, told
    assert dump() == seen
    made.delete()
    StudyGroup.objects.filter(name="ИСП-31").update(name="ИС-31")
    StudyCalendar.objects.filter(academic_year=year).update(changed_at=NOW)
    assert len(undo_rollover(action=action, trace=world["trace"])) == 1


def test_what_changed_since_the_preview_is_not_made(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    choices = Choices(order=ORDER)
    plan = plan_rollover(world["year"], choices)
    action, fresh = ask_rollover(source=world["year"], choices=choices, seen=plan.digest, trace=world["trace"])
    assert fresh
    assert undo_rollover(action=action, trace=world["trace"]) == []
    carry_out_rollover(action=action.pk, trace=world["trace"])
    assert AcademicYear.objects.count() == 1
    action, fresh = ask_rollover(source=world["year"], choices=choices, seen=plan.digest, trace=world["trace"])
    assert fresh
    assert not is_late(action, NOW)
    assert is_late(action, NOW + timedelta(minutes=2))
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("curriculum.services.rollover.copy_programs", lambda *_told: 1 / 0)
        carry_out_rollover(action=action.pk, trace=world["trace"])
    action.refresh_from_db()
    assert (action.made["state"], AcademicYear.objects.count()) == ("failed", 1)
    action, fresh = ask_rollover(source=world["year"], choices=choices, seen=plan.digest, trace=world["trace"])
    StudyGroup.objects.filter(name="ИС-21").update(name="ИС-22")
    before = dump()
    carry_out_rollover(action=action.pk, trace=world["trace"])
    action.refresh_from_db()
    assert action.made["state"] == "failed"
    assert dump() == before
    clash = Choices({group.pk: ("up", "Один") for group in StudyGroup.objects.filter(kind="home")}, order=ORDER)
    assert plan_rollover(world["year"], clash).errors


def test_the_page_previews_makes_and_takes_back(world: Any, django_capture_on_commit_callbacks: Any) -> None:
    client = Client()
    client.force_login(world["trace"].actor)
    address = reverse("curriculum:rollover")
    assert "ИС-31" in client.get(address).content.decode()
    seen = plan_rollover(world["year"], Choices(programs=True, order=ORDER)).digest
    assert client.post(address, {"do": "make", "seen": "old", "order": ORDER}).status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, {"do": "make", "seen": seen, "order": ORDER, "programs": "on"})
    page = client.get(answer["Location"]).content.decode()
    assert "Групп перешло: 2, выпущено: 1" in page
    assert "уже создан" in client.get(address).content.decode()
    action = PreparationAction.objects.get(kind="rollover")
    client.post(reverse("curriculum:rollover_undo", args=[action.pk]))
    assert AcademicYear.objects.count() == 1
