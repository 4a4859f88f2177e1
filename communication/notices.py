"""Who is told of questions and answers, and in which words. Letters carry no words of the thread: it is read here."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from communication.enums import STANDS, EntryKind
from communication.models import Entry, Question
from communication.obligations import whose
from communication.queries import answer_by
from communication.services.threads import ANSWERED, ASKED
from notifications.models import OutboxMessage
from notifications.registry import LetterText, Line, MessageKind, Notice, registry


def compose_asked(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    """Tell whoever is to answer; what was answered or closed meanwhile is not mentioned."""
    actors: dict[int, set[int | None]] = defaultdict(set)
    for row in rows:
        actors[row.payload["question"]].add(row.actor_id)
    waiting = Question.objects.filter(pk__in=actors, state__in=STANDS).select_related("organization", "asker")
    questions = list(waiting.order_by("pk"))
    recipients = whose(organization, questions, now)
    for question in questions:
        for user in recipients[question.pk]:
            if user not in actors[question.pk]:
                yield question_notice(question, user)


def question_notice(question: Question, user: int) -> Notice:
    """Return what a responsible person is told of a question."""
    line = Line(_("Open the question"), reverse("communication:question", args=[question.pk]))
    title = _("Question: %(words)s") % {"words": question.first_words}
    values = {"name": question.asker.short_name, "day": date_format(answer_by(question), "j E")}
    if question.answered_at is None:
        text = _("%(name)s asks for help with the journal. Answer by %(day)s.") % values
    else:
        text = _("%(name)s asks further in a question that was answered.") % values
    letter = LetterText(_("A question about the journal waits for you"), _("Answer by %(day)s.") % values, [line])
    return Notice(user, f"{ASKED}:{question.pk}", title, text, [line], letter=letter)


def compose_answered(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    """Tell the asker of the latest answer or step, and those who help of what the developer answered."""
    ids = [row.payload["entry"] for row in rows]
    entries = Entry.objects.filter(pk__in=ids).select_related("question__organization", "question__asker")
    latest = {entry.question_id: entry for entry in entries.order_by("at", "pk")}
    for entry in latest.values():
        question = entry.question
        line = Line(_("Open the question"), reverse("communication:question", args=[question.pk]))
        values = {"words": question.first_words}
        if entry.kind in (EntryKind.DESK, EntryKind.REFUSED):
            title, text = developers_words(entry.kind, values)
            for user in whose(organization, [question], now)[question.pk]:
                yield Notice(
                    user, f"{ANSWERED}:{question.pk}:desk", title, text, [line], letter=LetterText(title, text, [line])
                )
        if entry.kind != EntryKind.REFUSED:
            title, text = askers_words(entry.kind, values)
            letter = LetterText(_("There is news about your question"), _("Read it in the journal."), [line])
            yield Notice(question.asker_id, f"{ANSWERED}:{question.pk}", title, text, [line], letter=letter)


def developers_words(kind: str, values: dict[str, str]) -> tuple[str, str]:
    """Return what those who help are told of the developer's desk."""
    if kind == EntryKind.REFUSED:
        return (
            _("The developer's desk did not accept a question"),
            _("It cannot be sent again as it is. Open the question, change the text or answer it yourself."),
        )
    return _("The developer has answered a question"), _("The asker is told too. See whether the answer is enough.")


def askers_words(kind: str, values: dict[str, str]) -> tuple[str, str]:
    """Return what the asker is told."""
    if kind == EntryKind.PASSED:
        return (
            _("Your question is with the developer: %(words)s") % values,
            _("It was passed on to those who make the journal. You will be told of their answer here."),
        )
    return (
        _("Answer to your question: %(words)s") % values,
        _("Open the question to read it. If the answer does not help, write there again."),
    )


registry.add_message(
    MessageKind(
        code=ASKED,
        title=gettext_lazy("Questions about the journal"),
        hint=gettext_lazy("Somebody of your organisation asks for help, or asks further."),
        compose=compose_asked,
    )
)
registry.add_message(
    MessageKind(
        code=ANSWERED,
        title=gettext_lazy("Answers to questions about the journal"),
        hint=gettext_lazy("Your question was answered or passed on to the developer."),
        compose=compose_answered,
    )
)
