"""Why a person may see and do what they may: each room tells the facts behind its rights (decision 5, R27).

A room registers its tellers in its own ``rights.py``. What they tell is read from the same rows as
the rooms' ``access.py``; pages that explain rights are built of it and of nothing else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from accounts.models import User

Words = str | Promise


@dataclass(frozen=True, slots=True)
class RightFact:
    """What a person may see or do, and the fact that lets them.

    `right` names what may be done, `fact` why, `where` the course, group, student or organisation;
    `organization` whose fact it is, `link` the page of the fact: the name of an address and its ids.
    """

    right: Words
    fact: Words
    since: date
    until: date | None
    where: Words
    organization: int | None = None
    link: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderFact:
    """Who may see a student, and the fact that lets them."""

    user_id: int
    person: str
    why: Words
    since: date
    until: date | None


RightTeller = Callable[[User, date], Iterable[RightFact]]
ReaderTeller = Callable[[int, date], Iterable[ReaderFact]]
_rights: dict[str, RightTeller] = {}
_readers: dict[str, ReaderTeller] = {}


def register_right(teller: RightTeller) -> RightTeller:
    """Add a teller of a person's rights on a day; the same name registered again takes its place."""
    _rights[f"{teller.__module__}.{teller.__qualname__}"] = teller
    return teller


def register_student_reader(teller: ReaderTeller) -> ReaderTeller:
    """Add a teller of who may see the student (by primary key) on a day."""
    _readers[f"{teller.__module__}.{teller.__qualname__}"] = teller
    return teller


def rights_of(user: User, on: date) -> list[RightFact]:
    """Return every right of the user on the day with the fact behind it."""
    return [fact for teller in _rights.values() for fact in teller(user, on)]


def readers_of(student: int, on: date) -> list[ReaderFact]:
    """Return who may see the student on the day, by name; once for each fact."""
    found = [fact for teller in _readers.values() for fact in teller(student, on)]
    return sorted(found, key=lambda fact: (fact.person, fact.user_id, fact.since))
