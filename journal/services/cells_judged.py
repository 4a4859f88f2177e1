"""How a change of a cell is judged, whatever the cell holds (decision 1 of the domain)."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.db import models

from accounts.audit import Trace, delete_audited, save_audited
from journal.services.cells import Entry, Outcome, Page, conflict, refused, saved, there
from journal.services.cells_held import Held

Place = TypeVar("Place")
Row = TypeVar("Row", bound=models.Model)


class Cells(ABC, Generic[Place, Row]):
    """Cells of one kind on a page: what each holds, and what a batch puts into them.

    `Place` is what a cell belongs to beside its student, `Row` what it is kept in.
    """

    key: ClassVar[Sequence[str]]
    written: ClassVar[Sequence[str]]

    def __init__(self, page: Page, entries: Sequence[Entry], trace: Trace) -> None:
        self.page, self.entries, self.trace = page, entries, trace
        self.changed: list[tuple[Row, UUID | None]] = []
        self.cleared: list[tuple[Row, UUID | None]] = []

    def save(self) -> list[Outcome]:
        """Write the changes that go in, each with its history; answer each in its place."""
        asked = [(entry, place) for entry in self.entries if (place := self.place(entry)) is not None]
        held = self.held(asked) if asked else {}
        outcomes = [self.judge(entry, held.get(entry.id)) for entry in self.entries]
        save_audited(self.trace, self.changed, key=self.key, fields=self.written)
        delete_audited(self.trace, self.cleared)
        return outcomes

    def judge(self, entry: Entry, cell: Held | None) -> Outcome:
        """Answer a change: nowhere to put it; in already; refused; in conflict; or taken."""
        place = self.place(entry)
        if place is None or cell is None or not self.stands(cell):
            return self.nowhere(entry)
        value, work = self.value(cell), self.work(entry, place)
        if cell.replayed or value == entry.value:
            return there(entry, value, work)
        if reason := self.refusal(entry, place, cell):
            return refused(entry, reason)
        if value != entry.was:
            return conflict(entry, value, *self.hand(entry, place, cell))
        row = self.row(entry, place, cell)
        (self.changed if self.keeps(entry) else self.cleared).append((row, entry.id))
        return saved(entry, work)

    @abstractmethod
    def place(self, entry: Entry) -> Place | None:
        """Return what the cell belongs to; None when it is not on the page."""

    @abstractmethod
    def held(self, asked: Sequence[tuple[Entry, Place]]) -> dict[UUID, Held]:
        """Return what the cells hold now, by the id of the change."""

    @abstractmethod
    def nowhere(self, entry: Entry) -> Outcome:
        """Answer a change whose cell is not there."""

    @abstractmethod
    def refusal(self, entry: Entry, place: Place, cell: Held) -> str:
        """Return why the change cannot go in; empty when it can."""

    @abstractmethod
    def row(self, entry: Entry, place: Place, cell: Held) -> Row:
        """Return the row of the cell as it is to be, in the actor's hand."""

    @abstractmethod
    def history(self, entry: Entry, place: Place) -> models.QuerySet[Any]:
        """Return all that was ever in the cell."""

    def stands(self, cell: Held) -> bool:
        """Whether there is something to change."""
        return True

    def value(self, cell: Held) -> str:
        """Return what the cell holds, as clients write it."""
        return cell.code

    def work(self, entry: Entry, place: Place) -> int | None:
        """Return the work that the client is told of."""
        return entry.work

    def keeps(self, entry: Entry) -> bool:
        """Whether the row stays once the change is in."""
        return bool(entry.value)

    def hand(self, entry: Entry, place: Place, cell: Held) -> tuple[str, datetime | None]:
        """Return whose hand the value is and since when; of an emptied cell, who emptied it."""
        if cell.pk is not None:
            return cell.author, cell.at
        last = self.history(entry, place).select_related("history_user").order_by("history_id").last()
        return (last.history_user.short_name, last.history_date) if last else ("", None)
