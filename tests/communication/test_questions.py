"""A question goes to those who help in the organisation, and the answer comes back (R31)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.enums import Role
from accounts.models import User
from communication.enums import QuestionState
from communication.errors import NotAllowed, QuestionRefused
from communication.models import Entry, Question
from communication.obligations import find_unanswered
from communication.services.questions import (
    KEPT,
    MOST_A_DAY,
    close_question,
    forget_closed,
    reopen_question,
    take_question,
    write_to_question,
)
from notifications.deadlines import Term
from notifications.models import InboxMessage, Letter, Obligation
from notifications.services.obligations import check_obligations
from notifications.services.outbox import deliver_waiting
from tests.communication.conftest import College
from tests.factories import NOW, AppointmentFactory, OrganizationFactory


def told(user: User) -> list[str]:
    """Deliver what waits; return the titles in the person's inbox, the latest first."""
    deliver_waiting(now=NOW)
    return list(InboxMessage.objects.filter(recipient=user).order_by("-pk").values_list("title", flat=True))


def write(actor: User, question: Question, text: str = "Обновите страницу") -> Entry:
    return write_to_question(actor=actor, now=NOW, question_id=question.pk, text=text)


def state(question: Question) -> str:
    question.refresh_from_db()
    return question.state


def test_the_question_reaches_who_helps_and_the_answer_the_asker(college: College) -> None:
    question = college.ask()
    assert told(college.helper) == ["Вопрос: Не сохраняется отметка"]
    assert told(college.parent) == told(college.teacher) == []
    assert Letter.objects.get().title == "Вас ждёт вопрос о работе журнала"
    assert "отметка" not in Letter.objects.get().text
    take_question(actor=college.helper, now=NOW, question_id=question.pk)
    assert state(question) == QuestionState.TAKEN
    write(college.helper, question)
    assert told(college.parent) == ["Ответ на ваш вопрос: Не сохраняется отметка"]
    assert state(question) == QuestionState.ANSWERED
    write(college.parent, question, "Не помогло")
    assert state(question) == QuestionState.OPEN
    assert InboxMessage.objects.get(recipient=college.helper).revision == 1
    deliver_waiting(now=NOW)
    assert InboxMessage.objects.get(recipient=college.helper).revision == 2
    close_question(actor=college.parent, now=NOW, question_id=question.pk)
    reopen_question(actor=college.parent, now=NOW, question_id=question.pk)
    assert [entry.kind for entry in question.entries.order_by("pk")] == [
        "taken", "answer", "added", "closed", "reopened",
    ]  # fmt: skip


def test_it_support_is_told_and_where_there_is_none_the_administrators(make_college: Callable[..., College]) -> None:
    college = make_college()
    support = AppointmentFactory.create(organization=college.organization, role=Role.IT_SUPPORT).user
    college.ask()
    assert len(told(support)) == 1
    assert told(college.helper) == []
    # The administrator may answer all the same.
    write(college.helper, Question.objects.get())
    assert len(told(college.parent)) == 1


def test_sent_twice_it_is_one_question_and_a_key_opens_nothing_of_anothers(college: College) -> None:
    key = uuid4()
    first = college.ask(key=key)
    assert college.ask(key=key, text="то же ещё раз") == first
    with pytest.raises(QuestionRefused):
        college.ask(college.teacher, key=key)
    assert Question.objects.count() == 1


def test_only_of_ones_own_organisation_and_not_without_end(college: College, make_college: Any) -> None:
    with pytest.raises(QuestionRefused):
        college.ask(organization=OrganizationFactory.create())
    for _number in range(MOST_A_DAY):
        college.ask()
    with pytest.raises(QuestionRefused):
        college.ask()
    college.ask(college.teacher)
    college.ask(now=NOW + timedelta(days=1, seconds=1))


def test_the_role_is_told_in_words(college: College) -> None:
    assert college.ask().role == "Представитель"
    assert college.ask(college.teacher).role == "Преподаватель физики"
    assert college.ask(college.helper).role == "Администратор журнала"


def test_another_organisations_helper_can_do_nothing(college: College, make_college: Any) -> None:
    question, stranger = college.ask(), make_college().helper
    for act in (take_question, close_question, reopen_question):
        with pytest.raises(QuestionRefused):
            act(actor=stranger, now=NOW, question_id=question.pk)
    with pytest.raises(QuestionRefused):
        write(stranger, question)
    with pytest.raises(NotAllowed):
        take_question(actor=college.parent, now=NOW, question_id=question.pk)
    assert not Entry.objects.exists()


def test_who_helps_does_not_close_without_an_answer_and_takes_once(college: College) -> None:
    question = college.ask()
    with pytest.raises(QuestionRefused):
        close_question(actor=college.helper, now=NOW, question_id=question.pk)
    take_question(actor=college.helper, now=NOW, question_id=question.pk)
    with pytest.raises(QuestionRefused):
        take_question(actor=college.helper, now=NOW, question_id=question.pk)
    write(college.helper, question)
    close_question(actor=college.helper, now=NOW, question_id=question.pk)
    with pytest.raises(QuestionRefused):
        write(college.helper, question)


def test_late_answers_are_owed_once_and_paid_by_the_answer(college: College) -> None:
    question = college.ask()
    late = NOW + timedelta(days=2)  # asked on Friday, one working day: until the end of Saturday
    assert find_unanswered(college.organization, NOW + timedelta(days=1), Term(1)) == []
    assert [due.user for due in find_unanswered(college.organization, late, Term(1))] == [college.helper.pk]
    check_obligations(organization=college.organization, now=late)
    check_obligations(organization=college.organization, now=late)
    deliver_waiting(now=late)
    reminders = InboxMessage.objects.filter(kind="obligation_reminder")
    assert [row.recipient for row in reminders] == [college.helper]
    assert reminders.get().lines[0][1] == f"/help/questions/{question.pk}/"
    write(college.helper, question)
    check_obligations(organization=college.organization, now=late)
    assert Obligation.objects.get().outcome == "done"


def test_nobody_owes_what_the_asker_has_closed(college: College) -> None:
    question = college.ask()
    check_obligations(organization=college.organization, now=NOW + timedelta(days=2))
    close_question(actor=college.parent, now=NOW, question_id=question.pk)
    check_obligations(organization=college.organization, now=NOW + timedelta(days=2))
    assert Obligation.objects.get().outcome == "dropped"


def test_what_was_answered_before_the_delivery_is_not_told_as_waiting(college: College) -> None:
    write(college.helper, college.ask())
    assert told(college.helper) == []


def test_old_closed_questions_go_and_open_ones_stay(college: College) -> None:
    question, other = college.ask(), college.ask()
    close_question(actor=college.parent, now=NOW, question_id=question.pk)
    assert forget_closed(now=NOW + KEPT) == 0
    assert forget_closed(now=NOW + KEPT + timedelta(days=1)) == 1
    assert list(Question.objects.all()) == [other]


def test_who_left_is_neither_named_nor_asked(college: College) -> None:
    User.objects.filter(pk=college.helper.pk).update(is_active=False)
    college.ask()
    assert told(college.helper) == []
