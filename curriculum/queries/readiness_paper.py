"""The preparation of a year as an Excel workbook, and as one line of a start page (R8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from accounts.models import Organization
from contingent.sheets.writing import as_bytes, new_sheet, text_cell
from curriculum.models import AcademicYear, StepCheck, StepTerm
from curriculum.preparation_steps import steps_of
from curriculum.queries.readiness import Readiness, StepLine, due_date
from curriculum.words_readiness import days_words, state_words

WIDTHS = (8, 34, 22, 60, 30, 10, 12, 22, 34, 40)
PREPARED_BEFORE, PREPARED_AFTER = 100, 30
"""Days before the year's first day, and after it, in which the start page tells of the preparation."""


def readiness_workbook(page: Readiness) -> bytes:
    """Return the page as a workbook: a row a step."""
    book = Workbook(write_only=True)
    headings = (
        "№", _("Step"), _("State"), _("What it lacks"), _("Who answers"), _("Clause"), pgettext("step", "Due by"),
        _("Time left"), _("Signed"), _("Note"),
    )  # fmt: skip
    sheet = new_sheet(book, _("Readiness %(year)s") % {"year": page.year.name}, headings, WIDTHS)
    for number, line in enumerate(page.lines, start=1):
        sheet.append([text_cell(sheet, text) for text in _texts(number, line)])
    return as_bytes(book)


def _texts(number: int, line: StepLine) -> tuple[str, ...]:
    check = line.check
    return (
        str(number),
        str(line.step.title),
        str(state_words(line.state)),
        "; ".join(str(lack) for lack in line.found.lacks),
        ", ".join(line.answers),
        line.clause,
        f"{line.due:%d.%m.%Y}",
        days_words(line),
        f"{check.signed_by.short_name}, {date_format(check.signed_at, 'd.m.Y')}" if check else "",
        check.note if check else "",
    )


@dataclass(frozen=True, slots=True)
class PreparationLine:
    """How the year that is being prepared stands, for a start page; no year where none was ever added."""

    organization: int
    year: int | None
    name: str
    signed: int
    total: int
    overdue: int


def preparation_lines(organizations: Sequence[int], today: date) -> list[PreparationLine]:
    """Return the line of each organisation whose year is being prepared today; three queries when there are any.

    Where nothing was ever signed the year is still being prepared though it runs.
    """
    rows = AcademicYear.objects.filter(organization__in=organizations).select_related("organization")
    begun = StepCheck.objects.filter(academic_year=OuterRef("pk"))
    known: set[int] = set()
    years: dict[int, Any] = {}
    for row in rows.annotate(is_begun=Exists(begun)).order_by("-starts"):
        known.add(row.organization_id)
        is_near = -PREPARED_AFTER <= (row.starts - today).days <= PREPARED_BEFORE
        if row.ends >= today and (is_near or (row.starts <= today and not row.is_begun)):
            years.setdefault(row.organization_id, row)
    bare = [PreparationLine(place, None, "", 0, 0, 0) for place in organizations if place not in known]
    if not years:
        return bare
    checks: dict[int, set[str]] = {}
    if signed := [year for year in years.values() if year.is_begun]:
        for year, step in StepCheck.objects.filter(academic_year__in=signed).values_list("academic_year", "step"):
            checks.setdefault(year, set()).add(step)
    terms = {(row.organization_id, row.step): row for row in StepTerm.objects.filter(organization__in=years)}
    return bare + [_line(year.organization, year, checks.get(year.pk, set()), terms, today) for year in years.values()]


def _line(
    place: Organization, year: AcademicYear, signed: set[str], terms: dict[tuple[int, str], StepTerm], today: date
) -> PreparationLine:
    steps = [step for step in steps_of(place.kind) if not step.is_ahead]
    left = [step for step in steps if step.code not in signed]
    overdue = sum(due_date(step, year, place.kind, terms.get((place.pk, step.code))) < today for step in left)
    return PreparationLine(place.pk, year.pk, year.name, len(steps) - len(left), len(steps), overdue)
