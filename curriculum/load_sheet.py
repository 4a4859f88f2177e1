"""The load of a year as an Excel workbook that can be loaded again (R46)."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from accounts.models import Organization
from contingent.sheets.writing import as_bytes, new_sheet, text_cell
from curriculum.enums import HoursKind
from curriculum.models import AcademicYear
from curriculum.queries.hours import course_hours
from curriculum.queries.load_grid import GIVEN_OUT, LoadRow, load_rows, staff_of, year_courses

WIDTHS = (14, 50, 30, 24, 10, 10, 10)


def load_workbook(organization: Organization, year: AcademicYear, on: date) -> bytes:
    """Return the workbook: a row for each teacher's hours of a kind, one without a teacher for hours left; totals."""
    book = Workbook(write_only=True)
    heads = (_("Group"), _("Subject"), _("Teacher"), _("Kind of hours"), _("Semester"), _("By the plan"), _("Hours"))
    sheet = new_sheet(book, pgettext("teaching", "Load"), heads, WIDTHS)
    courses, staff = year_courses(year), staff_of(organization, year)
    asked, names = course_hours([row[0] for row in courses]), {row[0]: row[2] for row in staff}
    given: dict[tuple[int, str, int], list[LoadRow]] = defaultdict(list)
    kinds_of: dict[int, list[tuple[str, int]]] = defaultdict(list)
    sums: dict[int, int] = defaultdict(int)
    for row in load_rows(year, on):
        given[row.course, row.kind, row.term].append(row)
        kinds_of[row.course].append((row.kind, row.term))
        sums[row.employee] += row.hours
    for pk, _group, group, _level, code, name, _subject, _again in courses:
        planned = {(each.kind.value, each.term): int(each.hours) for each in asked.get(pk, ())
                   if each.kind in GIVEN_OUT}  # fmt: skip
        for kind, term in dict.fromkeys([*planned, *kinds_of[pk]]):
            own = [row for row in given.get((pk, kind, term), ()) if not row.is_over]
            told = [(names.get(row.employee, ""), row.hours) for row in own]
            left = planned.get((kind, term), 0) - sum(row.hours for row in given.get((pk, kind, term), ()))
            if left > 0:
                told.append(("", left))
            for teacher, hours in told:
                texts = (group, f"{code} {name}".strip(), teacher, str(HoursKind(kind).label))
                sheet.append([*(text_cell(sheet, text) for text in texts), term or None,
                              planned.get((kind, term)), hours])  # fmt: skip
    headings = (_("Teacher"), _("Tariff, hours"), pgettext("hours", "Given"), _("Difference"))
    totals = new_sheet(book, _("Teachers"), headings, (40, 14, 12, 12))
    for pk, _short, full, post, rate in staff:
        norm = round(post * float(rate)) if post and rate else None
        if norm or sums[pk]:
            totals.append([text_cell(totals, full), norm, sums[pk], sums[pk] - norm if norm else None])
    return as_bytes(book)
