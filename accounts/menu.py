"""What the top bar offers: each room registers its places in its own ``menu.py``.

A place is shown by facts and may carry a count. Conditions and counts of all rooms become
sub-queries of one query (`accounts.queries.read_shell`), so a new place costs no query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import readable_organizations
from accounts.models import User

Fact = Callable[[User, date], Any]


@dataclass(frozen=True, eq=False)  # told apart as what they are: statements are found by them
class Entry:
    """A place of the top bar: `shown` returns a boolean expression, `count` an integer one.

    Whoever has a place `with_search` has the search box too. Places of one `section` share one
    place of the bar, which leads to the first of them; they are the tabs of each other's pages.
    """

    url_name: str
    title: str | Promise
    position: int
    shown: Fact
    count: Fact | None = None
    with_search: bool = False
    section: str = ""


PEOPLE, PREPARATION = "people", "preparation"
SECTIONS: dict[str, str | Promise] = {PEOPLE: _("People"), PREPARATION: _("Preparation of the year")}
_entries: dict[str, Entry] = {}
_ties: list[Fact] = []
_within: dict[str, tuple[str, ...]] = {}


def register(entry: Entry) -> None:
    """Add a place; the same address registered again takes the place of the first."""
    _entries[entry.url_name] = entry
    entries.cache_clear()


def register_within(section: str, *paths: str) -> None:
    """Add the beginnings of addresses that are in the section though no place of it leads there: cards, changes."""
    _within[section] = (*_within.get(section, ()), *paths)


def is_within(section: str, path: str) -> bool:
    """Whether the address is in the section though no place of it leads there."""
    return path.startswith(_within.get(section, ()))


def register_tie(tie: Fact) -> None:
    """Add a way in which a person belongs to organisations: returns a query of their ids."""
    _ties.append(tie)
    ties.cache_clear()


@cache
def entries() -> tuple[Entry, ...]:
    """Return the places in their order: the same object as long as none is added."""
    return tuple(sorted(_entries.values(), key=lambda entry: entry.position))


@cache
def ties() -> tuple[Fact, ...]:
    """Return every way of belonging to an organisation: the same object as long as none is added."""
    return tuple(_ties)


def reads_organization(user: User, on: date) -> Any:
    """Whether the user reads an organisation whole: a fact behind many places, asked once for all of them."""
    return Exists(readable_organizations(user, on))
