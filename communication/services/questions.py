"""Asking, answering, and the steps of a question (R31; T3.2.1, S4.1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from communication.access import check_may_ask, own_questions
from communication.enums import EntryKind, QuestionState, TicketState
from communication.errors import QuestionRefused
from communication.files import Sent
from communication.models import Attachment, Entry, Question
from communication.origin import Origin
from communication.queries import roles_of
from communication.services.attachments import drop_files, keep_files
from communication.services.threads import check_answers, held_question, post_answered, post_asked, put_entry

MOST_A_DAY = 30
KEPT = timedelta(days=400)
"""How long a closed question is kept: a whole academic year and the summer after it (R5)."""


@transaction.atomic
def ask_question(
    *,
    actor: User,
    now: datetime,
    key: UUID,
    organization: Organization | None,
    text: str,
    origin: Origin,
    files: Sequence[Sent] = (),
) -> Question:
    """Ask those who help in the organisation; sent again with the same key, it is the same question."""
    User.objects.select_for_update().get(pk=actor.pk)
    asked = own_questions(actor).filter(key=key).first()
    if asked:
        return asked
    day = organization.local_day(now) if organization else timezone.localdate(now)
    check_may_ask(actor, organization, day)
    if organization is None or Question.objects.filter(key=key).exists():
        raise QuestionRefused(_("The form is out of date. Reload the page: your text stays."))
    if own_questions(actor).filter(asked_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise QuestionRefused(_("You have asked very many questions today. Add to one of them or wait until tomorrow."))
    question = Question.objects.create(
        key=key, organization=organization, asker=actor, text=text, asked_at=now, changed_at=now,
        role=", ".join(roles_of(actor, day).get(organization.pk, ()))[:200],
        page=origin.page, place=origin.place[:100], browser=origin.browser[:80], screen=origin.screen,
    )  # fmt: skip
    keep_files(question=question, entry=None, actor=actor, now=now, files=files)
    post_asked(question, now, actor)
    return question


@transaction.atomic
def write_to_question(*, actor: User, now: datetime, question_id: int, text: str, files: Sequence[Sent] = ()) -> Entry:
    """Add words to the thread: whoever asked adds to the question, whoever helps answers it."""
    question = held_question(actor, now, question_id)
    if question.asker_id == actor.pk:
        if question.state in (QuestionState.ANSWERED, QuestionState.CLOSED):
            question.state = QuestionState.OPEN
        entry = put_entry(question, EntryKind.ADDED, now, actor, text)
        keep_files(question=question, entry=entry, actor=actor, now=now, files=files)
        post_asked(question, now, actor)
        return entry
    check_answers(actor, question, now)
    if question.state == QuestionState.CLOSED:
        raise QuestionRefused(_("The question is closed. Open it again to answer."))
    question.state = QuestionState.PASSED if is_with_desk(question) else QuestionState.ANSWERED
    question.taken_by = question.taken_by or actor
    question.answered_at = question.answered_at or now
    entry = put_entry(question, EntryKind.ANSWER, now, actor, text)
    keep_files(question=question, entry=entry, actor=actor, now=now, files=files)
    post_answered(entry)
    return entry


@transaction.atomic
def take_question(*, actor: User, now: datetime, question_id: int) -> Entry:
    """Note who works on the question, so that two do not."""
    question = held_question(actor, now, question_id)
    check_answers(actor, question, now)
    if question.state != QuestionState.OPEN:
        raise QuestionRefused(_("Somebody has taken or answered the question meanwhile."))
    question.state, question.taken_by = QuestionState.TAKEN, actor
    return put_entry(question, EntryKind.TAKEN, now, actor)


@transaction.atomic
def close_question(*, actor: User, now: datetime, question_id: int) -> Entry:
    """Close the question: whoever asked at any time, whoever helps once there has been an answer."""
    question = held_question(actor, now, question_id)
    if question.state == QuestionState.CLOSED:
        raise QuestionRefused(_("The question is closed already."))
    if question.asker_id != actor.pk:
        check_answers(actor, question, now)
        if question.answered_at is None:
            raise QuestionRefused(_("Answer first: a question without an answer is closed only by who asked it."))
    question.state = QuestionState.CLOSED
    return put_entry(question, EntryKind.CLOSED, now, actor)


@transaction.atomic
def reopen_question(*, actor: User, now: datetime, question_id: int) -> Entry:
    """Open a closed question again; those who help are told when it is the asker who does."""
    question = held_question(actor, now, question_id)
    if question.state != QuestionState.CLOSED:
        raise QuestionRefused(_("The question is open."))
    is_own = question.asker_id == actor.pk
    if not is_own:
        check_answers(actor, question, now)
    question.state = QuestionState.PASSED if is_with_desk(question) else QuestionState.OPEN
    entry = put_entry(question, EntryKind.REOPENED, now, actor)
    if is_own:
        post_asked(question, now, actor)
    return entry


def is_with_desk(question: Question) -> bool:
    """Whether the developer's desk is to answer yet."""
    return question.tickets.filter(state__in=(TicketState.WAITING, TicketState.SENT)).exists()


@transaction.atomic
def forget_closed(*, now: datetime) -> int:
    """Delete questions closed long ago with their threads, a bounded number; return how many."""
    old = Question.objects.filter(state=QuestionState.CLOSED, changed_at__lt=now - KEPT).order_by("changed_at")
    ids = list(old.values_list("pk", flat=True)[:1000])
    drop_files(Attachment.objects.filter(question__in=ids))
    Question.objects.filter(pk__in=ids).delete()
    return len(ids)
