"""The references of an organisation: each room tells of its own tables in its ``references.py``.

A reference is a plain table: its columns, what tells its rows apart, what it may lack. One engine
shows, edits, loads and gives out all of them (`queries.references`, `services.references`). What is
not a plain table has a page of its own and only its place in the list (`Place`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Model, Q

from accounts.models import Organization
from curriculum.reference_columns import Column, LinkColumn, Text

Row = Any
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Lack:
    """What rows of a reference should have and may not: its code in addresses, words, condition."""

    code: str
    title: Text
    condition: Q


@dataclass(frozen=True)
class Reference:
    """A plain table of an organisation.

    `key` are the columns that tell rows apart in workbooks. `owner` leads from a row to its
    organisation. `closing` is the day since which a used row serves no more. `fixed` returns the
    columns that a row keeps as they are because something stands on it, `check` what does not fit
    the other rows (by column), `note` remarks on rows of a group, `suggest` the first values of a
    new row, `usual` the rows that an organisation beginning from nothing usually has. `refusals` are
    words for the constraints of the database.
    """

    name: str
    title: Text
    about: Text
    requirement: str
    position: int
    model: type[Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    owner: str = "organization"
    order: tuple[str, ...] = ("name",)
    filters: tuple[str, ...] = ()
    group_by: str = ""
    closing: str = ""
    lacks: tuple[Lack, ...] = ()
    refusals: Mapping[str, tuple[str, Text]] = field(default_factory=dict)
    fixed: Callable[[Row], Sequence[str]] | None = None
    check: Callable[[Row], dict[str, str]] | None = None
    note: Callable[[Sequence[Row]], dict[int, str]] | None = None
    suggest: Callable[[Sequence[Row]], dict[str, str]] | None = None
    at_least_one: Text = ""
    usual: Callable[[Organization, date], Sequence[Texts]] | None = None

    def column(self, name: str) -> Column:
        """Return the column of the name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def links(self) -> list[LinkColumn]:
        return [column for column in self.columns if isinstance(column, LinkColumn)]

    def rows(self, organization: Organization) -> Any:
        """Return the organisation's rows in order, with what they link to."""
        found = self.model._default_manager.filter(**{self.owner: organization}).order_by(*self.order)
        return found.select_related(*[column.name for column in self.links]) if self.links else found

    def texts(self, row: Row) -> dict[str, str]:
        """Return what the row holds, as texts by column."""
        return {column.name: column.read(row) for column in self.columns}

    def stamp(self, row: Row) -> str:
        """Return what tells whether the row is still as it was seen: a digest of all that it shows."""
        told = "\x1f".join([*self.texts(row).values(), str(getattr(row, self.closing) if self.closing else "")])
        return sha256(told.encode()).hexdigest()[:20]

    def heading(self, row: Row) -> str:
        """Return what the row is called."""
        texts = self.texts(row)
        return ", ".join(filter(None, (texts[name] for name in self.key)))

    def is_closed(self, row: Row) -> bool:
        return bool(self.closing and getattr(row, self.closing))


@dataclass(frozen=True)
class Place:
    """A page of its own among the references: where it is, how many rows it has, what it lacks in words."""

    title: Text
    about: Text
    requirement: str
    position: int
    url_name: str
    count: Callable[[Organization], int]
    lacks: Callable[[Organization], list[str]] = lambda _organization: []


_tables: dict[str, Reference] = {}
_places: dict[str, Place] = {}


def register(*found: Reference | Place) -> None:
    """Add references; one registered again takes the place of the first."""
    for each in found:
        if isinstance(each, Reference):
            _tables[each.name] = each
        else:
            _places[each.url_name] = each


def reference(name: str) -> Reference | None:
    """Return the reference of the name."""
    return _tables.get(name)


def references() -> list[Reference | Place]:
    """Return all references in their order."""
    return sorted([*_tables.values(), *_places.values()], key=lambda each: each.position)
