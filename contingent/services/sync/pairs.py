"""Deciding whether a person of a source and one known here are the same, with preview and undo."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization, OutsideIdentity
from contingent.enums import ChangeKind, PairState, SyncState
from contingent.models import DoubtfulPair, SyncChange, SyncRun
from contingent.services.people_import.undoing import Obstacle
from contingent.services.sync.carrying import carry_out
from contingent.services.sync.refusals import SyncRefused
from contingent.services.sync.rolling_back import roll_back
from contingent.services.sync.runs import begin_run
from contingent.services.sync.work import Work
from contingent.sync_access import check_leads_sync


@transaction.atomic
def decide_pair(*, pair: DoubtfulPair, same: bool, trace: Trace) -> DoubtfulPair:
    """Decide of a pair: the same person gets the number of the source, another is made anew.

    What the last batch told of the person goes in at once, as a run of its own, which can be taken back.
    """
    found = _lock(pair, trace)
    if found.state != PairState.OPEN:
        raise SyncRefused(_("This pair has been decided already."))
    if same and OutsideIdentity.objects.filter(system=found.source.system, key=found.key).exists():
        raise SyncRefused(_("This number belongs to another person by now. The next synchronisation will sort it out."))
    found.state = PairState.SAME if same else PairState.DIFFERENT
    found.decided_by, found.decided_at = trace.actor, trace.now
    others = DoubtfulPair.objects.filter(source=found.source, key=found.key, state=PairState.OPEN).exclude(pk=found.pk)
    if not same and others.exists():
        found.save(update_fields=["state", "decided_by", "decided_at"])
        return found
    run = begin_run(found.source, False, trace.now, trace.actor.pk, decision=True)
    _take_records(run, found.key)
    if same:
        OutsideIdentity.objects.create(system=found.source.system, key=found.key, user=found.user)
        others.update(state=PairState.DIFFERENT, decided_by=trace.actor, decided_at=trace.now, run=run)
    found.run = run
    found.save(update_fields=["state", "decided_by", "decided_at", "run"])
    if carry_out(run=run.pk, now=trace.now) == SyncState.FAILED:
        raise SyncRefused(SyncRun.objects.get(pk=run.pk).error)
    if same:
        SyncChange.objects.create(
            run=run, kind=ChangeKind.TIED, model="user", object_id=found.user_id, person_id=found.user_id,
            who=found.user.full_name, after=found.key,
        )  # fmt: skip
    SyncRun.objects.filter(pk=run.pk).update(state=SyncState.APPLIED, error="")
    return found


@transaction.atomic
def reopen_pair(*, pair: DoubtfulPair, trace: Trace) -> list[Obstacle]:
    """Take a decision back with all that came of it; return what stands in the way, then nothing is changed."""
    found = _lock(pair, trace)
    if found.state == PairState.OPEN:
        return []
    if found.run and (standing := roll_back(run=found.run, trace=trace)):
        return standing
    DoubtfulPair.objects.filter(pk=found.pk).update(state=PairState.OPEN, decided_by=None, decided_at=None, run=None)
    return []


def _lock(pair: DoubtfulPair, trace: Trace) -> DoubtfulPair:
    found = (
        DoubtfulPair.objects.select_for_update(of=("self",))
        .select_related("source__organization", "user", "run")
        .get(pk=pair.pk)
    )
    organization = found.source.organization
    check_leads_sync(trace.actor, organization, organization.local_day(trace.now))
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    return found


def _take_records(run: SyncRun, person: str) -> None:
    """Copy into the run what the batches kept tell last of the person, their ties and who is tied to them."""
    work = Work(run, run.organization.local_day(run.asked_at), run.asked_at, "")
    columns = (
        'kind, key, person, last_name, first_name, patronymic, email, phone, birth_date, title, "group", note, other,'
        " level, starts, ends, raw, digest, problems"
    )
    work.do(
        f"""
        WITH told AS (
            SELECT DISTINCT ON (r.kind, r.key) r.* FROM contingent_syncrecord r
            JOIN contingent_syncrun b ON b.id = r.run_id AND b.source_id = %(source)s AND NOT b.decision
                AND b.state IN ('applied', 'unchanged')
            ORDER BY r.kind, r.key, r.run_id DESC, r.id DESC
        ), own AS (SELECT * FROM told WHERE person = %(person)s AND kind <> 'tie'
        ), ties AS (
            SELECT * FROM told WHERE kind = 'tie' AND (person = %(person)s
                OR other IN (SELECT key FROM own WHERE kind = 'student'))
        )
        INSERT INTO contingent_syncrecord (run_id, {columns})
        SELECT %(run)s, {columns} FROM own UNION ALL SELECT %(run)s, {columns} FROM ties
        UNION ALL SELECT %(run)s, {columns} FROM told
            WHERE kind = 'representative' AND person IN (SELECT person FROM ties) AND person <> %(person)s
        """,  # noqa: S608
        person=person,
    )
