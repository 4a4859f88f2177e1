"""Loading a source's records from files that a person gives: checked whole, shown, applied on their word (X1, X2)."""

import json
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from contingent.enums import ChangeKind, SyncState
from contingent.feeds.files import NamedFile, read_files
from contingent.feeds.problems import field_in_words, problem_in_words
from contingent.models import SyncChange, SyncRun, SyncSource
from contingent.services.sync.batch import keep_records
from contingent.services.sync.refusals import SyncRefused
from contingent.services.sync.runs import begin_run
from contingent.services.sync.watch import Watch
from contingent.services.sync.work import Work
from contingent.sync_access import check_leads_sync

NAMES = 500


@transaction.atomic
def take_files(*, source: SyncSource, files: Sequence[NamedFile], whole: bool, trace: Trace) -> SyncRun:
    """Keep the records of the files in a run that waits to be compared; the files themselves are not kept (R5).

    With `whole` whoever is not in the files has left; otherwise nobody leaves who is not told gone.
    Raises `FeedError` when a file cannot be read to its end: then nothing of any of them stays.
    """
    check_leads_sync(trace.actor, source.organization, source.organization.local_day(trace.now))
    watch = Watch(trace.now)
    names = ", ".join(name for name, _file in files)[:NAMES]
    run = begin_run(source, whole, trace.now, trace.actor.pk, files=names)
    today = source.organization.local_day(trace.now)
    for page in read_files(files):
        if page.records and not run.done and not _is_of(source, page.records[0]):
            raise SyncRefused(
                _("These are not records of this outside system: choose the files of the other one here.")
            )
        keep_records(run, page.records, today)
        run.done += len(page.records)
    run.total, run.state, run.fetched_at = run.done, SyncState.CHECKING, watch.now()
    run.save(update_fields=["done", "total", "state", "fetched_at"])
    return run


def _is_of(source: SyncSource, record: dict[str, object]) -> bool:
    """Whether the first record is of a kind that the source tells: staff and students are not taken for each other."""
    is_staff = record.get("type") == "employee" or (record.get("type") == "gone" and record.get("kind") == "employee")
    return is_staff == (source.system == "staff")


def keep_report(work: Work) -> None:
    """Take back everything that the run has written, but keep its report."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    told = list(SyncChange.objects.filter(run=work.run).order_by("pk"))
    transaction.set_rollback(True)
    work.report = told


def write_report(work: Work) -> None:
    """Write the report of what would be changed, and which records would be set aside with their reasons."""
    for change in work.report:
        change.pk = None
    aside = work.rows("SELECT kind, who, key, reasons FROM sync_problem ORDER BY who, key")
    for kind, who, key, reasons in aside:
        told = json.loads(reasons) if isinstance(reasons, str) else reasons
        words = "; ".join(
            f"{field_in_words(field)}: {problem_in_words(field, code, values)}" for field, code, values in told
        )
        work.report.append(
            SyncChange(run=work.run, kind=ChangeKind.ASIDE, model=kind, object_id=0, who=who or key, after=words)
        )
    work.counts[ChangeKind.ASIDE] = len(aside)
    SyncChange.objects.bulk_create(work.report, batch_size=1000)
    work.begin()
