"""What people ask of a synchronisation: begin, confirm, refuse; what the night asks; what is forgotten in time."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from contingent.enums import PairState, SyncState
from contingent.models import DoubtfulPair, SetAside, SyncChange, SyncRecord, SyncRun, SyncSource
from contingent.models.sync_run import UNDER_WAY, lost
from contingent.outside_addresses import NIGHT
from contingent.services.sync.refusals import SyncRefused
from contingent.services.sync.telling import tell_of
from contingent.sync_access import check_leads_sync

KEPT_DAYS = 30
# Changes since the last time by day, everybody once in so many days: what was missed comes to light.
FULL_EVERY = timedelta(days=7)


def ask_for_run(*, source: SyncSource, full: bool, trace: Trace) -> SyncRun:
    """Make a run that waits for a worker; one at a time in an organisation."""
    check_leads_sync(trace.actor, source.organization, source.organization.local_day(trace.now))
    etag = "" if full else source.etag
    return begin_run(source, full or needs_everybody(source, trace.now), trace.now, trace.actor.pk, etag=etag)


def begin_run(
    source: SyncSource, full: bool, now: datetime, asked_by: int | None, etag: str = "", files: str = "", **more: bool
) -> SyncRun:
    """Make a run; what asked and was not answered gives way to it.

    With an ETag the source may answer that nothing has changed; who asks for everybody anew gives none.
    """
    forget_lost_runs(source.organization_id, now)
    try:
        with transaction.atomic():
            if not more:
                SyncRun.objects.filter(source=source, state=SyncState.ASKS).update(
                    state=SyncState.STOPPED, decided_at=now
                )
            return SyncRun.objects.create(
                source=source, organization_id=source.organization_id, full=full, asked_by_id=asked_by, asked_at=now,
                etag=etag, files=files, **more,
            )  # fmt: skip
    except IntegrityError:
        raise SyncRefused(
            _("A synchronisation of the organisation is under way already. Wait until it has ended.")
        ) from None


def forget_lost_runs(organization: int, now: datetime) -> None:
    """Fail the runs whose worker was lost: none is under way for so long."""
    rows = SyncRun.objects.filter(lost(now), organization=organization)
    if not rows.exists():
        return
    with transaction.atomic():
        for run in rows.select_for_update(skip_locked=True):
            run.state, run.ended_at = SyncState.FAILED, now
            run.error = _("The synchronisation was cut off, nothing of it was applied. Try once more.")
            run.save(update_fields=["state", "ended_at", "error"])
            tell_of(run, now)


def needs_everybody(source: SyncSource, now: datetime) -> bool:
    """Whether it is time to ask for everybody and not only for what has changed."""
    if not source.cursor:
        return True
    done = (SyncState.APPLIED, SyncState.UNCHANGED)
    return not source.runs.filter(full=True, state__in=done, ended_at__gt=now - FULL_EVERY).exists()


def ask_nightly_runs(*, now: datetime) -> list[int]:
    """Make a run for every source whose organisation has its night and that was not read in it; return their numbers.

    An organisation with both sources has its staff first and the contingent when that has ended.
    """
    begun = []
    sources = SyncSource.objects.filter(nightly=True).select_related("organization")
    for source in sources.order_by("organization", "-system"):
        if not is_night_of(source, now):
            continue
        try:
            begun.append(begin_run(source, needs_everybody(source, now), now, None, source.etag).pk)
        except SyncRefused:
            continue
    return begun


def is_night_of(source: SyncSource, now: datetime) -> bool:
    """Whether it is night where the source's organisation is, and the night has not read it yet."""
    there = source.organization.local(now)
    began = there.replace(hour=NIGHT[0], minute=0, second=0, microsecond=0)
    return there.hour in NIGHT and not source.runs.filter(asked_by=None, asked_at__gte=began).exists()


def next_nightly_run(*, after: int, now: datetime) -> int | None:
    """Return the run of the organisation's other source, where the night asked for the first."""
    done = SyncRun.objects.select_related("source").get(pk=after)
    if done.asked_by_id is not None or done.decision:
        return None
    others = SyncSource.objects.filter(organization=done.organization_id, nightly=True).exclude(pk=done.source_id)
    source = others.exclude(runs__asked_at__gt=now - timedelta(hours=12), runs__asked_by=None).first()
    if source is None or source.system > done.source.system:
        return None
    try:
        return begin_run(source, needs_everybody(source, now), now, None, source.etag).pk
    except SyncRefused:
        return None


@transaction.atomic
def confirm_run(*, run: SyncRun, trace: Trace) -> SyncRun:
    """Let a run that asks go on with the batch it has fetched; what has changed here meanwhile is compared anew."""
    found = lock_run(run, trace)
    if found.state != SyncState.ASKS:
        raise SyncRefused(_("There is nothing to decide any more."))
    forget_lost_runs(found.organization_id, trace.now)
    if SyncRun.objects.filter(organization=found.organization_id, state__in=UNDER_WAY).exists():
        raise SyncRefused(_("A synchronisation of the organisation is under way already. Wait until it has ended."))
    found.state, found.confirmed = SyncState.APPLYING, True
    found.decided_by, found.decided_at, found.asked_at = trace.actor, trace.now, trace.now
    found.save(update_fields=["state", "confirmed", "decided_by", "decided_at", "asked_at"])
    return found


@transaction.atomic
def refuse_run(*, run: SyncRun, trace: Trace) -> None:
    """Apply nothing of a run that asks; its batch is thrown away."""
    found = lock_run(run, trace)
    if found.state != SyncState.ASKS:
        raise SyncRefused(_("There is nothing to decide any more."))
    found.state, found.decided_by, found.decided_at = SyncState.STOPPED, trace.actor, trace.now
    found.save(update_fields=["state", "decided_by", "decided_at"])
    SyncRecord.objects.filter(run=found).delete()


def lock_run(run: SyncRun, trace: Trace) -> SyncRun:
    """Return the run locked; raise `NotAllowed` unless the actor leads the exchange."""
    found = SyncRun.objects.select_for_update(of=("self",)).select_related("source", "organization").get(pk=run.pk)
    check_leads_sync(trace.actor, found.organization, found.organization.local_day(trace.now))
    return found


def change_source(*, source: SyncSource, nightly: bool, drop_share: int, trace: Trace) -> None:
    """Set when a source is read and when it asks."""
    check_leads_sync(trace.actor, source.organization, source.organization.local_day(trace.now))
    SyncSource.objects.filter(pk=source.pk).update(nightly=nightly, drop_share=drop_share)


def forget_old_runs(*, now: datetime) -> int:
    """Delete the batches of a month ago and the names and values of their changes (R5); return how many records."""
    before = now - timedelta(days=KEPT_DAYS)
    old = SyncRun.objects.filter(kept=True, asked_at__lt=before).exclude(state__in=UNDER_WAY)
    runs = list(old.values_list("pk", flat=True))
    records = SyncRecord.objects.filter(run__in=runs)
    many: int = records._raw_delete(records.db) if runs else 0
    SyncChange.objects.filter(run__in=runs).update(who="", before="", after="")
    SyncRun.objects.filter(pk__in=runs, state=SyncState.ASKS).update(state=SyncState.STOPPED)
    SyncRun.objects.filter(pk__in=runs).update(kept=False)
    SetAside.objects.filter(mended_at__lt=before).delete()
    DoubtfulPair.objects.exclude(state=PairState.OPEN).filter(decided_at__lt=before).update(told={})
    return many
