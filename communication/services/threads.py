"""What every step in a thread shares: the question under a lock, the entry, the row of the outbox."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from communication.access import may_answer, visible_questions
from communication.enums import EntryKind
from communication.errors import NotAllowed, QuestionRefused
from communication.models import Entry, Question
from notifications.models import OutboxMessage
from notifications.services.outbox import post

ASKED = "help_question"
ANSWERED = "help_answer"


def held_question(actor: User, now: datetime, question_id: int) -> Question:
    """Return the question that the actor may read, held until the transaction ends."""
    rows = Question.objects.select_for_update(of=("self",)).select_related("organization")
    found = rows.filter(pk=question_id).first()
    if found is None or not is_visible(actor, found, now):
        raise QuestionRefused(_("There is no such question any more."))
    return found


def is_visible(actor: User, question: Question, now: datetime) -> bool:
    """Whether the actor may read the question on the organisation's day."""
    return visible_questions(actor, question.organization.local_day(now)).filter(pk=question.pk).exists()


def check_answers(actor: User, question: Question, now: datetime) -> None:
    """Raise `NotAllowed` unless the question is the actor's to answer."""
    if not may_answer(actor, question, question.organization.local_day(now)):
        raise NotAllowed(_("Questions are answered by IT support and the journal administrator."))


def put_entry(
    question: Question, kind: EntryKind, now: datetime, author: User | None, text: str = "", outside: str = ""
) -> Entry:
    """Add to the thread; the question itself is saved with it."""
    question.changed_at = now
    question.save(update_fields=["state", "taken_by", "answered_at", "changed_at"])
    return Entry.objects.create(question=question, kind=kind, author=author, text=text, at=now, outside=outside)


def post_asked(question: Question, now: datetime, actor: User) -> None:
    """Write to the outbox that a question waits for those who help."""
    _post(ASKED, question, now, actor, {"question": question.pk})


def post_answered(entry: Entry) -> None:
    """Write to the outbox that there is something for the asker to read."""
    payload = {"question": entry.question_id, "entry": entry.pk}
    _post(ANSWERED, entry.question, entry.at, entry.author, payload)


def _post(kind: str, question: Question, now: datetime, actor: User | None, payload: dict[str, int]) -> None:
    post(
        [
            OutboxMessage(
                organization_id=question.organization_id,
                kind=kind,
                subject=f"question:{question.pk}",
                payload=payload,
                actor=actor,
                created_at=now,
                available_at=now,
            )
        ]
    )
