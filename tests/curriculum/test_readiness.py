"""The readiness for the year: what lacks is counted, steps are signed by name, reminders go once (R7, R8, R33)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Trace
from accounts.enums import Role
from curriculum.errors import NotAllowed, ReadinessRefused
from curriculum.models import StepCheck, StepTerm, Subject
from curriculum.obligations import STEP_OVERDUE, STEP_SOON
from curriculum.preparation_steps import YearAsked, steps_of
from curriculum.queries.readiness import CHANGED, LACKING, SIGNED, read_readiness
from curriculum.queries.readiness_paper import preparation_lines
from curriculum.services.readiness import Term, set_step_terms, sign_step, take_back_step
from notifications.models import Obligation, OutboxMessage
from notifications.services.obligations import check_obligations
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    EmployeeFactory,
    MembershipFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Yekaterinburg")


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def load() -> Any:
    return TeachingLoadFactory()


@pytest.fixture
def year(load: Any) -> Any:
    return load.course.academic_year


@pytest.fixture
def deputy(year: Any) -> Any:
    return AppointmentFactory(organization=year.organization, role=Role.DEPUTY).user


@pytest.fixture
def trace(deputy: Any) -> Trace:
    return Trace(deputy, NOW)


def line_of(user: Any, year: Any, code: str, today: date = TODAY) -> Any:
    return next(line for line in read_readiness(user, year, today).lines if line.step.code == code)


def test_a_step_is_signed_shown_as_changed_and_taken_back(deputy: Any, year: Any, trace: Trace) -> None:
    line = line_of(deputy, year, "subjects")
    assert (line.state, line.due, line.days_over) == (LACKING, date(2026, 8, 25), 87)
    assert line.is_overdue
    assert [(lack.code, lack.many) for lack in line.found.lacks] == [("standard", 1)]
    assert line.found.lacks[0].url.endswith(f"?org={year.organization_id}&lacks=standard")
    with pytest.raises(ReadinessRefused):
        sign_step(year=year, code="subjects", note=" ", trace=trace)
    sign_step(year=year, code="subjects", note="внесём позже", trace=trace)
    assert line_of(deputy, year, "subjects").state == SIGNED
    Subject.objects.create(organization=year.organization, name="Новый", short_name="Новый", kind="extra")
    line = line_of(deputy, year, "subjects")
    assert (line.state, line.fresh_lacks[0].many, line.check.note) == (CHANGED, 2, "внесём позже")
    sign_step(year=year, code="subjects", note="и этот", trace=trace)
    with pytest.raises(ReadinessRefused):
        take_back_step(year=year, code="subjects", trace=trace)
    take_back_step(year=year, code="subjects", trace=Trace(deputy, NOW, None, "рано"))
    line = line_of(deputy, year, "subjects")
    assert line.check is None
    assert sorted((entry.kind, entry.words) for entry in line.history) == [
        ("+", "внесём позже"), ("-", "рано"), ("~", "и этот"),
    ]  # fmt: skip


def test_who_answers_signs_their_step_and_sees_no_other(year: Any, trace: Trace, load: Any) -> None:
    term = Term((8, 20), load.employee_id)
    assert set_step_terms(organization=year.organization, terms={"rooms": term}, trace=trace) == 1
    assert set_step_terms(organization=year.organization, terms={"rooms": term}, trace=trace) == 0
    teacher = load.employee.user
    page = read_readiness(teacher, year, TODAY)
    assert [(line.step.code, line.due, line.answers) for line in page.lines] == [
        ("rooms", date(2026, 8, 20), (teacher.short_name,))
    ]
    sign_step(year=year, code="rooms", note="здание одно", trace=Trace(teacher, NOW))
    with pytest.raises(NotAllowed):
        sign_step(year=year, code="subjects", note="", trace=Trace(teacher, NOW))
    with pytest.raises(ReadinessRefused):
        stranger = EmployeeFactory().pk
        set_step_terms(organization=year.organization, terms={"rooms": Term(None, stranger)}, trace=trace)
    set_step_terms(organization=year.organization, terms={"rooms": Term((8, 25), None)}, trace=trace)
    assert not StepTerm.objects.exists()
    with pytest.raises(NotAllowed):
        set_step_terms(organization=year.organization, terms={}, trace=Trace(UserFactory(), NOW))


def test_each_step_asks_twice_at_most_and_the_page_does_not_grow(
    deputy: Any, year: Any, django_assert_max_num_queries: Any
) -> None:
    def grow() -> None:
        group = StudyGroupFactory(organization=year.organization)
        MembershipFactory(group=group)
        TeachingLoadFactory(course__organization=year.organization, course__study_group=group)

    asked = YearAsked.of(year, TODAY)
    for _ in range(2):
        for kind in ("college", "school"):
            for step in steps_of(kind):
                with django_assert_max_num_queries(2):
                    step.look(asked)
        with django_assert_max_num_queries(2 * len(steps_of("college")) + 7):
            read_readiness(deputy, year, TODAY)
        grow()


def test_the_page_tells_counts_and_gives_rows_and_excel(deputy: Any, year: Any) -> None:
    client = Client()
    client.force_login(deputy)
    page = client.get(reverse("curriculum:readiness")).content.decode()
    assert "группы без учебного плана: 1" in page
    for lack in (("curricula", "curriculum"), ("calendars", "calendar"), ("regimes", "regime")):
        rows = client.get(reverse("curriculum:readiness_lacking", args=[year.pk, *lack])).content.decode()
        assert f'">{year.courses.get().study_group.name}</a>' in rows
    book = client.get(reverse("curriculum:readiness_workbook"))
    assert book.content[:2] == b"PK"
    client.post(reverse("curriculum:readiness_terms", args=[year.pk]), {
        "day-rooms": "2026-08-01", "seen-day-rooms": "2026-08-25", "who-rooms": "", "seen-who-rooms": "",
    })  # fmt: skip
    assert StepTerm.objects.get().step == "rooms"


def test_the_start_page_tells_of_the_year_while_it_is_prepared(year: Any, trace: Trace) -> None:
    sign_step(year=year, code="acts", note="утвердим позже", trace=trace)
    place = [year.organization_id]
    (line,) = preparation_lines(place, date(2026, 8, 27))
    assert (line.signed, line.total, line.overdue) == (1, len(steps_of("college")) - 1, 10)
    assert preparation_lines(place, date(2026, 3, 1)) == preparation_lines(place, TODAY) == []


def test_reminders_go_once_before_and_after_the_term_and_stop_when_signed(
    deputy: Any, year: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(day: date) -> list[tuple[str, int]]:
        now = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
        monkeypatch.setattr(timezone, "now", lambda: now)
        check_obligations(organization=year.organization, now=now)
        kinds = (STEP_SOON, STEP_OVERDUE)
        rows = Obligation.objects.filter(kind__in=kinds, closed_at=None, user=deputy)
        return sorted(rows.values_list("kind", "subject"))

    load_step = year.pk * 1000 + 130
    assert not check(date(2026, 8, 10))
    assert (STEP_SOON, load_step) in check(date(2026, 8, 21))
    told = OutboxMessage.objects.count()
    assert (STEP_SOON, load_step) in check(date(2026, 8, 22))
    assert OutboxMessage.objects.count() == told
    after = check(date(2026, 8, 31))
    assert (STEP_OVERDUE, load_step) in after
    assert (STEP_SOON, load_step) not in after
    sign_step(year=year, code="load", note="по приказу", trace=Trace(deputy, NOW - timedelta(days=60)))
    assert (STEP_OVERDUE, load_step) not in check(date(2026, 9, 1))
    assert Obligation.objects.get(kind=STEP_OVERDUE, subject=load_step, user=deputy).outcome == "done"
    assert StepCheck.objects.get().signed_by == deputy
