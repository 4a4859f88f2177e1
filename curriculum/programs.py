"""A work programme as its editor sends and gets it: rows in order, sections with the topics under them (R52)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from curriculum.enums import HoursKind, PlannedWorkKind
from curriculum.errors import ProgramRefused

MOST_ROWS = 600
MOST_WORKS = 10
LARGEST = Decimal(500)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A planned control work of a topic; `elements` of the codifier are what it checks."""

    kind: str
    title: str
    elements: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section; the topics after it are in it."""

    key: UUID
    name: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic with all that its author writes of it; materials are kept apart."""

    key: UUID
    name: str
    kind: str
    hours: Decimal
    content: str = ""
    homework: str = ""
    elements: tuple[int, ...] = ()
    works: tuple[WorkRow, ...] = ()


Row = SectionRow | TopicRow


@dataclass(frozen=True, slots=True)
class Document:
    """A whole programme as it is to be."""

    title: str
    aims: str
    study_year: int
    is_shared: bool
    rows: tuple[Row, ...]

    @property
    def topics(self) -> list[TopicRow]:
        """Its topics, in order."""
        return [row for row in self.rows if isinstance(row, TopicRow)]


def parse_document(data: Any) -> Document:
    """Return the document that an editor sent; raise `ProgramRefused` where it is none."""
    if not isinstance(data, Mapping) or not isinstance(data.get("rows"), Sequence) or isinstance(data["rows"], str):
        raise ProgramRefused(_("This is not what the page sends. Open it again."))
    if len(data["rows"]) > MOST_ROWS:
        raise ProgramRefused(_("A programme has at most %(n)d rows.") % {"n": MOST_ROWS})
    title = text_of(data.get("title"), 300)
    if not title:
        raise ProgramRefused(_("A programme needs a title."))
    rows = tuple(parse_row(row, number) for number, row in enumerate(data["rows"], start=1))
    if len({row.key for row in rows}) < len(rows):
        raise ProgramRefused(_("Two rows are the same one. Open the page again."))
    year = data.get("study_year")
    return Document(
        title=title,
        aims=text_of(data.get("aims"), 20_000, lines=True),
        study_year=year if isinstance(year, int) and 1 <= year <= 12 else 1,
        is_shared=data.get("is_shared") is True,
        rows=rows,
    )


def parse_row(row: Any, number: int) -> Row:
    """Return one row."""
    try:
        key = UUID(str(row["key"]))
        if row["t"] == "section":
            return SectionRow(key, text_of(row.get("name"), 300))
        hours = Decimal(str(row["hours"]).replace(",", ".")).quantize(Decimal("0.1"))
        kind = HoursKind(row["kind"])
        elements = ids_of(row)
        works = tuple(parse_work(work, str(row.get("name"))) for work in row.get("works", ()))[:MOST_WORKS]
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise ProgramRefused(_("Row %(number)d cannot be read. Open the page again.") % {"number": number}) from error
    if not 0 < hours <= LARGEST:
        raise ProgramRefused(_("Row %(number)d: hours are more than zero and at most 500.") % {"number": number})
    texts = text_of(row.get("content"), 20_000, lines=True), text_of(row.get("homework"), 5_000, lines=True)
    return TopicRow(key, text_of(row.get("name"), 500), kind, hours, *texts, elements, works)


def parse_work(work: Any, topic: str) -> WorkRow:
    """Return one control work; without a title it is called as its topic."""
    return WorkRow(PlannedWorkKind(work["kind"]), text_of(work.get("title"), 200) or topic[:200], ids_of(work))


def ids_of(row: Any) -> tuple[int, ...]:
    """Return the elements of the codifier that a topic or a work refers to."""
    return tuple(sorted({int(pk) for pk in row.get("elements", ())}))


def text_of(value: Any, most: int, *, lines: bool = False) -> str:
    """Return a text that the database keeps: no zero bytes, not longer than there is room for."""
    text = value.replace("\x00", "") if isinstance(value, str) else ""
    return (text.strip() if lines else " ".join(text.split()))[:most]


def plain(hours: Decimal) -> float | int:
    """Return hours as JSON and people write them: 2, 1.5."""
    return int(hours) if hours == hours.to_integral_value() else float(hours)
