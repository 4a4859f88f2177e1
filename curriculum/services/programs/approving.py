"""The way of a programme to its approval: sent, returned with remarks, approved (R50, R68)."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import User
from curriculum.enums import DocumentState
from curriculum.errors import NotAllowed, ProgramRefused
from curriculum.followers import tell_followers
from curriculum.models import Course, ProgramRemark, Topic, WorkProgram
from curriculum.program_access import check_author, check_decides, check_writes
from curriculum.services.programs.saving import lock_program, touch
from notifications.models import OutboxMessage
from notifications.services.outbox import post

PROGRAM = "program"
Check = Callable[[User, WorkProgram, date], None]
MOST_REMARKS = 300


@transaction.atomic
def submit_program(*, program: WorkProgram, trace: Trace) -> WorkProgram:
    """Send a programme for approval; every remark has been settled and no topic is nameless."""
    row = _to_change(program, trace, check_writes)
    if problems := obstacles(row):
        raise ProgramRefused(" ".join(problems))
    row.state, row.submitted_at = DocumentState.SUBMITTED, trace.now
    return _changed(row, trace)


def obstacles(program: WorkProgram) -> list[str]:
    """Return in words what stands in the way of sending the programme."""
    topics = Topic.objects.filter(program=program)
    if not topics.exists():
        return [_("There are no topics yet.")]
    problems = []
    if nameless := topics.filter(name="").count():
        problems.append(_("Topics without a name: %(n)d.") % {"n": nameless})
    if open_ones := ProgramRemark.objects.filter(program=program, settled_at=None).count():
        problems.append(_("Remarks not settled: %(n)d.") % {"n": open_ones})
    return problems


@transaction.atomic
def take_back(*, program: WorkProgram, trace: Trace) -> WorkProgram:
    """Take a programme back that nobody has decided on yet: it is a draft again."""
    row = _to_change(program, trace, check_author)
    if row.state != DocumentState.SUBMITTED:
        raise ProgramRefused(_("Only a programme that waits for approval is taken back."))
    row.state, row.submitted_at = DocumentState.DRAFT, None
    return _changed(row, trace, told=False)


@transaction.atomic
def return_program(*, program: WorkProgram, trace: Trace) -> WorkProgram:
    """Return a programme to its author: there is a remark that says what to do."""
    row = _to_decide(program, trace)
    if not ProgramRemark.objects.filter(program=row, settled_at=None).exists():
        raise ProgramRefused(_("Write at least one remark: what is to be changed."))
    row.state, row.decided_at, row.decided_by = DocumentState.RETURNED, trace.now, trace.actor
    return _changed(row, trace)


@transaction.atomic
def approve_program(*, program: WorkProgram, trace: Trace) -> WorkProgram:
    """Approve a programme: the courses that waited for it, or followed the version before, follow it from now on."""
    row = _to_decide(program, trace)
    row.state, row.decided_at, row.decided_by = DocumentState.APPROVED, trace.now, trace.actor
    ProgramRemark.objects.filter(program=row, settled_at=None).update(settled_at=trace.now)
    _changed(row, trace)
    if row.previous_id:
        Course.objects.filter(program=row.previous_id).update(program=row)
        WorkProgram.objects.filter(pk=row.previous_id, state=DocumentState.APPROVED).update(
            state=DocumentState.ARCHIVED
        )
    tell_followers(list(Course.objects.filter(program=row).values_list("pk", flat=True)), trace)
    return row


@transaction.atomic
def remark(*, program: WorkProgram, topic: Topic | None, text: str, trace: Trace) -> ProgramRemark:
    """Write a remark on a programme that waits for approval, or on one topic of it."""
    row = _to_decide(program, trace)
    if not text.strip():
        raise ProgramRefused(_("Write what is to be changed."))
    if ProgramRemark.objects.filter(program=row).count() >= MOST_REMARKS:
        raise ProgramRefused(_("There are %(n)d remarks already: return the programme.") % {"n": MOST_REMARKS})
    return ProgramRemark.objects.create(
        program=row, topic=topic, author=trace.actor, text=text.strip()[:1000], made_at=trace.now
    )


@transaction.atomic
def delete_remark(*, remark: ProgramRemark, trace: Trace) -> None:
    """Delete one's own remark while the programme has not been returned."""
    _to_decide(remark.program, trace)
    if remark.author_id != trace.actor.pk:
        raise NotAllowed(_("A remark is deleted by who wrote it."))
    remark.delete()


@transaction.atomic
def settle_remark(*, remark: ProgramRemark, settled: bool, trace: Trace) -> None:
    """Note that a remark has been seen to, or that it has not after all: the author's to say while they write."""
    _to_change(remark.program, trace, check_writes)
    ProgramRemark.objects.filter(pk=remark.pk).update(settled_at=trace.now if settled else None)


def _to_change(program: WorkProgram, trace: Trace, check: Check) -> WorkProgram:
    row = lock_program(program.pk)
    check(trace.actor, row, row.organization.local_day(trace.now))
    return row


def _to_decide(program: WorkProgram, trace: Trace) -> WorkProgram:
    row = _to_change(program, trace, check_decides)
    if row.state != DocumentState.SUBMITTED:
        raise ProgramRefused(_("This programme does not wait for approval (any more)."))
    return row


def _changed(row: WorkProgram, trace: Trace, *, told: bool = True) -> WorkProgram:
    touch(row, trace)
    if told:
        post(
            [
                OutboxMessage(
                    organization_id=row.organization_id,
                    kind=PROGRAM,
                    subject=f"program:{row.pk}",
                    payload={"program": row.pk, "state": row.state},
                    actor=trace.actor,
                    created_at=trace.now,
                    available_at=trace.now,
                )
            ]
        )
    return row
