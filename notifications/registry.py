"""What the rooms above tell this one about: kinds of obligations and kinds of messages.

Each registers its own in `obligations.py` and `notices.py`, imported when the application is
ready. So this room keeps time and delivers without knowing what a lesson or a mark is.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Organization
from notifications.deadlines import Term
from notifications.models import OutboxMessage


@dataclass(frozen=True, slots=True)
class Due:
    """A debt: what (its id), whose (user id), by when it was due."""

    subject: int
    user: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message: words and the address in the system where to act on them."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class ObligationKind:
    """Something that the regulation asks of someone by a time.

    `find` returns in one bounded query every debt of the organisation whose term has run out.
    `standing` tells of (subject, user) pairs which are still owed and which have been paid.
    `describe` returns the line of each subject; `reminder` the title and the text that say how
    many there are, what that means and what to do. With `is_ahead` the days are not the
    regulation's: so many days before its day the reminder goes.
    """

    code: str
    title: Any
    clause: str
    days: int
    find: Callable[[Organization, datetime, Term], Iterable[Due]]
    standing: Callable[[Collection[tuple[int, int]]], "Standing"]
    describe: Callable[[Sequence[int]], dict[int, Line]]
    reminder: Callable[[int], tuple[str, str]]
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Which debts (subject, user) still stand and which have been paid; the rest lapsed."""

    owed: frozenset[tuple[int, int]]
    paid: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Notice:
    """What one person is to be told now about one matter (`thread`).

    `facts` is kept beside the message for the next time. `letter` is the text and lines of the
    e-mail; None tells inside the system only.
    """

    recipient: int
    thread: str
    title: str
    text: str
    lines: Sequence[Line] = ()
    facts: Any = field(default_factory=dict)
    letter: "LetterText | None" = None


@dataclass(frozen=True)
class LetterText:
    """The words of an e-mail."""

    title: str
    text: str
    lines: Sequence[Line] = ()


@dataclass(frozen=True)
class MessageKind:
    """A kind of message: how people know it, and how outbox rows of it become notices.

    `compose` gets the waiting rows of one organisation, reads the truth as it is now and returns
    whom to tell what. It must give the same answer when repeated, and nothing when all is told.
    """

    code: str
    title: Any
    hint: Any
    compose: Callable[[Organization, Sequence[OutboxMessage], datetime], Iterable[Notice]]


class Registry:
    """The kinds known to the running project."""

    def __init__(self) -> None:
        self.obligations: dict[str, ObligationKind] = {}
        self.messages: dict[str, MessageKind] = {}

    def add_obligation(self, kind: ObligationKind) -> None:
        """Register an obligation; its code is taken once."""
        if self.obligations.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"The obligation {kind.code} is registered twice.")

    def add_message(self, kind: MessageKind) -> None:
        """Register a kind of message; its code is taken once."""
        if self.messages.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"The kind of message {kind.code} is registered twice.")


registry = Registry()
