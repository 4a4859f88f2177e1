"""What is held of a person, room by room: told to them on request, emptied when its term is over (152-ФЗ, R5).

Art. 14 gives a person all that is held of them; art. 5 part 7 asks that it no longer tells who they
are once the purpose or the term of the archives is over. Each room registers its own in its
``personal.py``.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from accounts.audit import CHANGED, Trace, write_history
from accounts.models import User

Words = str | Promise


@dataclass(frozen=True)
class Holding:
    """One kind of what is held: a sheet with its headings and rows, of all organisations or of the given ones."""

    name: str
    title: Words
    headings: tuple[Words, ...]
    rows: Callable[[User, Sequence[int] | None], Iterable[Sequence[Any]]]


@dataclass(frozen=True)
class Eraser:
    """What takes a person's traces out of a room's tables: returns how many rows it emptied.

    It runs in the transaction that has made the person nameless already.
    """

    name: str
    title: Words
    erase: Callable[["Forgotten", Trace], int]


@dataclass(frozen=True)
class Forgotten:
    """Whom to forget: the person as they were, who still is the same row."""

    user: User
    names: tuple[str, ...]
    keys: tuple[str, ...]


def empty_words(rows: Any, past: Any, column: str, trace: Trace) -> int:
    """Empty a column of words of these audited rows, and that column and the reasons in their history.

    Whatever the words are: a name that is declined is not found by a search.
    """
    told = list(rows.exclude(**{column: ""}))
    rows.filter(pk__in=[row.pk for row in told]).update(**{column: ""})
    write_history(trace, [(row, CHANGED, None) for row in told])
    nothing = {column: "", "history_change_reason": ""}
    emptied: int = past.exclude(**nothing).update(**nothing)
    return len(told) + emptied


@dataclass(frozen=True)
class Tie:
    """A tie of the person to an organisation: its last day, None when it still holds; how long names are kept."""

    organization: int
    name: str
    ends: date | None
    keeps_years: int


_holdings: dict[str, Holding] = {}
_erasers: dict[str, Eraser] = {}
_ties: dict[str, Callable[[User], Iterable[Tie]]] = {}


def _free(name: str, taken: Container[str]) -> str:
    if name in taken:
        raise ValueError(f"{name} is registered by another room already")
    return name


def register_holding(holding: Holding) -> None:
    """Add a kind of what is held; rooms share no name, or one would hide what the other holds."""
    _holdings[_free(holding.name, _holdings)] = holding


def register_eraser(eraser: Eraser) -> None:
    """Add what empties a room's tables; rooms share no name, or one would keep the other from emptying."""
    _erasers[_free(eraser.name, _erasers)] = eraser


def register_lasting(name: str, tell: Callable[[User], Iterable[Tie]]) -> None:
    """Add a kind of tie because of which a person is kept by name."""
    _ties[name] = tell


def holdings() -> list[Holding]:
    """Return every kind of what is held, from the ground up."""
    return list(_holdings.values())


def erasers() -> list[Eraser]:
    """Return everything that empties tables, from the ground up."""
    return list(_erasers.values())


def ties_of(user: User) -> list[Tie]:
    """Return every tie of the person, past ones too."""
    return [tie for tell in _ties.values() for tie in tell(user)]
