"""The list of students."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from accounts.access import administered_organizations
from contingent.queries.students import has_roster, list_students, roster, roster_groups, student_lines
from contingent.services.people_import.exports import as_bytes, new_sheet, text_cell
from contingent.views.here import person
from contingent.views.imports import XLSX


@never_cache
@require_safe
def students(request: HttpRequest) -> HttpResponse:
    """Show the students whose list the person keeps or reads; the table alone to htmx."""
    today = timezone.localdate()
    if not has_roster(person(request), today):
        raise Http404
    text, group = _asked(request)
    context = {
        "found": list_students(person(request), today, text, group, request.GET.get("page", "")),
        "text": text,
        "group": group,
        "query": urlencode({"q": text, "group": group or ""}) + "&",
        "groups": roster_groups(person(request), today),
        "may_load": administered_organizations(person(request), today).exists(),
    }
    name = "contingent/students/_table.html" if request.htmx else "contingent/students.html"  # type: ignore[attr-defined]
    return render(request, name, context)


@never_cache
@require_safe
def students_workbook(request: HttpRequest) -> HttpResponse:
    """Give the list as an Excel workbook that can be loaded again."""
    today = timezone.localdate()
    if not has_roster(person(request), today):
        raise Http404
    book = Workbook(write_only=True)
    headings = ["Личный номер", "ФИО", "Дата рождения", "Группа (класс)", "Мобильный телефон", "Электронная почта"]
    sheet = new_sheet(book, _("Students"), headings, [18, 38, 16, 16, 20, 30])
    for line in student_lines(roster(person(request), today, *_asked(request))):
        born = line.birth_date.strftime("%d.%m.%Y") if line.birth_date else ""
        told = (line.outside_id, line.name, born, line.group, line.phone, line.email)
        sheet.append([text_cell(sheet, value) for value in told])
    return HttpResponse(
        as_bytes(book), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="students.xlsx"'}
    )


def _asked(request: HttpRequest) -> tuple[str, int | None]:
    group = request.GET.get("group", "")
    known = group.isascii() and group.isdigit() and len(group) < 10
    return request.GET.get("q", "").replace("\x00", "")[:80], int(group) if known else None
