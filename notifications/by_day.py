"""What is owed by a day, as two obligations: one reminds some days before it, one after its term is over (R7).

A room tells what is owed by which day once; these say when each of the two finds it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Organization
from notifications.deadlines import DAY, Term, start_of
from notifications.registry import Due, Standing

Pairs = Collection[tuple[int, int]]
Find = Callable[[Organization, datetime, Term], list[Due]]
Stand = Callable[[Pairs], Standing]


@dataclass(frozen=True, slots=True)
class Owed:
    """What (its id) somebody (user id) owes until the end of the day."""

    subject: int
    user: int
    day: date


Owing = Callable[[Organization, date], Iterable[Owed]]


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


def until_day(standing: Stand, days: Callable[[Collection[int]], Mapping[int, date]]) -> Stand:
    """Tell the same until the day; past it the debt is the overdue one's to remind of."""

    def stands(pairs: Pairs) -> Standing:
        found, today = standing(pairs), timezone.localdate()
        last = days({subject for subject, _user in pairs})
        ahead = (pair for pair in found.owed if pair[0] in last and today <= last[pair[0]])
        return Standing(owed=frozenset(ahead), paid=found.paid)

    return stands
