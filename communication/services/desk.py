"""Passing questions on to the developer's desk and taking its answers back (X6, R31; T3.2.1, S4.1).

What is to be sent waits in the database: a worker killed in the middle loses nothing, and the desk
knows a ticket sent again by its key. No transaction is open while the desk is being waited for.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from communication.desk.errors import CursorExpired, DeskError, DeskRefused, DeskUnavailable
from communication.desk.http import Desk, DeskAnswer, DeskNews, create_ticket, read_news
from communication.enums import EntryKind, QuestionState, TicketState
from communication.errors import QuestionRefused
from communication.models import DeskReading, Entry, Question, Ticket
from communication.queries import desk_address, desk_is_known, facts_of, may_pass
from communication.services.threads import check_answers, held_question, post_answered, put_entry

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
PAGES = 20

logger = logging.getLogger(__name__)


@transaction.atomic
def pass_on(*, actor: User, now: datetime, question_id: int, text: str) -> Ticket:
    """Pass the question on with the text that the actor has seen and confirmed; nothing else is sent."""
    question = held_question(actor, now, question_id)
    check_answers(actor, question, now)
    earlier = list(question.tickets.order_by("pk"))
    if not may_pass(question, earlier):
        raise QuestionRefused(_("The question is closed or is with the developer already."))
    facts = {name: value for name, value in facts_of(question).items() if value}
    known = [ticket.number for ticket in earlier if ticket.number]
    ticket = Ticket.objects.create(
        question=question, text=text, facts=facts | ({"previous": known[-1]} if known else {}),
        passed_by=actor, passed_at=now, next_try_at=now,
    )  # fmt: skip
    question.state, question.taken_by = QuestionState.PASSED, question.taken_by or actor
    post_answered(put_entry(question, EntryKind.PASSED, now, actor))
    return ticket


def exchange(*, now: datetime) -> int:
    """Send what waits and take what the desk has answered; return how many tickets and answers went."""
    if not desk_is_known():
        return 0
    desk = Desk(desk_address(), settings.DESK["token"])
    return send_waiting(desk, now) + read_answers(desk, now)


def send_waiting(desk: Desk, now: datetime) -> int:
    """Send the tickets whose time has come; a desk that does not answer is not asked for the next one."""
    sent = 0
    for pk in list(Ticket.objects.filter(state=TicketState.WAITING, next_try_at__lte=now).values_list("pk", flat=True)):
        ticket = _claimed(pk, now)
        if ticket is None:
            continue
        try:
            number = create_ticket(desk, str(ticket.key), ticket.text, ticket.facts)
        except DeskRefused as refusal:
            _refused(ticket, refusal, now)
        except DeskError as failure:
            _later(ticket, failure, now)
            break
        else:
            sent += Ticket.objects.filter(pk=pk, state=TicketState.WAITING).update(
                state=TicketState.SENT, number=number, error="", attempts=ticket.attempts + 1
            )
    return sent


def _claimed(pk: int, now: datetime) -> Ticket | None:
    """Take the ticket for as long as a sending may last, unless another worker has it."""
    waiting = Ticket.objects.filter(pk=pk, state=TicketState.WAITING, next_try_at__lte=now)
    return Ticket.objects.get(pk=pk) if waiting.update(next_try_at=now + LEASE) else None


def _later(ticket: Ticket, failure: DeskError, now: datetime) -> None:
    """Try again after a minute, doubled each time, six hours at most; after as long as the desk asked."""
    wait = min(timedelta(minutes=2 ** min(ticket.attempts, 9)), LONGEST_WAIT)
    if isinstance(failure, DeskUnavailable) and failure.after:
        wait = timedelta(seconds=failure.after)
    logger.warning("support desk: %s, attempt %d", failure.code, ticket.attempts + 1)
    Ticket.objects.filter(pk=ticket.pk, state=TicketState.WAITING).update(
        attempts=ticket.attempts + 1, next_try_at=now + wait, error=failure.code[:60]
    )


@transaction.atomic
def _refused(ticket: Ticket, refusal: DeskRefused, now: datetime) -> None:
    """Give the ticket up and hand the question back to who passed it on."""
    logger.warning("support desk refused a ticket: %s", refusal.code)
    question = Question.objects.select_for_update().get(pk=ticket.question_id)
    Ticket.objects.filter(pk=ticket.pk).update(
        state=TicketState.REFUSED, error=refusal.code[:60], attempts=ticket.attempts + 1
    )
    if question.state == QuestionState.PASSED:
        question.state = QuestionState.TAKEN
    post_answered(put_entry(question, EntryKind.REFUSED, now, None))


def read_answers(desk: Desk, now: datetime) -> int:
    """Take what is new at the desk, page by page; what was taken before changes nothing."""
    if not Ticket.objects.filter(state__in=(TicketState.SENT, TicketState.ANSWERED)).exists():
        return 0
    reading, _made = DeskReading.objects.get_or_create(pk=1)
    cursor, taken = reading.cursor, 0
    for _page in range(PAGES):
        try:
            news = read_news(desk, cursor)
        except CursorExpired:
            news = DeskNews([], "", more=bool(cursor))
        except DeskError as failure:
            logger.warning("support desk: %s", failure.code)
            break
        taken += _take(news, cursor, now)
        cursor = news.cursor
        if not news.more:
            break
    return taken


@transaction.atomic
def _take(news: DeskNews, cursor: str, now: datetime) -> int:
    """Keep a page of answers and the place to read on from, unless another worker has kept it."""
    reading = DeskReading.objects.select_for_update().get(pk=1)
    if reading.cursor != cursor:
        return 0
    taken = sum(_answered(answer, now) for answer in news.answers)
    reading.cursor, reading.read_at = news.cursor, now
    reading.save(update_fields=["cursor", "read_at"])
    return taken


def _answered(answer: DeskAnswer, now: datetime) -> bool:
    """Put the developer's answer into its thread, once; a ticket nobody here knows is left out."""
    try:
        ticket = Ticket.objects.filter(key=answer.key).first()
    except ValidationError:
        return False
    if ticket is None or not answer.text:
        return False
    question = Question.objects.select_for_update().get(pk=ticket.question_id)
    if Entry.objects.filter(question=question, outside=answer.id).exists():
        return False
    Ticket.objects.filter(pk=ticket.pk).exclude(state=TicketState.REFUSED).update(state=TicketState.ANSWERED)
    if question.state != QuestionState.CLOSED:
        question.state = QuestionState.ANSWERED
    question.answered_at = question.answered_at or now
    post_answered(put_entry(question, EntryKind.DESK, now, None, answer.text, answer.id))
    return True
