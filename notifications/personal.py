"""What messages hold of a person (152-ФЗ, R5)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import Trace
from accounts.holdings import Eraser, Forgotten, Holding, register_eraser, register_holding
from accounts.models import User
from notifications.models import CaughtMail, InboxMessage, Letter

EMPTY: dict[str, Any] = {"title": "", "text": "", "lines": []}


def message_rows(user: User, places: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    rows = InboxMessage.objects.filter(recipient=user).order_by("told_at")
    if places is not None:
        rows = rows.filter(organization__in=places)
    for row in rows:
        lines = "\n".join(str(line[0]) for line in row.lines)
        yield row.told_at, row.read_at, row.title, f"{row.text}\n{lines}".strip()


def erase_messages(who: Forgotten, trace: Trace) -> int:
    """Messages to the person, and those to others that name them in full or write to their address."""
    told = Q(recipient=who.user)
    for name in who.names:
        told |= Q(title__icontains=name) | Q(text__icontains=name) | Q(lines__icontains=name) | Q(facts__icontains=name)
    rows = InboxMessage.objects.filter(told)
    done = Letter.objects.filter(message__in=rows).update(**EMPTY)
    mails = Q(recipient=who.user)
    for name in who.names:
        mails |= Q(address__icontains=name) | Q(title__icontains=name) | Q(text__icontains=name)
    done += CaughtMail.objects.filter(mails).delete()[0]
    return done + rows.update(**EMPTY, facts={})


register_holding(
    Holding("messages", _("Messages"), (_("told at"), _("read at"), _("heading"), _("text")), message_rows)
)
register_eraser(Eraser("messages", _("Messages"), erase_messages))
