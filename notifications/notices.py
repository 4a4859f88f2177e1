"""The reminder of obligations: one message for a person and kind of obligation."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Organization
from notifications.models import Obligation, OutboxMessage
from notifications.registry import LetterText, Line, MessageKind, Notice, ObligationKind, registry
from notifications.services.obligations import REMINDER

SHOWN = 20


def compose_reminders(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    """Remind of what is still owed at this moment; what was done meanwhile is not mentioned."""
    queued = {pk: row.pk for row in reversed(rows) for pk in row.payload["obligations"]}
    debts: dict[str, list[Obligation]] = defaultdict(list)
    for debt in Obligation.objects.filter(pk__in=queued, closed_at=None).order_by("due_at", "subject"):
        debts[debt.kind].append(debt)
    for code, of_kind in debts.items():
        kind = registry.obligations[code]
        owed = kind.standing([(debt.subject, debt.user_id) for debt in of_kind]).owed
        lines = kind.describe([debt.subject for debt in of_kind])
        own: dict[int, list[Obligation]] = defaultdict(list)
        for debt in of_kind:
            if (debt.subject, debt.user_id) in owed:
                own[debt.user_id].append(debt)
        for user, left in own.items():
            thread = f"{REMINDER}:{code}:{min(queued[debt.pk] for debt in left)}"
            yield reminder(kind, user, thread, [lines[debt.subject] for debt in left])


def reminder(kind: ObligationKind, user: int, thread: str, lines: list[Line]) -> Notice:
    """Return what a person is told of their debts of a kind, inside the system and by e-mail."""
    title, text = kind.reminder(len(lines))
    told = shortened(lines)
    return Notice(user, thread, title, text, told, letter=LetterText(title, text, told))


def shortened(lines: list[Line]) -> list[Line]:
    """Return at most so many lines as a person reads, and how many there are besides."""
    more = len(lines) - SHOWN
    if more <= 0:
        return lines
    rest = ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
    return [*lines[:SHOWN], Line(rest)]


registry.add_message(
    MessageKind(
        code=REMINDER,
        title=_("Reminders of deadlines"),
        hint=_("What the regulation asked of you by a day that has passed: one message for new debts, once."),
        compose=compose_reminders,
    )
)
