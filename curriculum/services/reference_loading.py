"""Loading a reference from a workbook: checked as a whole, shown, written in one transaction, undone as a whole.

The check really writes the rows within a transaction that is then taken back: so it is refused
exactly what the writing would refuse. Between the check and the writing the rows wait in the cache
as they were typed; when the table has changed meanwhile, the differences are shown again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Any

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization
from common.sql import sort_key
from contingent.errors import UnreadableWorkbook
from contingent.sheets.headings import find_table, plain
from contingent.sheets.workbook import read_workbook
from curriculum.errors import ReferenceRefused
from curriculum.models import PreparationAction
from curriculum.reference_tables import Reference, reference
from curriculum.services.references import check_keeper, link_options, lock_references, parse, put, told, usage

ADDED, CHANGED, SAME, REJECTED = "add", "change", "same", "rejected"
PREFIX = "reference:"
EXPLANATION = "Как заполнять"
Raw = dict[str, Any]


@dataclass(frozen=True)
class Planned:
    """What comes of a row of the workbook: where it is, what it is called, changed fields, refused cells."""

    at: str
    name: str
    outcome: str
    changes: tuple[tuple[str, str, str], ...] = ()
    errors: tuple[tuple[str, str], ...] = ()


@dataclass
class Loading:
    """What a whole workbook does, and what was written by it."""

    rows: list[Planned] = field(default_factory=list)
    created: list[list[Any]] = field(default_factory=list)
    changed: list[list[Any]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {name: sum(row.outcome == name for row in self.rows) for name in (ADDED, CHANGED, SAME, REJECTED)}

    @property
    def can_load(self) -> bool:
        """Whether there is something to write and nothing stands against it."""
        counts = self.counts
        return not counts[REJECTED] and bool(counts[ADDED] + counts[CHANGED])

    @property
    def digest(self) -> str:
        """What tells whether a later check comes to the same."""
        return sha256(repr(self.rows).encode()).hexdigest()


def read_rows(table: Reference, file: IO[bytes]) -> list[Raw]:
    """Return the rows of the workbook as typed; raise `UnreadableWorkbook` when no sheet has our headings."""
    anchored = sorted(table.columns, key=lambda column: not column.words.startswith("^"))
    words = {column.name: column.words for column in anchored}
    exact = {plain(str(column.title)): column.name for column in table.columns}
    found: list[Raw] = []
    read = False
    for sheet in read_workbook(file):
        if sheet.name in (EXPLANATION, _("How to fill in")):
            continue
        if not (here := find_table(sheet, words, table.key, exact)):
            continue
        read = True
        headers = {column.header for column in here.columns}
        for number, cells in sheet.rows[here.start + 1 :]:
            texts = {
                column.field: table.column(column.field).as_typed(cells[column.place], sheet.epoch)
                if column.place < len(cells)
                else ""
                for column in here.columns
            }
            if any(texts.values()) and not set(texts.values()) <= headers:
                letters = {column.field: column.letter for column in here.columns}
                found.append(
                    {"sheet": sheet.name, "number": number, "texts": texts, "letters": letters, "unread": here.unknown}
                )
    if not read:
        titles = ", ".join(str(table.column(name).title) for name in table.key)
        raise UnreadableWorkbook(
            _("No sheet has the headings: %(titles)s. Compare the table with the template.") % {"titles": titles}
        )
    if not found:
        raise UnreadableWorkbook(_("There are headings in the workbook but no rows below them."))
    return found


def check_rows(*, table: Reference, organization: Organization, rows: Iterable[Raw], trace: Trace) -> Loading:
    """Return what the rows would do; nothing is left written."""
    check_keeper(trace, organization)
    with transaction.atomic():
        loading = _run(table, organization, rows)
        transaction.set_rollback(True)
    return loading


@transaction.atomic
def load_rows(
    *, table: Reference, organization: Organization, rows: Iterable[Raw], shown: str, file_name: str, trace: Trace
) -> PreparationAction | None:
    """Write the rows as they were shown and return the action that can be undone.

    None, and nothing written, when they would now do something else than was shown.
    Raises `ReferenceRefused` while a row is rejected or there is nothing to write.
    """
    check_keeper(trace, organization)
    lock_references(organization)
    with transaction.atomic():
        loading = _run(table, organization, rows)
        if loading.digest != shown:
            transaction.set_rollback(True)
            return None
        if not loading.can_load:
            raise ReferenceRefused(
                _("Nothing is loaded: some rows are rejected, or all is there already. A workbook is loaded whole.")
            )
    return PreparationAction.objects.create(
        organization=organization,
        kind=PREFIX + table.name,
        title=f"{table.title}: {file_name}"[:300],
        made={"created": loading.created, "changed": loading.changed, "counts": loading.counts},
        done_by=trace.actor,
        done_at=trace.now,
    )


def _run(table: Reference, organization: Organization, rows: Iterable[Raw]) -> Loading:
    """Write the rows one after another, each within a savepoint."""
    loading = Loading()
    rows_there = list(table.rows(organization))
    options = link_options(table, organization, rows_there)
    there = {_key(table, table.texts(row)): row for row in rows_there}
    taken: dict[tuple[str, ...], str] = {}
    for raw in rows:
        at = f"{raw['sheet']}, {raw['number']}"
        values, errors = parse(table, raw["texts"], options)
        key = _key(table, _plain(table, raw["texts"], values))
        if key in taken:
            errors.setdefault(table.key[-1], _("The same row is in %(other)s already.") % {"other": taken[key]})
        taken.setdefault(key, at)
        name = ", ".join(filter(None, (raw["texts"].get(part, "") for part in table.key)))
        if not errors:
            try:
                planned, made = _write(table, organization, there.get(key), values, loading)
            except ReferenceRefused as refusal:
                errors = refusal.cells or {table.key[-1]: refusal.message}
            else:
                loading.rows.append(Planned(at, name, *planned))
                options = link_options(table, organization, rows_there) if made else options
                continue
        loading.rows.append(Planned(at, name, REJECTED, errors=_addressed(table, raw, errors)))
    return loading


def _write(
    table: Reference, organization: Organization, row: Any, values: dict[str, Any], loading: Loading
) -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], list[models.Model]]:
    """Write one row; return what became of it with the changed fields, and what was made beside it."""
    before = table.texts(row) if row else {}
    held = _held(table, row) if row else {}
    target = row or table.model(**({"organization": organization} if table.owner == "organization" else {}))
    made = put(table, organization, target, values)
    loading.created += [[each._meta.label_lower, each.pk, ""] for each in made]
    target = table.rows(organization).get(pk=target.pk)
    after = table.texts(target)
    if not row:
        loading.created.append([table.model._meta.label_lower, target.pk, table.stamp(target)])
        told_of = [(str(column.title), "", after[column.name]) for column in table.columns if after[column.name]]
        return (ADDED, tuple(told_of)), made
    changes = [
        (str(column.title), before[column.name], after[column.name])
        for column in table.columns
        if before[column.name] != after[column.name]
    ]
    if changes:
        loading.changed.append([target.pk, held, table.stamp(target)])
    return (CHANGED if changes else SAME, tuple(changes)), made


def _held(table: Reference, row: models.Model) -> dict[str, Any]:
    """Return what the row holds in the columns, ready to be kept and put back."""
    fields: list[Any] = [row._meta.get_field(column.name) for column in table.columns]
    return {each.attname: None if each.value_from_object(row) is None else each.value_to_string(row) for each in fields}


def _plain(table: Reference, texts: dict[str, str], values: dict[str, Any]) -> dict[str, str]:
    """Return the key's texts as the table itself would show them."""
    links = {column.name for column in table.links}
    return {
        name: texts.get(name, "") if name in links or name not in values else table.column(name).show(values[name])
        for name in table.key
    }


