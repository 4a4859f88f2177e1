"""Handing the load out by cells: each is written only where it still holds what its author saw (R46)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import CHANGED, CREATED, Trace, delete_audited, write_history
from common.dated import ONE_DAY, overlaps
from contingent.models import Employee
from curriculum.enums import HoursKind
from curriculum.errors import CurriculumError
from curriculum.load_access import check_prepares
from curriculum.models import AcademicYear, Course, TeacherNorm, TeachingLoad

MOST_HOURS = 2000
MOST_RATE = 3
MOST_NORM = 2000
Key = tuple[int, int, str, int]


class LoadRefused(CurriculumError):
    """The load cannot be handed out as asked."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Hours of a teacher on a course by kind and term: what is wanted, what its author saw; None is no load."""

    course: int
    employee: int
    kind: str
    term: int
    value: int | None
    was: int | None

    @property
    def key(self) -> Key:
        return (self.course, self.employee, self.kind, self.term)


@dataclass(frozen=True, slots=True)
class CellAnswer:
    """What became of a cell; of a conflict also what it holds, who wrote that and when."""

    cell: Cell
    is_saved: bool
    now: int | None
    who: str = ""
    at: Any = None


@dataclass
class _Writing:
    created: list[TeachingLoad] = field(default_factory=list)
    changed: list[TeachingLoad] = field(default_factory=list)
    deleted: list[TeachingLoad] = field(default_factory=list)

    def write(self, trace: Trace) -> None:
        TeachingLoad.objects.bulk_update(self.changed, ["hours", "ends"])
        delete_audited(trace, [(row, None) for row in self.deleted])
        TeachingLoad.objects.bulk_create(self.created)
        write_history(
            trace, [*((row, CHANGED, None) for row in self.changed), *((row, CREATED, None) for row in self.created)]
        )


@transaction.atomic
def save_load(*, year: AcademicYear, cells: Sequence[Cell], trace: Trace) -> list[CellAnswer]:
    """Write the cells that still hold what was seen; a cell that somebody else changed is left as it is.

    Hours of a course nobody taught yet hold from the first day of the year, of one that somebody did
    from today. A load that has begun and is taken away holds until yesterday and has no hours.
    """
    check_prepares(trace, year.organization)
    AcademicYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    today = year.organization.local_day(trace.now)
    _check(year, cells)
    rows = TeachingLoad.objects.filter(course__in={cell.course for cell in cells}).order_by("starts", "pk")
    held: dict[Key, TeachingLoad] = {}
    resting: dict[Key, TeachingLoad] = {}
    taught: set[tuple[int, str, int]] = set()
    for row in rows:
        key = (row.course_id, row.employee_id, row.kind, row.term)
        if row.ends is None or row.ends >= max(today, row.starts):
            held[key] = row
        elif row.ends == today - ONE_DAY and not row.hours:
            resting[key] = row
        if row.hours:
            taught.add((row.course_id, row.kind, row.term))
    writing, answers = _Writing(), []
    lost = [cell for cell in cells if _now(held, cell) not in (cell.was, cell.value)]
    authors = _authors([held[cell.key] for cell in lost if cell.key in held])
    for cell in cells:
        now = _now(held, cell)
        if now == cell.value:
            answers.append(CellAnswer(cell, is_saved=True, now=now))
        elif now != cell.was:
            who, at = authors.get(held[cell.key].pk, ("", None)) if cell.key in held else ("", None)
            answers.append(CellAnswer(cell, is_saved=False, now=now, who=who, at=at))
        else:
            first = today if (cell.course, cell.kind, cell.term) in taught and today > year.starts else year.starts
            _put(cell, held, resting, writing, today, first)
            answers.append(CellAnswer(cell, is_saved=True, now=cell.value))
    writing.write(trace)
    return answers


def _now(held: dict[Key, TeachingLoad], cell: Cell) -> int | None:
    return held[cell.key].hours if cell.key in held else None


