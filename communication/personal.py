"""What questions about the journal hold of a person (152-ФЗ, R5)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import Trace
from accounts.holdings import Eraser, Forgotten, Holding, register_eraser, register_holding
from accounts.models import User
from communication.models import Attachment, Entry, Question, Ticket
from communication.services.attachments import drop_files


def question_rows(user: User, places: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    """Questions of the person, what they wrote in the threads, and the names of files they sent."""
    files = Attachment.objects.filter(author=user).order_by("at", "pk")
    rows = Question.objects.filter(asker=user).order_by("asked_at")
    entries = Entry.objects.filter(author=user).order_by("at")
    if places is not None:
        rows, entries = rows.filter(organization__in=places), entries.filter(question__organization__in=places)
        files = files.filter(question__organization__in=places)
    for row in rows:
        yield row.asked_at, row.page, row.browser, row.text
    for entry in entries:
        yield entry.at, "", "", entry.text
    for file in files:
        yield file.at, "", "", _("file: %(name)s") % {"name": file.name}


def erase_questions(who: Forgotten, trace: Trace) -> int:
    """The words of the person's questions with the files, and of others' that name them in full."""
    named = Q()
    for name in who.names:
        named |= Q(text__icontains=name)
    own = Question.objects.filter(asker=who.user)
    done = drop_files(Attachment.objects.filter(Q(question__in=own) | Q(author=who.user)))
    for name in who.names:
        done += Attachment.objects.filter(name__icontains=name).update(name="…")
    done += Ticket.objects.filter(Q(question__in=own) | named).update(text="", facts={})
    done += Entry.objects.filter(Q(question__in=own) | Q(author=who.user) | named).update(text="")
    done += Question.objects.filter(named).update(text="")
    return done + own.update(text="", role="", browser="", screen="")


register_holding(
    Holding("questions", _("Questions"), (_("when asked"), _("page"), _("browser"), _("text")), question_rows)
)
register_eraser(Eraser("questions", _("Questions about the journal"), erase_questions))
