"""The load from Excel: checked, shown, written as a whole, undone while nobody has changed it (R46)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit import Trace
from contingent.errors import UnreadableWorkbook
from contingent.sheets.headings import find_table
from contingent.sheets.values import as_text
from contingent.sheets.workbook import read_workbook
from curriculum.enums import HoursKind
from curriculum.load_access import LOAD, check_prepares
from curriculum.models import AcademicYear, PreparationAction
from curriculum.queries.load_grid import load_rows, staff_of, year_courses
from curriculum.services.load.saving import MOST_HOURS, Cell, LoadRefused, save_load

IMPORT = f"{LOAD}import"
WORDS = {
    "planned": r"план",
    "group": r"^групп|^класс|поток",
    "subject": r"дисциплин|предмет|мдк|курс",
    "teacher": r"преподават|учител|фио",
    "kind": r"вид",
    "term": r"семестр|полугод",
    "hours": r"час|нагрузк",
}
NEEDED = ("group", "subject", "teacher", "hours")


@dataclass(frozen=True, slots=True)
class LoadLine:
    """A row of the workbook: where it is, what it is about, hours before and after, or why it is refused."""

    at: str
    about: str
    before: int | None = None
    after: int | None = None
    error: str = ""
    cell: Cell | None = None


@dataclass
class LoadPlan:
    """What the workbook does: the rows that change something, and those refused."""

    lines: list[LoadLine] = field(default_factory=list)
    same: int = 0

    @property
    def errors(self) -> list[LoadLine]:
        return [line for line in self.lines if line.error]

    @property
    def changes(self) -> list[LoadLine]:
        return [line for line in self.lines if not line.error]

    @property
    def digest(self) -> str:
        return sha256(repr(self.lines).encode()).hexdigest()


def plain(text: str) -> str:
    """Return the words of a name so that spelling habits do not matter."""
    return "".join(sign for sign in text.lower().replace("ё", "е") if sign.isalnum())


def read_load(file: IO[bytes]) -> list[dict[str, str]]:
    """Return the rows of the workbook as typed; raise `UnreadableWorkbook` when there is no such table."""
    found: list[dict[str, str]] = []
    read = False
    for sheet in read_workbook(file):
        if not (table := find_table(sheet, WORDS, NEEDED)):
            continue
        read = True
        for number, cells in sheet.rows[table.start + 1 :]:
            texts = {
                column.field: as_text(cells[column.place]) if column.place < len(cells) else ""
                for column in table.columns
            }
            if texts["group"] and texts["subject"] and texts["teacher"]:
                found.append({"at": f"{sheet.name}, {number}", **texts})
    if not read:
        raise UnreadableWorkbook(
            _("No sheet has the headings: group, subject, teacher, hours. Take the one given out.")
        )
    return found


def check_load(*, year: AcademicYear, rows: Sequence[dict[str, str]], trace: Trace) -> LoadPlan:
    """Return what the rows would change; nothing is written."""
    check_prepares(trace, year.organization)
    today = year.organization.local_day(trace.now)
    courses: dict[tuple[str, str], int] = {}
    for pk, _group, group, _level, code, name, _subject, _again in year_courses(year):
        for words in (f"{code}{name}", name, code):
            if words:
                courses.setdefault((plain(group), plain(words)), pk)
    people: dict[str, set[int]] = {}
    for pk, short, full, _hours, _rate in staff_of(year.organization, year):
        for words in {plain(short), plain(full)}:
            people.setdefault(words, set()).add(pk)
    held = {
        (row.course, row.employee, row.kind, row.term): row.hours
        for row in load_rows(year, today) if not row.is_over
    }  # fmt: skip
    plan, taken = LoadPlan(), set[tuple[int, int, str, int]]()
    for row in rows:
        line = _line(row, courses, people, held)
        if line.cell and line.cell.key in taken:
            line = LoadLine(line.at, line.about, error=_("The same is in a row above."))
        if line.cell:
            taken.add(line.cell.key)
        if line.cell and line.before == line.after:
            plan.same += 1
        else:
            plan.lines.append(line)
    return plan


def _line(
    row: dict[str, str], courses: dict[tuple[str, str], int], people: dict[str, set[int]], held: dict[Any, int]
) -> LoadLine:
    about = f"{row['group']}, {row['subject']}: {row['teacher']}"
    course = courses.get((plain(row["group"]), plain(row["subject"])))
    if course is None:
        return LoadLine(row["at"], about, error=_("There is no such course this year."))
    who = people.get(plain(row["teacher"]), set())
    if len(who) != 1:
        said = _("Several have this name: write it in full.") if who else _("There is no such person on the staff.")
        return LoadLine(row["at"], about, error=said)
    kind = _kind(row.get("kind", ""))
    if kind is None:
        return LoadLine(row["at"], about, error=_("The kind of hours is unclear: %(kind)s.") % {"kind": row["kind"]})
    term, hours = row.get("term", "").strip() or "0", row["hours"].replace(",", ".").strip()
    if term not in ("0", "1", "2"):
        return LoadLine(row["at"], about, error=_("A semester is 1 or 2, empty for the whole year."))
    if hours and not (hours.isascii() and hours.isdigit() and int(hours) <= MOST_HOURS):
        return LoadLine(row["at"], about, error=_("Hours are a whole number up to %(most)d.") % {"most": MOST_HOURS})
    employee = next(iter(who))
    before, after = held.get((course, employee, kind, int(term))), int(hours) if hours else None
    semester = ", " + _("semester %(n)s") % {"n": term} if term != "0" else ""
    words = f"{about}, {HoursKind(kind).label}{semester}"
    return LoadLine(row["at"], words, before, after, cell=Cell(course, employee, kind, int(term), after, before))


def _kind(text: str) -> str | None:
    words = plain(text)
    if not words:
        return HoursKind.THEORY.value
    return next((kind.value for kind in HoursKind if plain(str(kind.label)) == words or kind.value == words), None)


@transaction.atomic
def import_load(
    *, year: AcademicYear, rows: Sequence[dict[str, str]], shown: str, trace: Trace
) -> PreparationAction | None:
    """Write what was shown; None, and nothing written, when the rows would now do something else."""
    plan = check_load(year=year, rows=rows, trace=trace)
    if plan.digest != shown:
        return None
    if plan.errors or not plan.changes:
        raise LoadRefused(_("There is nothing to load, or some rows are refused: mend the workbook first."))
    cells = [line.cell for line in plan.changes if line.cell]
    _write(year, cells, trace)
    many = len(cells)
    title = ngettext("Load: %(many)d row from Excel", "Load: %(many)d rows from Excel", many) % {"many": many}
    made = {"year": year.pk, "cells": [[*cell.key, cell.was, cell.value] for cell in cells]}
    return PreparationAction.objects.create(
        organization_id=year.organization_id, kind=IMPORT, title=title, made=made, done_by=trace.actor,
        done_at=trace.now,
    )  # fmt: skip


@transaction.atomic
def undo_load(*, action: PreparationAction, trace: Trace) -> None:
    """Put every cell back as it was; raise `LoadRefused` when one has been changed since."""
    year = AcademicYear.objects.select_related("organization").get(pk=action.made["year"])
    check_prepares(trace, year.organization)
    action = PreparationAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.undone_at:
        raise LoadRefused(_("This has been undone already."))
    _write(year, [Cell(a, b, c, d, was, now) for a, b, c, d, was, now in action.made["cells"]], trace)
    action.undone_by, action.undone_at = trace.actor, trace.now
    action.save(update_fields=["undone_by", "undone_at"])


def _write(year: AcademicYear, cells: Sequence[Cell], trace: Trace) -> None:
    answers = save_load(year=year, cells=cells, trace=trace)
    lost = [answer for answer in answers if not answer.is_saved]
    if lost:
        raise LoadRefused(
            ngettext(
                "%(many)d cell has been changed by somebody since; nothing was written.",
                "%(many)d cells have been changed by somebody since; nothing was written.",
                len(lost),
            )
            % {"many": len(lost)}
        )
