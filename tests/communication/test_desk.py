"""On to the developer's desk with one press, and the answer back, whatever the desk and the worker do (X6)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from communication.enums import QuestionState, TicketState
from communication.errors import NotAllowed, QuestionRefused
from communication.models import DeskReading, Entry, Question, Ticket
from communication.services.desk import LEASE, exchange, pass_on
from communication.services.questions import close_question
from notifications.models import InboxMessage
from notifications.services.outbox import deliver_waiting
from tests.communication.conftest import College, desk
from tests.factories import NOW


def passed(college: College, question: Question | None = None, text: str = "Отметка не сохраняется") -> Ticket:
    question = question or college.ask()
    return pass_on(actor=college.helper, now=NOW, question_id=question.pk, text=text)


def titles(user: Any) -> list[str]:
    deliver_waiting(now=NOW)
    return list(InboxMessage.objects.filter(recipient=user).order_by("pk").values_list("title", flat=True))


def test_what_was_seen_is_sent_and_the_answer_comes_back_to_both(
    client: Client, college: College, settings: Any
) -> None:
    question = college.ask(text="У Иванова Пети не сохраняется отметка")
    with desk(settings) as server:
        client.force_login(college.helper)
        html = client.get(f"/help/questions/{question.pk}/").content.decode()
        assert "/diary/…/" in html
        client.post(f"/help/questions/{question.pk}/pass/", {"text": "У обучающегося не сохраняется отметка"})
        assert exchange(now=NOW) == 1
        (sent,) = server.control({})["tickets"]
        assert {name: sent[name] for name in ("text", "page", "section", "role", "browser", "screen")} == {
            "text": "У обучающегося не сохраняется отметка", "page": "/diary/…/", "section": "Дневник",
            "role": "Представитель", "browser": "Chrome 140, Windows", "screen": "1366×768",
        }  # fmt: skip
        assert college.parent.last_name not in str(sent)
        assert sent["key"] == str(Ticket.objects.get().key)
        server.control({"answer": "Исправлено"})
        assert exchange(now=NOW) == 1
        assert exchange(now=NOW) == 0
    question.refresh_from_db()
    assert (question.state, question.answered_at) == (QuestionState.ANSWERED, NOW)
    assert Entry.objects.get(kind="desk").text == "Исправлено"
    assert titles(college.parent) == ["Ответ на ваш вопрос: У Иванова Пети не сохраняется отметка"]
    assert titles(college.helper)[-1] == "Разработчик ответил на вопрос"
    assert "Исправлено" in client.get(f"/help/questions/{question.pk}/").content.decode()


def test_the_asker_is_told_that_it_is_with_the_developer(college: College, settings: Any) -> None:
    with desk(settings):
        passed(college)
    assert titles(college.parent) == ["Ваш вопрос передан разработчику: Не сохраняется отметка"]


def test_a_desk_that_is_down_is_asked_again_ever_more_rarely(college: College, settings: Any) -> None:
    with desk(settings) as server:
        ticket = passed(college)
        server.control({"fail_times": 3})
        at, waits = NOW, []
        for _attempt in range(3):
            exchange(now=at)
            ticket.refresh_from_db()
            waits.append(ticket.next_try_at - at)
            assert exchange(now=at + timedelta(seconds=30)) == 0
            at = ticket.next_try_at
        assert [wait.seconds // 60 for wait in waits] == [1, 2, 4]
        assert exchange(now=at) == 1
        ticket.refresh_from_db()
        assert (ticket.state, ticket.number, ticket.attempts, ticket.error) == (TicketState.SENT, "D-1001", 4, "")


def test_a_busy_desk_is_given_the_time_it_asks_for(college: College, settings: Any) -> None:
    with desk(settings) as server:
        ticket = passed(college)
        server.control({"busy_times": 1})
        exchange(now=NOW)
        ticket.refresh_from_db()
        assert ticket.next_try_at == NOW + timedelta(seconds=7)


def test_a_worker_killed_after_the_sending_makes_no_second_ticket(college: College, settings: Any) -> None:
    with desk(settings) as server:
        ticket = passed(college)
        exchange(now=NOW)
        Ticket.objects.update(state=TicketState.WAITING, number="", next_try_at=NOW + LEASE)
        assert exchange(now=NOW) == 0, "another worker may have it in hand"
        assert exchange(now=NOW + LEASE) == 1
        assert len(server.control({})["tickets"]) == 1
        ticket.refresh_from_db()
        assert ticket.number == "D-1001"


def test_a_refused_ticket_comes_back_and_can_be_sent_otherwise(college: College, settings: Any) -> None:
    with desk(settings) as server:
        first = passed(college)
        server.control({"refuse": True})
        exchange(now=NOW)
        first.question.refresh_from_db()
        assert first.question.state == QuestionState.TAKEN
        assert "Разработчик не принял обращение" in titles(college.helper)
        assert "не принял" not in " ".join(titles(college.parent))
        server.control({"refuse": False})
        passed(college, first.question, "Короче")
        assert exchange(now=NOW) == 1


def test_rubbish_harms_nothing_and_a_forgetful_desk_is_read_anew(college: College, settings: Any) -> None:
    with desk(settings) as server:
        passed(college)
        exchange(now=NOW)
        server.control({"answer": "Раз"})
        server.control({"rubbish": True})
        assert exchange(now=NOW) == 0
        server.control({"rubbish": False})
        DeskReading.objects.update(cursor="before-9")
        assert exchange(now=NOW) == 1
        DeskReading.objects.update(cursor="")
        assert exchange(now=NOW) == 0, "what was read before is not told again"
    assert Entry.objects.filter(kind="desk").count() == 1


def test_a_wrong_token_and_a_plain_address_send_nothing(college: College, settings: Any) -> None:
    with desk(settings) as server:
        ticket = passed(college)
        settings.DESK = settings.DESK | {"token": "чужой".encode().hex()}
        assert exchange(now=NOW) == 0
        assert not server.book.tickets
        settings.DESK = {"address": "http://desk.example.org", "token": "x"}
        assert exchange(now=NOW + timedelta(hours=7)) == 0
        ticket.refresh_from_db()
        assert ticket.error == "not_https"


def test_only_who_helps_passes_on_and_one_ticket_at_a_time(college: College, make_college: Any, settings: Any) -> None:
    with desk(settings):
        question = college.ask()
        with pytest.raises(NotAllowed):
            pass_on(actor=college.parent, now=NOW, question_id=question.pk, text="x")
        with pytest.raises(QuestionRefused):
            pass_on(actor=make_college().helper, now=NOW, question_id=question.pk, text="x")
        passed(college, question)
        with pytest.raises(QuestionRefused):
            passed(college, question)


def test_an_answer_to_a_closed_question_is_told_and_leaves_it_closed(college: College, settings: Any) -> None:
    with desk(settings) as server:
        ticket = passed(college)
        exchange(now=NOW)
        close_question(actor=college.parent, now=NOW, question_id=ticket.question_id)
        server.control({"answer": True})
        assert exchange(now=NOW) == 1
    assert Question.objects.get().state == QuestionState.CLOSED
    assert titles(college.parent)[-1].startswith("Ответ на ваш вопрос")


def test_without_a_desk_nothing_is_offered_or_sent(college: College, settings: Any) -> None:
    settings.DESK = {"address": "", "token": ""}
    assert exchange(now=NOW) == 0
    with pytest.raises(QuestionRefused):
        passed(college)
