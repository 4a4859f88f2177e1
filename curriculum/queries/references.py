"""What the pages of references show: the overview, one table with its filters, its workbook (R33)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook

from accounts.models import Organization
from common.sql import sort_key
from contingent.sheets.writing import as_bytes, new_sheet, text_cell
from curriculum.models import PreparationAction
from curriculum.reference_columns import ChoiceColumn, Column, FlagColumn, LinkColumn
from curriculum.reference_tables import Place, Reference, references

CLOSED = "closed"
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Overview:
    """A reference in the list of all: where it is, how many rows it has, what it lacks and where that is seen."""

    title: str | Promise
    about: str | Promise
    url: str
    count: int
    lacks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row's form: its column, text, reason against it, another's value, what may be chosen."""

    column: Column
    text: str
    error: str = ""
    theirs: str | None = None
    options: Sequence[str] = ()
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table as shown: its texts in order of the columns."""

    pk: int
    texts: list[tuple[Column, str]]
    stamp: str
    heading: str
    is_closed: bool
    note: str = ""


@dataclass(slots=True)
class Shown:
    """The table as asked for: groups of rows with their heading, all rows and those found."""

    page: "Page[Any]"
    groups: list[tuple[str, list[Line]]] = field(default_factory=list)
    whole: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: words, values of filters by column, what is lacking, closed rows too."""

    words: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    lacks: str = ""
    state: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.lacks or self.state or any(self.chosen.values()))


def overview(organization: Organization) -> list[Overview]:
    """Return all references of the organisation with what they lack."""
    return [
        of_place(each, organization) if isinstance(each, Place) else of_table(each, organization)
        for each in references()
    ]


def without_rows(organization: Organization) -> list[Reference]:
    """Return the references that have no rows yet and would usually have some, in their order."""
    tables = [each for each in references() if isinstance(each, Reference) and each.usual]
    return [table for table in tables if not table.rows(organization).order_by().exists()]


def of_place(place: Place, organization: Organization) -> Overview:
    url = reverse(place.url_name) + f"?org={organization.pk}"
    lacks = [(words, url) for words in place.lacks(organization)]
    return Overview(place.title, place.about, url, place.count(organization), lacks)


def of_table(table: Reference, organization: Organization) -> Overview:
    url = reverse("curriculum:reference", args=[table.name]) + f"?org={organization.pk}"
    rows = table.rows(organization).order_by()
    if table.closing:
        rows = rows.filter(**{table.closing: None})
    count = rows.count()
    lacks = [
        (f"{lack.title}: {many}", f"{url}&lacks={lack.code}")
        for lack in table.lacks
        if count and (many := rows.filter(lack.condition).count())
    ]
    if not count and table.at_least_one:
        lacks.append((str(table.at_least_one), url))
    return Overview(table.title, table.about, url, count, lacks)


def found_rows(table: Reference, organization: Organization, asked: Asked) -> tuple[list[Any], int]:
    """Return the rows that the address asks for, and how many there are in all."""
    rows = table.rows(organization)
    lack = next((each for each in table.lacks if each.code == asked.lacks), None)
    listed = list(rows)
    fitting = set(rows.filter(lack.condition).values_list("pk", flat=True)) if lack else None
    words = sort_key(asked.words).split()
    found = []
    for row in listed:
        texts = table.texts(row)
        if table.closing and table.is_closed(row) != (asked.state == CLOSED):
            continue
        if fitting is not None and row.pk not in fitting:
            continue
        if any(value and texts[name] != value for name, value in asked.chosen.items()):
            continue
        told = sort_key(" ".join(texts.values()))
        if all(word in told for word in words):
            found.append(row)
    return found, len(listed)


