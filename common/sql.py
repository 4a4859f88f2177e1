"""Database expressions shared by the rooms."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Func, TextField


class SortKey(Func):
    """Text by which Russian names sort and are searched: parts joined by a space, ё → е, lower case.

    The server's built-in collation puts Ё behind Я, and people type е for ё.
    """

    arg_joiner = " || ' ' || "
    template = "lower(translate(%(expressions)s, 'Ёё', 'Ее'))"
    output_field = TextField()


class NaturalKey(SortKey):
    """A sort key in which numbers stand in the order of numbers: 5А before 11А; they have four digits or more."""

    template = rf"regexp_replace(regexp_replace({SortKey.template}, '(\d+)', '000\1', 'g'), '0*(\d{{4}})', '\1', 'g')"


class CurrentTransaction(Func):
    """The number of the running top-level transaction, as a bigint."""

    template = "(pg_current_xact_id()::text::bigint)"
    arity = 0


def sort_key(text: str) -> str:
    """Return what `SortKey` makes of the same text: for searching by what a person typed."""
    return " ".join(text.lower().replace("ё", "е").split())


def numbers(values: Iterable[int | None]) -> str:
    """Return numbers as the database reads an array of them.

    Their type is the statement's to say: a list would have the smallest that holds its numbers,
    and for each type of its values the database plans a statement anew.
    """
    return "{" + ",".join(["NULL" if value is None else str(int(value)) for value in values]) + "}"


def ids(values: Iterable[UUID | None]) -> str:
    """Return the same of the ids that clients make."""
    return "{" + ",".join(["NULL" if value is None else value.hex for value in values]) + "}"


def words(values: Iterable[str | date | None]) -> str:
    """Return the same of texts, days and moments."""
    return "{" + ",".join(["NULL" if value is None else quoted(str(value)) for value in values]) + "}"


def quoted(text: str) -> str:
    """Return a text as it stands in an array: whatever it holds means nothing but itself."""
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'
