"""Who is in subgroups, streams and activities: one save of a whole board, which can be taken back (R45, R86).

Every student is compared with what the author of the change saw. When somebody else has moved one
of them meanwhile, nothing is written: it is shown, and the author decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import CREATED, Trace, write_history
from common.dated import ONE_DAY
from contingent.enums import BulkKind
from contingent.errors import GroupRefused
from contingent.group_access import check_forms_group, visible_compositions
from contingent.models import BulkAction, Membership, Student, StudyGroup
from contingent.queries.groups.board import Seat, board_groups, read_seats
from contingent.services.people_import.undoing import Obstacle, take_back
from contingent.services.people_import.writing import AT_ONCE, Done, write_audited

LONGEST = 400


@dataclass(frozen=True)
class Move:
    """A student who is to be in the group `to` of the board, or in none; `seen` is their seat as it was seen."""

    student: int
    seen: str
    to: int | None


@dataclass(frozen=True)
class Conflict:
    """A student whom somebody else moved meanwhile: where they are now, by whom and when."""

    student: int
    name: str
    groups: tuple[str, ...]
    who: str
    at: datetime | None


@transaction.atomic
def compose(
    *, group: StudyGroup, day: date, moves: Sequence[Move], order: str, trace: Trace
) -> BulkAction | list[Conflict]:
    """Let the students be in these groups of the board from the day on, in none other of it.

    Returns the change that was made, or the conflicts: then nothing is written. Raises
    `GroupRefused` when something of it cannot be.
    """
    organization = group.organization
    today = organization.local_day(trace.now)
    check_forms_group(trace.actor, group, today)
    if abs((day - today).days) > LONGEST:
        raise GroupRefused(_("The day is more than a year away from today."))
    board = _lock(board_groups(group, day))
    if group.pk not in {found.pk for found in board}:
        raise GroupRefused(_("The group is closed."))
    seats = {seat.student: seat for seat in read_seats(board, day)}
    if found := _conflicts(board, seats, moves):
        return found
    by_student = {move.student: move for move in moves}
    _check(board, seats, by_student.values())
    closed, opened = _plan(board, by_student, day)
    if not closed and not opened:
        raise GroupRefused(_("Nothing changes: everybody is where they are to be."))
    return write_moves(group, board, closed, opened, day, order, trace)


@transaction.atomic
def undo_compose(*, group: StudyGroup, action: BulkAction, trace: Trace) -> list[Obstacle]:
    """Take a change of the composition back as a whole; return what stands in the way. Twice is harmless."""
    today = group.organization.local_day(trace.now)
    check_forms_group(trace.actor, group, today)
    _lock(StudyGroup.objects.filter(pk__in=action.asked["groups"]))
    own = visible_compositions(trace.actor, group, today)
    action = own.select_for_update(of=("self",)).get(pk=action.pk)
    if action.undone_at:
        return []
    if found := take_back(action.done, trace):
        return found
    action.undone_by, action.undone_at = trace.actor, trace.now
    action.save(update_fields=["undone_by", "undone_at"])
    return []


def write_moves(
    group: StudyGroup,
    board: Iterable[StudyGroup],
    closed: Sequence[Membership],
    opened: Sequence[Membership],
    day: date,
    order: str,
    trace: Trace,
) -> BulkAction:
    """End the places the day before, open the others, and keep what was done. Called in a transaction."""
    changed = [
        {
            "model": "membership",
            "pk": place.pk,
            "field": "ends",
            "before": place.ends.isoformat() if place.ends else "",
            "after": (max(day, place.starts) - ONE_DAY).isoformat(),
        }
        for place in closed
    ]
    write_audited(changed, "after", trace)
    Membership.objects.bulk_create(opened, batch_size=AT_ONCE)
    write_history(trace, [(place, CREATED, None) for place in opened])
    students = {place.student_id for place in [*closed, *opened]}
    people = Student.objects.filter(pk__in=students).order_by("pk").values_list("user", flat=True)
    return BulkAction.objects.create(
        organization_id=group.organization_id,
        kind=BulkKind.COMPOSE,
        actor=trace.actor,
        at=trace.now,
        asked={
            "day": day.isoformat(), "order": order, "group": group.pk, "groups": sorted(found.pk for found in board),
        },
        people=list(people),
        done=asdict(Done(changed=changed, memberships=[place.pk for place in opened])),
    )  # fmt: skip


def _lock(groups: Iterable[StudyGroup]) -> list[StudyGroup]:
    ids = [group.pk for group in groups]
    rows = StudyGroup.objects.filter(pk__in=ids).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def _conflicts(board: Sequence[StudyGroup], seats: dict[int, Seat], moves: Sequence[Move]) -> list[Conflict]:
    """Return the students who are not where the author of the change saw them."""
    names = {group.pk: group.name for group in board}
    moved = [move.student for move in moves if move.student in seats and seats[move.student].token != move.seen]
    if not moved:
        return []
    log = Membership.history.filter(
        id__in=Membership.objects.filter(student__in=moved, group__in=names).values("pk")
    ).select_related("history_user")
    last = {row.student_id: row for row in log.order_by("history_date", "history_id")}
    found = []
    for student in moved:
        seat, row = seats[student], last.get(student)
        groups = tuple(names[pk] for pk in seat.inside)
        who = row.history_user.short_name if row and row.history_user else ""
        found.append(Conflict(student, seat.name, groups, who, row.history_date if row else None))
    return found


def _check(board: Sequence[StudyGroup], seats: dict[int, Seat], moves: Iterable[Move]) -> None:
    ids = {group.pk for group in board}
    for move in moves:
        seat = seats.get(move.student)
        if seat is None:
            raise GroupRefused(_("One of the students is not there to be chosen any more. Open the page again."))
        if move.to is not None and move.to not in ids:
            raise GroupRefused(_("One of the groups is closed. Open the page again."))
        if move.to is not None and seat.stray:
            raise GroupRefused(
                _("%(name)s is on this day in none of the groups it is drawn from.") % {"name": seat.name}
            )


def _plan(board: Sequence[StudyGroup], moves: dict[int, Move], day: date) -> tuple[list[Membership], list[Membership]]:
    """Return the places to be ended, and those to be opened."""
    kinds = {group.pk: group.kind for group in board}
    ends = dict(Student.objects.filter(pk__in=moves).values_list("pk", "ends"))
    rows = Membership.objects.filter(student__in=moves, group__in=kinds)
    held = [place for place in rows.order_by("pk") if place.ends is None or place.ends >= max(day, place.starts)]
    closed, staying = [], set()
    for place in held:
        if place.group_id == moves[place.student_id].to and place.starts <= day:
            staying.add(place.student_id)
        else:
            closed.append(place)
    opened = [
        Membership(
            student_id=move.student, group_id=move.to, group_kind=kinds[move.to], starts=day, ends=ends[move.student]
        )
        for move in moves.values()
        if move.to is not None and move.student not in staying
    ]
    return closed, opened