def _key(table: Reference, texts: dict[str, str]) -> tuple[str, ...]:
    return tuple(sort_key(texts[name]) for name in table.key)


def _addressed(table: Reference, raw: Raw, errors: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{raw['letters'].get(name, '')}{raw['number']}", f"{table.column(name).title}: {why}")
        for name, why in errors.items()
    )


@transaction.atomic
def undo_loading(*, action: PreparationAction, trace: Trace) -> None:
    """Take a loading back as a whole; raise `ReferenceRefused`, naming what stands in the way."""
    check_keeper(trace, action.organization)
    lock_references(action.organization)
    action = PreparationAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    table = reference(action.kind.removeprefix(PREFIX))
    if action.undone_at or table is None:
        raise ReferenceRefused(_("This loading has been undone already."))
    rows = {row.pk: row for row in table.rows(action.organization)}
    for label, pk, stamp in reversed(action.made["created"]):
        _delete(table, rows.get(pk) if stamp else apps.get_model(label)._base_manager.filter(pk=pk).first(), stamp)
    for pk, held, stamp in action.made["changed"]:
        row = rows.get(pk)
        if row is None or table.stamp(row) != stamp:
            raise ReferenceRefused(_("“%(row)s” has been changed since; the loading stays.") % {"row": row or pk})
        for name, text in held.items():
            each: Any = row._meta.get_field(name)
            target = each.target_field if each.is_relation else each
            setattr(row, name, None if text is None else target.to_python(text))
        row.save()
    action.undone_by, action.undone_at = trace.actor, trace.now
    action.save(update_fields=["undone_by", "undone_at"])


def _delete(table: Reference, row: Any, stamp: str) -> None:
    """Delete a row that the loading made, unless it is gone, changed or used."""
    if row is None:
        return
    if stamp and table.stamp(row) != stamp:
        raise ReferenceRefused(_("“%(row)s” has been changed since; the loading stays.") % {"row": row})
    if uses := usage(row):
        raise ReferenceRefused(
            _("“%(row)s” is in use: %(uses)s. The loading stays.") % {"row": row, "uses": told(uses)}
        )
    row.delete()
