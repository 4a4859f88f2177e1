"""What holds of a page of any feed: how its text becomes records, and that the pages make a whole."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from contingent.feeds.errors import FeedBroken
from contingent.feeds.parsing import identity
from contingent.feeds.records import RECORDS, Raw

MOST_RECORDS = 5_000_000
# What a record may hold by the contract; a name in one field is a table's way.
CONTRACT_FIELDS = frozenset({"type", "full_name", "order_number", "order_date"}) | {
    each.name for record in RECORDS for each in fields(record)
}
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def decode(text: str) -> Any:
    """Return what a JSON text says; raise `FeedBroken` when it is not one.

    Numbers with a point stay as their text; a NUL and half characters, which the database cannot
    keep, become U+FFFD.
    """
    try:
        value = json.loads(text, parse_float=str, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise FeedBroken(_("What the outside system sent is not JSON: its administrator should look at it.")) from None
    return storable(value) if SUSPECT.search(text) else value


def storable(value: Any) -> Any:
    """Return the value without signs that the database cannot keep."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [storable(one) for one in value]
    if isinstance(value, dict):
        return {storable(name): storable(one) for name, one in value.items()}
    return value


def agreed(raw: Raw) -> dict[str, Any]:
    """Return a record without fields that nobody asked for: they are not kept anywhere (152-ФЗ)."""
    return {name: value for name, value in raw.items() if name in CONTRACT_FIELDS}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


@dataclass
class Tally:
    """Counts the records of a feed as they come, to be compared with what the sender counted."""

    counts: Counter[str] = field(default_factory=Counter)
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, records: list[dict[str, Any]]) -> None:
        lines = []
        for raw in records:
            kind, key = counted_as(raw)
            self.counts[kind] += 1
            lines.append(f"{kind}\t{key}\n")
        self.digest.update("".join(lines).encode("utf-8", "replace"))
        if self.counts.total() > MOST_RECORDS:
            raise FeedBroken(_("The outside system sends records without end: the reading was stopped."))

    @property
    def checksum(self) -> str:
        """SHA-256 of the lines «type TAB key LF» of all records in the order in which they were sent."""
        return str(self.digest.hexdigest())

    def check(self, counts: object, checksum: object) -> None:
        """Raise `FeedBroken` unless the sender counted the same."""
        if not isinstance(counts, dict) or not isinstance(checksum, str):
            raise FeedBroken(_("The last page has no counts or no checksum: it cannot be told whether all came."))
        told = {kind: count for kind, count in counts.items() if count}
        if told != dict(self.counts):
            raise FeedBroken(
                _("Not everything came: %(told)s records were promised, %(came)d were read.")
                % {"told": sum(n for n in told.values() if isinstance(n, int)), "came": self.counts.total()}
            )
        if checksum.lower() != self.checksum:
            raise FeedBroken(_("The checksum does not agree: some records were lost or came twice on the way."))


def counted_as(raw: Raw) -> tuple[str, str]:
    """Return the type and key under which a record enters counts and checksum."""
    kind, key = identity(raw)
    return kind, f"{raw.get('kind', '')}:{key}" if kind == "gone" else key
