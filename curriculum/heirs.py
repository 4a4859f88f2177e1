"""What hangs on a page of the journal from a day on, and how it passes to the pages that take over (R45).

The rooms above tell it here: lessons are the schedule's, works the journal's.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Hanging:
    """What a page has, in words: what stays on it, what passes on, and what stands in the way."""

    stays: str = ""
    passes: str = ""
    obstacle: str = ""


Look = Callable[[Collection[int], date], dict[int, Hanging]]
PassOn = Callable[[Mapping[int, Sequence[int]], date], Any]
TakeBack = Callable[[Any], None]


@dataclass(frozen=True)
class Heritage:
    """One kind of such things.

    `look(pages, day)` tells of each page. `pass_on(heirs, day)` gives what lies ahead to the heirs
    of each page and returns what was done, ready for JSON; `take_back(done)` undoes exactly that or
    raises `CoursesRefused`. Without them the kind only stands in the way.
    """

    name: str
    look: Look
    pass_on: PassOn | None = None
    take_back: TakeBack | None = None


_heritages: dict[str, Heritage] = {}


def register_heritage(heritage: Heritage) -> None:
    """Add a kind; the same name registered again takes its place."""
    _heritages[heritage.name] = heritage


def heritages() -> list[Heritage]:
    """Return the kinds."""
    return list(_heritages.values())
