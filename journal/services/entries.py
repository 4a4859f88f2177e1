"""Saving what a teacher typed into cells of the journal: marks, comments, attendance.

A batch is saved in one transaction; each change is answered on its own: saved, refused with the
reason in words, or in conflict with what someone else has put there meanwhile (decision 3).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from accounts.audit import Trace
from accounts.models import User
from common.plans import Rows
from common.prepared import answers
from curriculum.models import Course
from journal.access import OWN_PAGE, check_fill_page
from journal.enums import EntryKind
from journal.services.cells import Entry, Outcome, Page, works_asked
from journal.services.cells_attendance import AttendanceCells
from journal.services.cells_judged import Cells
from journal.services.cells_marks import CommentCells, MarkCells

CELLS: dict[EntryKind, type[Cells[Any]]] = {
    EntryKind.MARK: MarkCells,
    EntryKind.COMMENT: CommentCells,
    EntryKind.ATTENDANCE: AttendanceCells,
}


@transaction.atomic
def save_entries(*, course: Course, entries: Sequence[Entry], trace: Trace) -> list[Outcome]:
    """Save a batch of changes of one page and return an outcome for each, in the same order.

    A change goes in only where the cell still holds what its author saw. Repeating a batch is
    harmless: a change whose id is already in the history is answered and not written again.

    Raises `NotAllowed` when nothing on the page is the actor's to enter (R27), `ValueError` when two
    changes share an id: what a cell holds is looked up by it.
    """
    if len({entry.id for entry in entries}) < len(entries):
        raise ValueError("two changes share an id")
    today = course.organization.local_day(trace.now)
    owned, locked = ask_first(course, entries, trace.actor, today)
    rights = check_fill_page(trace.actor, course, today, owned)
    outcomes: dict[int, Outcome] = {}
    for turn in turns(entries):
        page = Page.load(course, rights, [entries[index] for index in turn], locked)
        locked = None
        for kind, cells in CELLS.items():
            of_kind = [index for index in turn if entries[index].kind == kind]
            if of_kind:
                saved = cells(page, [entries[index] for index in of_kind], trace).save()
                outcomes.update(zip(of_kind, saved, strict=True))
    return [outcomes[index] for index in range(len(entries))]


def ask_first(course: Course, entries: Sequence[Entry], actor: User, today: date) -> tuple[Rows | None, Rows | None]:
    """Return whether the page is the actor's, and the works, locked: on one trip where all entries are marks of works.

    Lessons are locked before works, so where they are needed everything is asked in its turn.
    """
    if not all(entry.kind != EntryKind.ATTENDANCE and entry.work is not None for entry in entries):
        return None, None
    owned, locked = answers(OWN_PAGE.with_values(actor, today, course), works_asked(course, entries))
    return owned.rows, locked.rows


def turns(entries: Sequence[Entry]) -> Iterator[list[int]]:
    """Yield the places of the entries in turns: within a turn no cell is changed twice."""
    waiting = list(range(len(entries)))
    while waiting:
        seen: set[tuple[object, ...]] = set()
        turn: list[int] = []
        later: list[int] = []
        for index in waiting:
            cell = entries[index].cell
            (later if cell in seen else turn).append(index)
            seen.add(cell)
        yield turn
        waiting = later
