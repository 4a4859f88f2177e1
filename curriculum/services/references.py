"""Keeping a row of a reference: added, changed, closed or deleted, never over what another has kept (R33)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization
from curriculum.errors import ReferenceChanged, ReferenceRefused
from curriculum.reference_access import check_keeps
from curriculum.reference_columns import BadCell, LinkColumn, NewLink
from curriculum.reference_tables import Reference

Options = dict[str, dict[str, int]]


def check_keeper(trace: Trace, organization: Organization) -> None:
    """Raise `NotAllowed` unless the actor keeps the references there."""
    today = organization.local_day(trace.now)
    check_keeps(trace.actor, organization, today, _("References are kept by the administration."))


def lock_references(organization: Organization) -> None:
    """Let those who keep references of one organisation wait in turn."""
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


@transaction.atomic
def save_row(
    *, table: Reference, organization: Organization, pk: int | None, texts: Mapping[str, str], seen: str, trace: Trace
) -> Any:
    """Keep the row as typed and return it; a new one without `pk`.

    Raises `ReferenceChanged` when it is not what was seen any more, `ReferenceRefused` with the
    reason for each cell.
    """
    check_keeper(trace, organization)
    lock_references(organization)
    row = table.model() if pk is None else find_row(table, organization, pk)
    if pk is not None and table.stamp(row) != seen:
        raise ReferenceChanged(
            _("Somebody has changed this row meanwhile. Below are their values; yours are kept in the fields.")
        )
    values, errors = parse(table, texts, link_options(table, organization, [row]))
    if errors:
        raise ReferenceRefused(_("The row is not kept: mend the marked fields."), errors)
    put(table, organization, row, values)
    return row


def find_row(table: Reference, organization: Organization, pk: int) -> Any:
    """Return the row of the organisation; `ReferenceRefused` when there is none."""
    row = table.rows(organization).filter(pk=pk).first()
    if row is None:
        raise ReferenceRefused(_("This row has been deleted meanwhile."))
    return row


def link_options(table: Reference, organization: Organization, rows: Iterable[Any]) -> Options:
    """Return what each link of the reference may lead to, by label; what these rows lead to stays among it."""
    kept = list(rows)
    return {column.name: column.options(organization, map(column.chosen, kept)) for column in table.links}


def parse(table: Reference, texts: Mapping[str, str], options: Options) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of the texts and the reasons against the others, by column."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column in table.columns:
        if column.name in texts:
            try:
                values[column.name] = column.parse(texts[column.name], options.get(column.name, {}))
            except BadCell as bad:
                errors[column.name] = bad.message
    return values, errors


def put(table: Reference, organization: Organization, row: Any, values: Mapping[str, Any]) -> list[models.Model]:
    """Put the values into the row and write it; return what was made beside it.

    Raises `ReferenceRefused`; the transaction then still stands.
    """
    kept = set(table.fixed(row)) if table.fixed and row.pk else set()
    before = table.texts(row) if row.pk else {}
    made: list[models.Model] = []
    try:
        with transaction.atomic():
            for column in table.columns:
                if column.name not in values:
                    continue
                value = values[column.name]
                if isinstance(column, LinkColumn) and isinstance(value, NewLink):
                    assert column.make is not None  # noqa: S101 — only then there are new links
                    made.append(column.make(organization, value.name))
                    value = made[-1].pk
                column.put(row, value)
            if row.pk is None and table.owner == "organization":
                row.organization = organization
            refuse_fixed(table, row, before, kept)
            if table.check and (errors := table.check(row)):
                raise ReferenceRefused(_("The row is not kept: mend the marked fields."), errors)
            row.save()
    except IntegrityError as error:
        raise refusal_of(table, error) from None
    return made


def refuse_fixed(table: Reference, row: Any, before: Mapping[str, str], kept: set[str]) -> None:
    """Raise `ReferenceRefused` when a column is changed on whose old value something stands."""
    if not kept:
        return
    now = table.texts(row)
    changed = {
        name: _("Something stands on this already: “%(value)s” stays.") % {"value": before[name]}
        for name in kept
        if now[name] != before[name]
    }
    if changed:
        raise ReferenceRefused(_("The row is not kept: what it means is in use."), changed)


def refusal_of(table: Reference, error: IntegrityError) -> ReferenceRefused:
    """Return the words for a constraint of the database."""
    name = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "")
    cell, words = table.refusals.get(name, (table.key[-1], ""))
    text = str(words) or _("There is such a row already, or it does not fit the others.")
    return ReferenceRefused(text, {cell: text})


@transaction.atomic
def remove_row(*, table: Reference, organization: Organization, pk: int, seen: str, trace: Trace) -> bool:
    """Delete a row that nothing uses; close from today what is used. Return whether it was deleted.

    Raises `ReferenceRefused`, naming what uses it, where rows of the reference are never closed.
    """
    check_keeper(trace, organization)
    lock_references(organization)
    row = find_row(table, organization, pk)
    if seen and table.stamp(row) != seen:
        raise ReferenceChanged(_("Somebody has changed this row meanwhile: look at it again."))
    uses = usage(row)
    if not uses:
        row.delete()
        return True
    if not table.closing:
        raise ReferenceRefused(_("“%(row)s” is in use and stays: %(uses)s.") % {"row": row, "uses": told(uses)})
    setattr(row, table.closing, organization.local_day(trace.now))
    row.save(update_fields=[table.closing])
    return False


@transaction.atomic
def reopen_row(*, table: Reference, organization: Organization, pk: int, trace: Trace) -> None:
    """Let a closed row serve again."""
    check_keeper(trace, organization)
    lock_references(organization)
    row = find_row(table, organization, pk)
    if table.closing and getattr(row, table.closing):
        setattr(row, table.closing, None)
        row.save(update_fields=[table.closing])


def usage(row: models.Model) -> dict[str, int]:
    """Return how many rows of which tables refer to the row."""
    found: dict[str, int] = {}
    for relation in row._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        model: Any = relation.related_model
        many = model._base_manager.filter(**{relation.field.name: row}).count()  # type: ignore[union-attr]
        if many:
            name = str(model._meta.verbose_name_plural)
            found[name] = found.get(name, 0) + many
    return found


def told(uses: Mapping[str, int]) -> str:
    """Return in words what uses a row."""
    return ", ".join(f"{name} — {many}" for name, many in uses.items())