def read_table(table: Reference, organization: Organization, asked: Asked, page: str = "") -> Shown:
    """Return a page of the table as asked for."""
    rows, whole = found_rows(table, organization, asked)
    shown = Shown(Paginator(rows, SHOWN).get_page(page), whole=whole, found=len(rows))
    groups: dict[str, list[Any]] = {}
    for row in shown.page.object_list:
        title = table.column(table.group_by).read(row) if table.group_by else ""
        groups.setdefault(title, []).append(row)
    for title, members in groups.items():
        notes = table.note(members) if table.note else {}
        shown.groups.append((title, [line_of(table, row, notes.get(row.pk, "")) for row in members]))
    return shown


def line_of(table: Reference, row: Any, note: str = "") -> Line:
    """Return the row as shown."""
    texts = [(column, column.read(row)) for column in table.columns if column.name != table.group_by]
    return Line(row.pk, texts, table.stamp(row), table.heading(row), table.is_closed(row), note)


def fields_of(
    table: Reference,
    organization: Organization,
    row: Any,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Field]:
    """Return the fields of a row's form, with what was typed, the reasons against it and another's values."""
    kept = table.texts(row) if row is not None else {}
    fixed = set(table.fixed(row)) if table.fixed and row is not None else set()
    found = []
    for column in table.columns:
        text = typed.get(column.name, "") if typed is not None else kept.get(column.name, "")
        theirs = kept.get(column.name) if typed is not None and row is not None else None
        found.append(
            Field(
                column,
                text,
                (errors or {}).get(column.name, ""),
                theirs if theirs is not None and theirs != text else None,
                options_of(column, organization, row),
                column.name in fixed,
            )
        )
    return found


def options_of(column: Column, organization: Organization, row: Any = None) -> list[str]:
    """Return what may be chosen in the column of the row."""
    if isinstance(column, LinkColumn):
        return list(column.options(organization, [column.chosen(row)]))
    if isinstance(column, ChoiceColumn | FlagColumn):
        return [label for _value, label in column.pairs]
    return []


def filters_of(table: Reference, organization: Organization, asked: Asked) -> list[dict[str, Any]]:
    """Return the boxes over the table."""
    boxes = [
        {
            "name": name,
            "title": table.column(name).title,
            "options": [("", _("All")), *((each, each) for each in options_of(table.column(name), organization))],
            "chosen": asked.chosen.get(name, ""),
        }
        for name in table.filters
    ]
    if table.lacks:
        options = [("", _("all rows")), *((lack.code, str(lack.title)) for lack in table.lacks)]
        boxes.append({"name": "lacks", "title": _("Lacking"), "options": options, "chosen": asked.lacks})
    if table.closing:
        options = [("", _("in use")), (CLOSED, _("closed"))]
        boxes.append({"name": "state", "title": _("State"), "options": options, "chosen": asked.state})
    return boxes


def workbook(table: Reference, organization: Organization, asked: Asked | None) -> bytes:
    """Return the rows found as a workbook that can be loaded back; headings alone without `asked`."""
    book = Workbook(write_only=True)
    titles = [str(column.title) for column in table.columns]
    sheet = new_sheet(book, str(table.title), titles, [max(14, min(44, len(title) + 6)) for title in titles])
    for row in found_rows(table, organization, asked)[0] if asked else ():
        sheet.append([text_cell(sheet, text) for text in table.texts(row).values()])
    told = new_sheet(book, _("How to fill in"), [_("Column"), _("What is expected")], (34, 90))
    for column in table.columns:
        expected = [str(column.hint)] if column.hint else []
        if column.name in table.key:
            expected.append(_("Tells rows apart: the same here is the same row."))
        if isinstance(column, ChoiceColumn | FlagColumn):
            expected.append(", ".join(label for _value, label in column.pairs))
        told.append([text_cell(told, str(column.title)), text_cell(told, " ".join(expected))])
    return as_bytes(book)


def latest_loadings(actions: Any, table: Reference, organization: Organization) -> list[PreparationAction]:
    """Return the latest loadings of the table."""
    rows = actions.filter(organization=organization, kind=f"reference:{table.name}")
    return list(rows.select_related("done_by", "undone_by").order_by("-done_at")[:5])
