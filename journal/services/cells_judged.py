"""How a change of a cell is judged, whatever the cell holds (decision 1 of the domain)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar
from uuid import UUID

from accounts.audit import Trace, delete_audited, save_columns
from journal.services.cells import Entry, Outcome, Page, conflict, refused, saved, there
from journal.services.cells_held import Held

Place = TypeVar("Place")


class Change(NamedTuple, Generic[Place]):
    """A change that goes in: what was asked, what the cell belongs to and what it held."""

    entry: Entry
    place: Place
    cell: Held


class Cells(ABC, Generic[Place]):
    """Cells of one kind on a page: what each holds, and what a batch puts into them.

    `Place` is what a cell belongs to beside its student. `key` and `written` are as in `save_audited`.
    """

    model: ClassVar[Any]
    key: ClassVar[tuple[str, ...]]
    written: ClassVar[tuple[str, ...]]

    def __init__(self, page: Page, entries: Sequence[Entry], trace: Trace) -> None:
        self.page, self.entries, self.trace = page, entries, trace
        self.cells: Mapping[UUID, Held] = {}
        self.changed: list[Change[Place]] = []
        self.cleared: list[Change[Place]] = []

    def save(self) -> list[Outcome]:
        """Write the changes that go in, each with its history; answer each in its place."""
        asked = [(entry, place) for entry in self.entries if (place := self.place(entry)) is not None]
        self.cells = self.held(asked) if asked else {}
        outcomes = [self.judge(entry) for entry in self.entries]
        if self.changed:
            self.write()
        delete_audited(self.trace, [(self.model(pk=change.cell.pk), change.entry.id) for change in self.cleared])
        return outcomes

    def judge(self, entry: Entry) -> Outcome:
        """Answer a change: nowhere to put it; in already; refused; in conflict; or taken."""
        place, cell = self.place(entry), self.cells.get(entry.id)
        if place is None or cell is None or not self.stands(cell):
            return self.nowhere(entry)
        value, work = self.value(cell), self.work(entry, place)
        if cell.replayed or value == entry.value:
            return there(entry, value, work)
        if reason := self.refusal(entry, place, cell):
            return refused(entry, reason)
        if value != entry.was:
            return conflict(entry, value, *self.hand(entry, place, cell))
        (self.changed if self.keeps(entry) else self.cleared).append(Change(entry, place, cell))
        return saved(entry, work)

    def write(self) -> None:
        """Write what was taken, in the actor's hand."""
        count = len(self.changed)
        columns: dict[str, Sequence[Any]] = {
            "student_id": [change.entry.student for change in self.changed],
            "author_id": [self.trace.actor.pk] * count,
            "updated_at": [self.trace.now] * count,
        }
        known = [(change.cell.pk, change.entry.id) for change in self.changed]
        columns |= self.columns()
        save_columns(self.trace, self.model, columns, known, key=self.key, fields=self.written)

    def hand(self, entry: Entry, place: Place, cell: Held) -> tuple[str, datetime | None]:
        """Return whose hand the value is and since when; of an emptied cell, who emptied it."""
        if cell.pk is not None:
            return self.hands.get(cell.pk, ("", None))
        history = self.model.history.filter(student=entry.student, **self.at(place))
        last = history.select_related("history_user").order_by("history_id").last()
        return (last.history_user.short_name, last.history_date) if last else ("", None)

    @cached_property
    def hands(self) -> dict[int, tuple[str, datetime | None]]:
        """Whose hand each cell is and since when: asked once, when there is a conflict."""
        rows = self.model.objects.filter(pk__in=[cell.pk for cell in self.cells.values() if cell.pk is not None])
        return {row.pk: (row.author.short_name, row.updated_at) for row in rows.select_related("author")}

    @abstractmethod
    def place(self, entry: Entry) -> Place | None:
        """Return what the cell belongs to; None when it is not on the page."""

    @abstractmethod
    def held(self, asked: Sequence[tuple[Entry, Place]]) -> Mapping[UUID, Held]:
        """Return what the cells hold now, by the id of the change."""

    @abstractmethod
    def nowhere(self, entry: Entry) -> Outcome:
        """Answer a change whose cell is not there."""

    @abstractmethod
    def refusal(self, entry: Entry, place: Place, cell: Held) -> str:
        """Return why the change cannot go in; empty when it can."""

    @abstractmethod
    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return what the changed rows hold from now on, by column."""

    @abstractmethod
    def at(self, place: Place) -> dict[str, Any]:
        """Return the fields by which the rows of a place are found."""

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
