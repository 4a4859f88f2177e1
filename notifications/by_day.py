"""What is owed by a day, as two obligations: one reminds some days before it, one after its term is over (R7).

A room tells what is owed by which day once; these say when each of the two finds it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import Organization
from notifications.deadlines import DAY, Term, start_of
from notifications.registry import Due, Line, ObligationKind, Standing, registry

Pairs = Collection[tuple[int, int]]
Find = Callable[[Organization, datetime, Term], list[Due]]
Stand = Callable[[Pairs], Standing]
Days = Callable[[Collection[int]], Mapping[int, date]]
AHEAD = 7
"""So many days before the day the first of the two reminds, unless the organisation says otherwise."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What (its id) somebody (user id) owes until the end of the day."""

    subject: int
    user: int
    day: date


Owing = Callable[[Organization, date], Iterable[Owed]]


@dataclass(frozen=True)
class Side:
    """What is said of one of the two obligations: its code, its title, the words of its reminder."""

    code: str
    title: Any
    reminder: Callable[[int], tuple[str, str]]


def register_by_day(
    before: Side, after: Side, *, clause: str, owing: Owing, standing: Stand, days: Days,
    describe: Callable[[Sequence[int]], dict[int, Line]],
) -> None:  # fmt: skip
    """Register what is owed by a day: one obligation reminds `before` it, the other `after` its term is over."""
    for side, find, stands, term in (
        (before, soon(owing), until_day(standing, days), AHEAD),
        (after, overdue(owing), standing, 0),
    ):
        registry.add_obligation(
            ObligationKind(
                code=side.code, title=side.title, clause=clause, days=term, find=find, standing=stands,
                describe=describe, reminder=side.reminder, is_ahead=side is before,
            )
        )  # fmt: skip


def soon(owing: Owing) -> Find:
    """Find what is owed within the term's days, the day itself among them."""

    def find(organization: Organization, now: datetime, term: Term) -> list[Due]:
        today = organization.local_day(now)
        return [
            Due(each.subject, each.user, start_of(organization, each.day + DAY))
            for each in owing(organization, today)
            if each.day - term.days * DAY <= today <= each.day
        ]

    return find


def overdue(owing: Owing) -> Find:
    """Find what is still owed when the term that begins on its day is over."""

    def find(organization: Organization, now: datetime, term: Term) -> list[Due]:
        today = organization.local_day(now)
        return [
            Due(each.subject, each.user, term.due_at(organization, each.day))
            for each in owing(organization, today)
            if term.last_day(each.day) < today
        ]

    return find


def until_day(standing: Stand, days: Days) -> Stand:
    """Tell the same until the day; past it the debt is the overdue one's to remind of."""

    def stands(pairs: Pairs) -> Standing:
        found, today = standing(pairs), timezone.localdate()
        last = days({subject for subject, _user in pairs})
        ahead = (pair for pair in found.owed if pair[0] in last and today <= last[pair[0]])
        return Standing(owed=frozenset(ahead), paid=found.paid)

    return stands
