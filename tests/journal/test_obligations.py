"""R57: the topic and attendance of a lesson within a day; whoever is late is reminded once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit import Trace
from accounts.models import Organization
from journal.models import EntryPolicy
from journal.obligations import LESSON_FILLED
from journal.services.lesson_records import call_roll, write_lesson
from notifications.enums import ObligationOutcome
from notifications.models import InboxMessage, Letter, Obligation, ObligationTerm, OutboxMessage
from notifications.registry import ObligationKind, registry
from notifications.services import obligations
from notifications.services.letters import send_letters
from notifications.services.obligations import check_obligations
from notifications.services.outbox import deliver_waiting
from schedule.enums import LessonStatus
from schedule.models import Lesson
from tests.factories import EmployeeFactory, LessonFactory, TeachingLoadFactory

HERE = ZoneInfo("Asia/Yekaterinburg")
MONDAY = date(2026, 11, 16)
EARLY = datetime(2026, 11, 17, 23, 59, 59, tzinfo=HERE)  # the last second of the term of Monday's lesson
LATE = datetime(2026, 11, 18, 10, 0, tzinfo=HERE)


def lesson_of(day: date = MONDAY, **values: object) -> Lesson:
    load = TeachingLoadFactory.create(**values)
    return LessonFactory.create(course=load.course, teacher=load.employee, date=day)


def fill(lesson: Lesson, now: datetime, topic: str = "Тема") -> None:
    trace = Trace(actor=lesson.teacher.user, now=now)
    call_roll(lesson=lesson, trace=trace)
    write_lesson(lesson=lesson, topic=topic, content="", homework="", trace=trace)


def run(organization: Organization, now: datetime) -> int:
    """Check and deliver, as the worker does."""
    reminded = check_obligations(organization=organization, now=now)
    deliver_waiting(now=now)
    send_letters(now=now)
    return reminded


@pytest.fixture(autouse=True)
def every(monkeypatch: pytest.MonkeyPatch) -> dict[str, ObligationKind]:
    """Ask of nothing but lessons: a teacher owes more than these. Return what is asked of otherwise."""
    kinds = registry.obligations
    monkeypatch.setattr(registry, "obligations", {LESSON_FILLED: kinds[LESSON_FILLED]})
    return kinds


@pytest.fixture
def lesson(db: None) -> Lesson:
    return lesson_of()


def test_one_reminder_in_the_inbox_and_by_mail_with_a_link_to_the_lesson(lesson: Lesson) -> None:
    organization = lesson.course.organization
    assert run(organization, EARLY) == 0
    assert run(organization, LATE) == 1
    message = InboxMessage.objects.get()
    assert message.recipient == lesson.teacher.user
    assert message.title == "Заполните журнал: 1 занятие"
    assert message.lines[0][1] == f"/journal/{lesson.course_id}/lessons/{lesson.pk}/"
    assert lesson.course.subject.name in message.lines[0][0]
    assert [sent.to for sent in mail.outbox] == [[lesson.teacher.user.email]]
    assert message.lines[0][1] in mail.outbox[0].body


def test_no_second_reminder_of_the_same_debt_ever(lesson: Lesson) -> None:
    organization = lesson.course.organization
    run(organization, LATE)
    for hours in (1, 24, 24 * 30):
        assert run(organization, LATE + timedelta(hours=hours)) == 0
    assert InboxMessage.objects.get().revision == 1
    assert len(mail.outbox) == 1


def test_no_reminder_of_what_was_filled_in_time(lesson: Lesson) -> None:
    fill(lesson, EARLY)
    assert run(lesson.course.organization, LATE) == 0
    assert not Obligation.objects.exists()


@pytest.mark.parametrize("half", ["topic", "attendance"])
def test_half_filled_is_not_filled(lesson: Lesson, half: str) -> None:
    trace = Trace(actor=lesson.teacher.user, now=EARLY)
    if half == "topic":
        write_lesson(lesson=lesson, topic="Тема", content="", homework="", trace=trace)
    else:
        call_roll(lesson=lesson, trace=trace)
    assert run(lesson.course.organization, LATE) == 1


def test_filled_between_the_check_and_the_delivery_nobody_is_reminded(lesson: Lesson) -> None:
    check_obligations(organization=lesson.course.organization, now=LATE)
    fill(lesson, LATE)
    deliver_waiting(now=LATE)
    assert not InboxMessage.objects.exists()
    assert OutboxMessage.objects.get().state == "delivered"


def test_the_obligation_is_done_when_the_lesson_is_filled(lesson: Lesson) -> None:
    run(lesson.course.organization, LATE)
    assert Obligation.objects.get().due_at == datetime(2026, 11, 18, tzinfo=HERE)
    fill(lesson, LATE + timedelta(minutes=5))
    run(lesson.course.organization, LATE + timedelta(minutes=10))
    closed = Obligation.objects.get()
    assert (closed.outcome, closed.closed_at) == (ObligationOutcome.DONE, LATE + timedelta(minutes=10))


def test_a_topic_taken_back_opens_the_debt_again_without_a_second_reminder(lesson: Lesson) -> None:
    organization = lesson.course.organization
    run(organization, LATE)
    fill(lesson, LATE)
    run(organization, LATE + timedelta(minutes=10))
    fill(lesson, LATE + timedelta(minutes=11), topic="")
    assert run(organization, LATE + timedelta(minutes=20)) == 0
    assert Obligation.objects.get().closed_at is None


def test_a_debt_older_than_the_entry_window_stays_open(lesson: Lesson) -> None:
    """Who does not keep the journal is seen (R4), also when nothing can be entered any more."""
    run(lesson.course.organization, LATE)
    run(lesson.course.organization, LATE + timedelta(days=60))
    assert Obligation.objects.get().closed_at is None


def test_a_substitute_is_reminded_and_the_first_teacher_is_not(lesson: Lesson) -> None:
    organization = lesson.course.organization
    run(organization, LATE)
    substitute = EmployeeFactory.create(organization=organization)
    Lesson.objects.update(teacher=substitute)
    assert run(organization, LATE + timedelta(minutes=10)) == 1
    assert InboxMessage.objects.filter(recipient=substitute.user).count() == 1
    first = Obligation.objects.get(user=lesson.teacher.user)
    assert first.outcome == ObligationOutcome.DROPPED


@pytest.mark.parametrize("status", [LessonStatus.CANCELLED, LessonStatus.REPLACED, LessonStatus.MOVED])
def test_a_lesson_that_was_not_given_is_nobodys_debt(lesson: Lesson, status: str) -> None:
    organization = lesson.course.organization
    check_obligations(organization=organization, now=LATE)
    Lesson.objects.update(status=status)
    assert run(organization, LATE + timedelta(minutes=10)) == 0
    assert Obligation.objects.get().outcome == ObligationOutcome.DROPPED
    assert not InboxMessage.objects.exists()


def test_who_left_the_staff_is_not_reminded(lesson: Lesson) -> None:
    employee = lesson.teacher
    employee.ends = date(2026, 11, 17)
    employee.save()
    assert run(lesson.course.organization, LATE) == 0


def test_lessons_before_the_entry_window_are_not_asked_for(lesson: Lesson) -> None:
    EntryPolicy.objects.create(organization=lesson.course.organization, entry_days=1)
    assert run(lesson.course.organization, LATE) == 0


@pytest.mark.parametrize(("days", "reminded"), [(0, 1), (1, 1), (2, 0)])
def test_the_term_is_a_setting_of_the_organisation(lesson: Lesson, days: int, reminded: int) -> None:
    ObligationTerm.objects.create(organization=lesson.course.organization, kind="lesson_filled", days=days)
    assert run(lesson.course.organization, LATE) == reminded


@pytest.mark.parametrize(("zone", "reminded"), [("Asia/Kamchatka", 1), ("Europe/Kaliningrad", 0)])
def test_days_are_counted_on_the_organisations_own_clock(zone: str, reminded: int, db: None) -> None:
    """At one moment it is already Wednesday in Kamchatka and still Tuesday in Kaliningrad."""
    lesson = lesson_of()
    Organization.objects.update(time_zone=zone)
    lesson.course.organization.refresh_from_db()
    assert run(lesson.course.organization, EARLY) == reminded


def test_after_two_days_without_checks_each_teacher_gets_one_message(db: None) -> None:
    load = TeachingLoadFactory.create()
    for number in range(1, 31):
        LessonFactory.create(
            course=load.course, teacher=load.employee, date=MONDAY - timedelta(days=number % 5), number=number
        )
    other = lesson_of(course__organization=load.course.organization, course__study_group__name="Другая")
    assert run(load.course.organization, LATE + timedelta(days=2)) == 2
    message = InboxMessage.objects.get(recipient=load.employee.user)
    assert message.title == "Заполните журнал: 30 занятий"
    assert len(message.lines) == 21
    assert message.lines[-1] == ["и ещё 10", ""]
    assert InboxMessage.objects.filter(recipient=other.teacher.user).count() == 1
    assert Letter.objects.count() == 2


def test_at_night_the_reminder_waits_for_the_morning(lesson: Lesson, settings: Any) -> None:
    settings.QUIET_NIGHTS = True
    midnight = datetime(2026, 11, 18, 0, 5, tzinfo=HERE)
    run(lesson.course.organization, midnight)
    assert not InboxMessage.objects.exists()
    run(lesson.course.organization, midnight.replace(hour=7, minute=0))
    assert InboxMessage.objects.count() == 1


def test_another_organisations_debts_are_not_touched(lesson: Lesson) -> None:
    other = lesson_of()
    run(lesson.course.organization, LATE)
    assert not Obligation.objects.filter(organization=other.course.organization).exists()
    assert InboxMessage.objects.get().organization == lesson.course.organization


@pytest.mark.parametrize("count", [1, 3])
def test_a_check_costs_the_same_statements_however_many_lessons(
    count: int, db: None, every: Any, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(registry, "obligations", every)
    load = TeachingLoadFactory.create()
    organization = load.course.organization
    for number in range(count):
        lesson_of(course=load.course, employee__organization=organization)
        LessonFactory.create(course=load.course, teacher=load.employee, date=MONDAY, number=200 + number)
    with django_assert_max_num_queries(9 + 5 * len(registry.obligations)):
        check_obligations(organization=organization, now=LATE)
    with CaptureQueriesContext(connection) as queries:
        check_obligations(organization=organization, now=LATE)
    assert sum("schedule_lesson" in query["sql"] for query in queries) == 1


@pytest.mark.django_db(transaction=True)
def test_a_check_cut_short_after_queueing_has_reminded_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outbox row and the note of the reminder are one transaction."""
    lesson = lesson_of()
    queue = obligations.queue_reminders

    def cut(organization: Organization, now: datetime) -> int:
        queue(organization, now)
        raise KeyboardInterrupt

    monkeypatch.setattr(obligations, "queue_reminders", cut)
    with pytest.raises(KeyboardInterrupt):
        check_obligations(organization=lesson.course.organization, now=LATE)
    assert not OutboxMessage.objects.exists()
    monkeypatch.undo()
    assert run(lesson.course.organization, LATE) == 1


@pytest.mark.django_db(transaction=True)
def test_two_checks_at_once_remind_once() -> None:
    """While one check holds the organisation another leaves it alone."""
    lesson = lesson_of()
    organization = lesson.course.organization

    def other() -> int:
        try:
            return check_obligations(organization=organization, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert check_obligations(organization=organization, now=LATE) == 1
        assert pool.submit(other).result(20) == 0
    assert OutboxMessage.objects.count() == 1
