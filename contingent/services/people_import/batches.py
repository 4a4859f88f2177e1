"""Checking a workbook, loading it as a whole, throwing a check away (R22, X1)."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization, User
from contingent.access import check_import
from contingent.enums import ImportStatus, RowOutcome
from contingent.errors import ImportRefused, UnreadableWorkbook
from contingent.models import ImportBatch
from contingent.services.people_import.plan import Item, Plan, make_plan
from contingent.services.people_import.rows import Row, as_json, check_required, from_json
from contingent.services.people_import.sheets import read_sheets
from contingent.services.people_import.writing import Writer
from contingent.sheets.workbook import read_workbook

KEPT_DAYS = 30
DIFFERENCES_SHOWN = 50
# What is emptied when it is no longer needed: the counts stay, who loaded what and when stays.
NO_PLAN: dict[str, Any] = {"items": [], "groups": []}
PERSONAL: dict[str, Any] = {"sheets": [], "rows": [], "plan": NO_PLAN, "differences": [], "done": {}}


@transaction.atomic
def check_people_workbook(
    *,
    actor: User,
    now: datetime,
    organization: Organization,
    file: IO[bytes],
    file_name: str,
    starts: date,
    contacts_optional: bool,
) -> ImportBatch:
    """Read and check a whole workbook and keep what it would do; nothing else is written.

    Raises `UnreadableWorkbook` when there is nothing to check, `NotAllowed` for a stranger.
    """
    check_import(actor, organization, organization.local_day(now))
    today = organization.local_day(now)
    reports, rows = read_sheets(read_workbook(file), today, contacts_optional=contacts_optional)
    if not rows:
        raise UnreadableWorkbook(_no_students(reports))
    for row in rows:
        check_required(row, contacts_optional=contacts_optional)
    plan = make_plan(organization=organization, rows=rows, starts=starts, today=today)
    file.seek(0)
    return ImportBatch.objects.create(
        organization=organization,
        uploaded_by=actor,
        uploaded_at=now,
        file_name=PurePosixPath(file_name.replace("\\", "/")).name[-200:],
        file_hash=hashlib.file_digest(file, "sha256").hexdigest(),  # type: ignore[arg-type]
        starts=starts,
        contacts_optional=contacts_optional,
        counts=plan.counts,
        sheets=[asdict(report) for report in reports],
        rows=[as_json(row) for row in rows],
        plan=_kept(plan),
    )


def _no_students(reports: Sequence[Any]) -> str:
    if any(report.is_read for report in reports):
        return _("There are headings in the workbook but no students below them.")
    return _(
        "No sheet has headings with surname and name. The first row of the table should name its columns: "
        "compare it with the sample workbook."
    )


def _kept(plan: Plan) -> dict[str, Any]:
    return {"items": plan.items, "groups": plan.new_groups}


@transaction.atomic
def apply_import(*, batch: ImportBatch, trace: Trace) -> ImportStatus:
    """Load the workbook as a whole, exactly as it was shown; repeating it is harmless.

    When what it would do is no longer what was shown, nothing is loaded: the check is made
    again, the differences are kept for the person to see, and `CHECKED` is returned.

    Raises `ImportRefused` while any row is rejected: nothing is ever half-loaded.
    """
    batch = lock_batch(batch)
    check_import(trace.actor, batch.organization, batch.organization.local_day(trace.now))
    if batch.status == ImportStatus.APPLIED:
        return ImportStatus.APPLIED
    if batch.status == ImportStatus.UNDONE:
        raise ImportRefused(_("This loading has been undone. Load the workbook again."))
    rows = [from_json(row) for row in batch.rows]
    plan = make_plan(
        organization=batch.organization,
        rows=rows,
        starts=batch.starts,
        today=batch.organization.local_day(trace.now),
        lock=True,
    )
    if differences := compare(rows, batch.plan, plan):
        batch.plan, batch.counts, batch.differences = _kept(plan), plan.counts, differences
        batch.save(update_fields=["plan", "counts", "differences"])
        return ImportStatus.CHECKED
    if plan.counts[RowOutcome.REJECTED]:
        raise ImportRefused(
            _("Some rows are rejected. Mend them in the workbook and load it again: it is loaded as a whole.")
        )
    if not plan.counts[RowOutcome.ADD] + plan.counts[RowOutcome.CHANGE]:
        raise ImportRefused(_("There is nothing to load: all is there already."))
    batch.done = asdict(Writer(batch, rows, plan, trace).write())
    batch.status, batch.applied_by, batch.applied_at = ImportStatus.APPLIED, trace.actor, trace.now
    batch.differences = []
    batch.save(update_fields=["done", "status", "applied_by", "applied_at", "differences"])
    return ImportStatus.APPLIED


def lock_batch(batch: ImportBatch) -> ImportBatch:
    """Lock the batch and its organisation, so that loadings of one organisation wait in turn."""
    Organization.objects.select_for_update(no_key=True).get(pk=batch.organization_id)
    return ImportBatch.objects.select_for_update(of=("self",)).select_related("organization").get(pk=batch.pk)


def compare(rows: Sequence[Row], shown: dict[str, Any], now: Plan) -> list[dict[str, str]]:
    """Return where a plan made now differs from the one that was shown: whose row, before, after."""
    pairs = zip(rows, shown["items"], now.items, strict=True)
    found = [
        {"at": row.at, "who": row.student.full_name, "before": before["outcome"], "after": after["outcome"]}
        for row, before, after in pairs
        if _essence(before) != _essence(after)
    ]
    if not found and shown["groups"] != now.new_groups:
        found.append({"at": "", "who": ", ".join(now.new_groups), "before": "", "after": ""})
    return found[:DIFFERENCES_SHOWN]


def _essence(item: Item) -> dict[str, Any]:
    """Return what an item does; a remark that only time brings is not a difference."""
    return {name: value for name, value in item.items() if name != "remarks"}


@transaction.atomic
def discard_import(*, batch: ImportBatch, trace: Trace) -> None:
    """Throw away a check that was not loaded, with all it held."""
    batch = lock_batch(batch)
    check_import(trace.actor, batch.organization, batch.organization.local_day(trace.now))
    if batch.status != ImportStatus.CHECKED:
        raise ImportRefused(_("This workbook has been loaded: undo it instead."))
    batch.delete()


def purge_checks(*, now: datetime) -> int:
    """Delete the checks that nobody loaded for a month: they hold personal data (R5). Return how many.

    Of what was loaded a month ago its rows go: it can no longer be undone.
    """
    before = now - timedelta(days=KEPT_DAYS)
    ImportBatch.objects.filter(applied_at__lt=before).exclude(done={}).update(**PERSONAL)
    return ImportBatch.objects.filter(status=ImportStatus.CHECKED, uploaded_at__lt=before).delete()[0]


def forget_rows(batch: ImportBatch) -> list[str]:
    """Empty what the batch holds of people, return the fields to save."""
    for name, empty in PERSONAL.items():
        setattr(batch, name, empty)
    return list(PERSONAL)
