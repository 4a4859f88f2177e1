"""Leading one run through its states: fetched whole, compared, applied in one transaction, reported."""

import logging
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.enums import OutsideSystem
from accounts.models import Organization, User
from contingent.enums import ChangeKind, SyncState
from contingent.errors import ContingentError
from contingent.feeds.errors import NotModified
from contingent.feeds.reading import configured
from contingent.feeds.records import Source
from contingent.models import SyncChange, SyncRun, SyncSource
from contingent.models.sync_run import UNDER_WAY
from contingent.outside_addresses import token_for
from contingent.services.sync import doubts, groups, people, staff, studies, ties
from contingent.services.sync.batch import fetch_batch
from contingent.services.sync.by_hand import keep_report, write_report
from contingent.services.sync.drops import sudden_drops
from contingent.services.sync.staging import stage
from contingent.services.sync.telling import tell_of
from contingent.services.sync.watch import Watch
from contingent.services.sync.work import Work

logger = logging.getLogger(__name__)
TRIES = 3
# Beside this many new rows what the planner knows of a table is no longer true.
STALE_SHARE, STALE_ROWS = 0.5, 500
TABLES = (
    "accounts_user", "accounts_outsideidentity", "contingent_student", "contingent_representative",
    "contingent_membership", "contingent_historicalmembership", "contingent_syncrecord", "contingent_syncchange",
)  # fmt: skip


def carry_out(*, run: int, now: datetime) -> SyncState:
    """Carry out a run that waits, or one that was cut off in the middle; one that has ended stays as it is.

    A failure leaves nothing behind but its reason in words.
    """
    found = SyncRun.objects.select_related("source", "organization").get(pk=run)
    if found.state not in UNDER_WAY:
        return SyncState(found.state)
    watch = Watch(now)
    try:
        if not found.confirmed and not found.decision and not found.files:
            _fetch(found, watch)
        else:
            _to(found, SyncState.CHECKING, watch)
        _compare_and_apply(found, watch)
    except NotModified:
        _end(found, SyncState.UNCHANGED, watch)
    except ContingentError as refused:
        _fail(found, watch, refused.message)
    except Exception:
        logger.exception("synchronisation failed")
        _fail(found, watch, _("Something went wrong here. Try once more; if it fails again, tell the support."))
    return SyncState(found.state)


def feed_of(source: SyncSource) -> Source:
    """Return where the source's records are fetched; a token is only for the address it was set up with."""
    if source.address:
        token = token_for(source.system, source.address)
        return Source(source.system, source.outside_organization, source.address, token)
    return configured(source.system, source.outside_organization)


def _fetch(run: SyncRun, watch: Watch) -> None:
    if run.started_at:
        run.records.all().delete()
    _to(run, SyncState.FETCHING, watch)
    fetch_batch(run, feed_of(run.source), run.organization.local_day(watch.began))
    run.state, run.fetched_at = SyncState.CHECKING, watch.now()
    run.save(update_fields=["full", "cursor", "etag", "done", "total", "state", "fetched_at"])


