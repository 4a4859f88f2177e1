"""What questions about the journal hold of a person (152-ФЗ, R5)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import Trace
from accounts.holdings import Eraser, Forgotten, Holding, register_eraser, register_holding
from accounts.models import User
from communication.models import Entry, Question, Ticket


def question_rows(user: User, places: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    """Questions of the person, and what they wrote in the threads."""
    rows = Question.objects.filter(asker=user).order_by("asked_at")
    entries = Entry.objects.filter(author=user).order_by("at")
    if places is not None:
        rows, entries = rows.filter(organization__in=places), entries.filter(question__organization__in=places)
    for row in rows:
        yield row.asked_at, row.page, row.browser, row.text
    for entry in entries:
        yield entry.at, "", "", entry.text


def erase_questions(who: Forgotten, trace: Trace) -> int:
    """The words of the person's questions, and of others' that name them in full."""
    named = Q()
    for name in who.names:
        named |= Q(text__icontains=name)
    own = Question.objects.filter(asker=who.user)
    done = Ticket.objects.filter(Q(question__in=own) | named).update(text="", facts={})
    done += Entry.objects.filter(Q(question__in=own) | Q(author=who.user) | named).update(text="")
    done += Question.objects.filter(named).update(text="")
    return done + own.update(text="", role="", browser="", screen="")


register_holding(
    Holding("questions", _("Questions"), (_("when asked"), _("page"), _("browser"), _("text")), question_rows)
)
register_eraser(Eraser("questions", _("Questions about the journal"), erase_questions))
