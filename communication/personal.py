"""What threads hold of a person (152-ФЗ, R5)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import Trace
from accounts.holdings import Eraser, Forgotten, Holding, register_eraser, register_holding
from accounts.models import User
from communication.models import Entry, Question, Ticket

ORIGIN = {"role": "", "page": "", "browser": "", "screen": ""}


def question_rows(user: User, places: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    rows = Question.objects.filter(asker=user).select_related("organization").order_by("asked_at", "pk")
    for row in rows if places is None else rows.filter(organization__in=places):
        yield row.asked_at, row.organization.short_name, row.text, row.place, row.browser, row.get_state_display()


def entry_rows(user: User, places: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    rows = Entry.objects.filter(author=user).exclude(text="").select_related("question__organization")
    for row in rows.order_by("at", "pk") if places is None else rows.filter(question__organization__in=places):
        yield row.at, row.question.organization.short_name, row.get_kind_display(), row.text


def erase_threads(who: Forgotten, trace: Trace) -> int:
    """Empty what the person asked and what was said in those threads, and what names them in full elsewhere."""
    own = Question.objects.filter(asker=who.user)
    said, sent, asked = Q(question__in=own) | Q(author=who.user), Q(question__in=own), Q(asker=who.user)
    for name in who.names:
        said |= Q(text__icontains=name)
        sent |= Q(text__icontains=name)
        asked |= Q(text__icontains=name)
    done = Entry.objects.filter(said).exclude(text="").update(text="…")
    done += Ticket.objects.filter(sent).update(text="…", facts={})
    return done + Question.objects.filter(asked).update(text="…", **ORIGIN)


register_holding(
    Holding(
        "questions",
        _("Questions about the journal"),
        (_("when asked"), _("organisation"), _("question"), _("section"), _("browser"), _("state")),
        question_rows,
    )
)
register_holding(
    Holding("answers", _("What was said in questions"), (_("at"), _("organisation"), _("kind"), _("text")), entry_rows)
)
register_eraser(Eraser("questions", _("Questions about the journal"), erase_threads))