def _compare_and_apply(run: SyncRun, watch: Watch) -> None:
    """Compare and apply; whoever writes the same people at that moment is let first."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                _apply(run, watch)
            return
        except (IntegrityError, OperationalError):
            if not left:
                raise


def _apply(run: SyncRun, watch: Watch) -> None:
    now = watch.began
    Organization.objects.select_for_update(no_key=True).only("pk").get(pk=run.organization_id)
    actor = run.decided_by or run.asked_by or User()
    reason = _("Synchronisation No. %d") % run.pk
    work = Work(run, run.organization.local_day(now), now, reason, actor.pk)
    if run.confirmed:
        SyncChange.objects.filter(run=run).delete()
    # Many names at once go into the index of name parts together, not one by one.
    work.do("SET LOCAL gin_pending_list_limit = '64MB'")
    compare(work)
    run.asks = [] if run.confirmed else sudden_drops(work)
    if run.files and not run.confirmed:
        _show(work, Trace(actor, now, None, reason), watch)
        return
    if run.asks:
        _tell_leavers(work)
        run.counts = _counts(work)
        work.clean()
        _end(run, SyncState.ASKS, watch)
        return
    write(work, Trace(actor, now, None, reason))
    run.counts = _counts(work)
    work.clean()
    if not run.decision:
        # After files given by hand both are empty: the source is asked for everybody anew.
        SyncSource.objects.filter(pk=run.source_id).update(cursor=run.cursor, etag=run.etag)
    _end(run, SyncState.APPLIED if _has_changed(work) else SyncState.UNCHANGED, watch)
    if work.counts[ChangeKind.ADDED] > STALE_ROWS:
        _refresh_statistics(work.counts[ChangeKind.ADDED])


def _show(work: Work, trace: Trace, watch: Watch) -> None:
    """Report all that files given by hand would change, and change nothing."""
    with transaction.atomic():
        write(work, trace)
        keep_report(work)
    write_report(work)
    work.run.counts = _counts(work)
    work.clean()
    _end(work.run, SyncState.ASKS if _has_changed(work) or work.aside else SyncState.UNCHANGED, watch)


def _has_changed(work: Work) -> bool:
    return any(work.counts[kind] for kind in ChangeKind if kind not in (ChangeKind.CONFLICT, ChangeKind.ASIDE))


def compare(work: Work) -> None:
    """Find the difference between the batch and what there is, into temporary tables; write none of it."""
    stage(work)
    if work.run.source.system == OutsideSystem.STAFF:
        people.match_people(work)
        staff.match_staff(work)
        return
    groups.match_groups(work)
    people.match_people(work)
    studies.match_studies(work)
    ties.match_ties(work)


def write(work: Work, trace: Trace) -> None:
    """Apply the difference and report it."""
    if work.run.source.system == OutsideSystem.STAFF:
        people.make_people(work, "SELECT person FROM sync_job WHERE live")
        staff.write_staff(work, trace)
    else:
        groups.write_groups(work)
        people.make_people(
            work, "SELECT person FROM sync_study WHERE live UNION SELECT person FROM sync_tie WHERE live"
        )
        studies.write_studies(work)
        ties.write_ties(work)
        groups.close_groups(work)
        groups.set_curators(work)
    people.change_people(work)
    doubts.keep_set_aside(work)
    doubts.forget_decided_pairs(work)


def _tell_leavers(work: Work) -> None:
    """Report who would be gone, for the decision."""
    is_staff = work.run.source.system == OutsideSystem.STAFF
    told = {"person_id": "user_id", "who": "who", "field": "'ends'", "after": "ends::text"}
    if is_staff:
        work.note(ChangeKind.LEFT, "employee", "FROM sync_dismissed ORDER BY who", object_id="employee_id", **told)
        return
    work.note(
        ChangeKind.LEFT, "student", "FROM sync_leaver ORDER BY who",
        object_id="student_id", group_id="group_id", **told,
    )  # fmt: skip
    work.note(ChangeKind.UNTIED, "representative", "FROM sync_tie_gone ORDER BY who", object_id="id", **told)


def _counts(work: Work) -> dict[str, int]:
    """Return how many of each kind and model there are, and how many records are set aside."""
    newly = {"newly_aside": work.newly_aside} if work.newly_aside else {}
    return dict(work.counts) | {"set_aside": work.aside, "doubtful": work.held} | newly


def _to(run: SyncRun, state: SyncState, watch: Watch) -> None:
    """Take a run up: what waited for a person's answer counts from here."""
    run.state, run.started_at = state, watch.began
    run.save(update_fields=["state", "started_at"])


def _end(run: SyncRun, state: SyncState, watch: Watch, **told: Any) -> None:
    run.state, run.ended_at = state, watch.now()
    for name, value in told.items():
        setattr(run, name, value)
    run.save(update_fields=["state", "ended_at", "counts", "asks", *told])
    tell_of(run, watch.began)


def _fail(run: SyncRun, watch: Watch, error: str) -> None:
    """Nothing of the batch stays: it was not read to its end or did not go in."""
    with transaction.atomic():
        run.records.all().delete()
        SyncChange.objects.filter(run=run).delete()
        run.counts, run.asks = {}, []
        _end(run, SyncState.FAILED, watch, error=error)


def _refresh_statistics(added: int) -> None:
    """Let the planner know the tables beside which so many new rows are many, before the server finds the time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s) AND reltuples * %s < %s",
            [list(TABLES), STALE_SHARE, added],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