def _put(
    cell: Cell, held: dict[Key, TeachingLoad], resting: dict[Key, TeachingLoad], writing: _Writing, today: date,
    first: date,
) -> None:  # fmt: skip
    row = held.get(cell.key)
    if cell.value is None:
        if row and row.starts >= today:
            writing.deleted.append(row)
        elif row:
            row.end_at_once(today)
            row.hours = 0
            writing.changed.append(row)
    elif row or cell.key in resting:
        row = row or resting[cell.key]
        if cell.key not in held:
            row.ends = None
        row.hours = cell.value
        writing.changed.append(row)
    else:
        writing.created.append(
            TeachingLoad(
                course_id=cell.course, employee_id=cell.employee, kind=cell.kind, term=cell.term, hours=cell.value,
                starts=first,
            )
        )  # fmt: skip


def _check(year: AcademicYear, cells: Sequence[Cell]) -> None:
    courses, people = {cell.course for cell in cells}, {cell.employee for cell in cells}
    own = Course.objects.filter(academic_year=year, pk__in=courses).count()
    staff = Employee.objects.filter(overlaps(year.starts, year.ends), organization=year.organization_id, pk__in=people)
    if own != len(courses) or staff.count() != len(people):
        raise LoadRefused(_("A course or a teacher is not there any more. Open the page again."))
    if len({cell.key for cell in cells}) != len(cells):
        raise LoadRefused(_("This is not what the page sends. Open it again."))
    for cell in cells:
        is_sound = cell.kind in HoursKind.values and 0 <= cell.term <= 2
        if not is_sound or (cell.value is not None and not 0 <= cell.value <= MOST_HOURS):
            raise LoadRefused(_("Hours are a whole number up to %(most)d.") % {"most": MOST_HOURS})


def _authors(rows: Sequence[TeachingLoad]) -> dict[int, tuple[str, Any]]:
    log = TeachingLoad.history.filter(id__in=[row.pk for row in rows]).select_related("history_user")
    return {
        row.id: (row.history_user.short_name if row.history_user else "", row.history_date)
        for row in log.order_by("history_date", "history_id")
    }


@transaction.atomic
def save_norm(
    *, year: AcademicYear, employee: int, value: tuple[int, str], was: tuple[int, str] | None, trace: Trace
) -> tuple[bool, tuple[int, str] | None]:
    """Set a teacher's tariff of the year: hours of a full post and the share of it. Return whether, and what it is."""
    check_prepares(trace, year.organization)
    try:
        hours, rate = int(value[0]), Decimal(str(value[1]).replace(",", ".")).quantize(Decimal("0.01"))
    except (InvalidOperation, ValueError) as error:
        raise LoadRefused(_("A tariff is hours and a share of a post, such as 720 and 1.5.")) from error
    if not (0 < hours <= MOST_NORM and 0 < rate <= MOST_RATE):
        raise LoadRefused(_("A tariff is hours and a share of a post, such as 720 and 1.5."))
    if not Employee.objects.filter(organization=year.organization_id, pk=employee).exists():
        raise LoadRefused(_("A course or a teacher is not there any more. Open the page again."))
    AcademicYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    row = TeacherNorm.objects.filter(academic_year=year, employee=employee).first()
    now = (row.hours, str(row.rate)) if row else None
    if now not in (was, (hours, str(rate))):
        return False, now
    TeacherNorm.objects.update_or_create(
        academic_year=year, employee_id=employee, defaults={"hours": hours, "rate": rate}
    )
    return True, (hours, str(rate))


def active(course: Course, employee: int, day: date) -> Iterable[TeachingLoad]:
    """Return the teacher's load on the course that holds on the day or later, locked."""
    rows = TeachingLoad.objects.filter(Q(ends=None) | Q(ends__gte=day), course=course, employee=employee)
    return [row for row in rows.select_for_update() if row.ends is None or row.ends >= row.starts]
