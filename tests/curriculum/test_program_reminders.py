"""A teacher is reminded of a work programme once before its day and once after it, until it is approved (R50)."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganizationKind
from curriculum.models import StepTerm, WorkProgram
from curriculum.obligations_programs import PROGRAM_OVERDUE, PROGRAM_SOON, reminder_overdue
from notifications.models import InboxMessage, Letter, Obligation
from notifications.registry import registry
from notifications.services.obligations import check_obligations
from notifications.services.outbox import deliver_waiting
from tests.factories import NOW, CourseFactory, TeachingLoadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def load() -> Any:
    return TeachingLoadFactory()


@pytest.fixture
def check(load: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Check and deliver on a day; return what the teacher owes then."""
    kinds = {code: registry.obligations[code] for code in (PROGRAM_SOON, PROGRAM_OVERDUE)}
    monkeypatch.setattr(registry, "obligations", kinds)

    def run(month: int, day: int) -> list[str]:
        now = datetime(2026, month, day, 12, tzinfo=ZoneInfo("Asia/Yekaterinburg"))
        monkeypatch.setattr(timezone, "now", lambda: now)
        check_obligations(organization=load.course.organization, now=now)
        deliver_waiting(now=now)
        rows = Obligation.objects.filter(closed_at=None, user=load.employee.user, subject=load.course.pk)
        return list(rows.values_list("kind", flat=True))

    return run


def approve(load: Any) -> None:
    course = load.course
    course.program = WorkProgram.objects.create(
        organization=course.organization, academic_year=course.academic_year, subject=course.subject,
        author=load.employee, title="Сварка", state="approved", decided_at=NOW, changed_at=NOW,
    )  # fmt: skip
    course.save()


def test_reminders_go_once_before_and_after_the_day_and_stop_when_approved(load: Any, check: Any) -> None:
    other = TeachingLoadFactory(course=CourseFactory(organization=load.course.organization), employee=load.employee)
    approve(other)
    assert [check(8, 24), check(8, 25), check(9, 1)] == [[], [PROGRAM_SOON], [PROGRAM_SOON]]
    assert [check(9, 2), check(9, 3)] == [[PROGRAM_OVERDUE]] * 2
    messages = list(InboxMessage.objects.order_by("pk"))
    assert [message.recipient for message in messages] == [load.employee.user] * 2
    assert Letter.objects.count() == 2
    assert messages[1].title == reminder_overdue(1)[0]
    assert messages[1].lines == [
        [f"{load.course.subject.name}, {load.course.study_group.name}: ещё не создана",
         reverse("curriculum:program_make", args=[load.course.pk])]
    ]  # fmt: skip
    approve(load)
    assert check(9, 4) == []
    assert Obligation.objects.get(kind=PROGRAM_OVERDUE).outcome == "done"
    assert InboxMessage.objects.count() == 2


def test_the_day_is_the_regulations_of_the_school_or_the_organisations_own(load: Any, check: Any) -> None:
    place = load.course.organization
    place.kind = OrganizationKind.SCHOOL
    place.save()
    assert [check(8, 31), check(9, 1)] == [[PROGRAM_SOON], [PROGRAM_OVERDUE]]
    StepTerm.objects.create(organization=place, step="programs", month=9, day=20)
    assert [check(9, 2), check(9, 21)] == [[PROGRAM_OVERDUE], [PROGRAM_OVERDUE]]
    load.ends = date(2026, 9, 25)
    load.save()
    assert check(9, 26) == []
