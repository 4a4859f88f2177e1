"""What a change of several people would come to: plain data, to be shown and compared."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from accounts.models import Organization
from contingent.enums import BulkKind

MOST_ROWS = 2000


@dataclass(frozen=True)
class BulkOrder:
    """What is asked: which rows of a list, what is done to them, from which day, by which order."""

    kind: BulkKind
    rows: tuple[int, ...]
    day: date
    order: str = ""
    group: int | None = None
    form: str = ""


@dataclass(frozen=True)
class Step:
    """One field of one row that changes; days are written as in 2026-09-01, none is empty."""

    model: str
    pk: int
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Place:
    """A place in a group that is opened."""

    student: int
    group: int
    group_kind: str
    starts: str
    ends: str


@dataclass(frozen=True)
class Line:
    """A person of the list with what changes, in words and as it is written."""

    row: int
    user: int
    name: str
    words: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    opens: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """A person of the list whom it cannot be done to, and why."""

    user: int
    name: str
    reason: str


@dataclass
class BulkPlan:
    organization: Organization
    order: BulkOrder
    lines: list[Line] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """What two equal plans share: the rows that change and their values, before and after; no words."""
        told: list[Any] = [
            [line.row, [asdict(step) for step in line.steps], [asdict(place) for place in line.opens]]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]

    def refuse(self, row: Any, reason: str) -> None:
        self.refusals.append(Refusal(row.user_id, row.user.full_name, reason))
