"""The codifier of a subject: its elements, taken in from a table with a preview (R51)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contingent.errors import UnreadableWorkbook
from contingent.sheets.workbook import read_workbook
from contingent.views.appointments import trace
from contingent.views.here import person
from curriculum.errors import CurriculumError, NotAllowed
from curriculum.program_access import check_codifier, visible_codifiers, visible_elements
from curriculum.queries.programs.page import elements_of
from curriculum.services.programs.codifier import delete_element, read_elements, take_elements
from curriculum.tables import read_sheets, read_text
from curriculum.views.programs_here import refused, today

if TYPE_CHECKING:
    from curriculum.models import Subject

PASTED = 2**20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def codifier(request: HttpRequest, subject: int) -> HttpResponse:
    """Show the elements; a POST shows what a table holds, and takes it in when asked to."""
    page = get_object_or_404(visible_codifiers(person(request), today()).select_related("organization"), pk=subject)
    if request.method != "POST":
        return show(request, page)
    try:
        check_codifier(person(request), page, today())
        table = pasted(request)
        rows, left_out = read_elements(page, table)
        if request.POST.get("action") == "apply":
            many = take_elements(subject=page, rows=rows, trace=trace(request))
            messages.success(request, _("Taken in: %(n)d.") % {"n": many})
            return redirect("curriculum:codifier", page.pk)
    except (CurriculumError, UnreadableWorkbook) as problem:
        if isinstance(problem, NotAllowed):
            return refused(request, problem)
        return show(request, page, problem=problem.message, status=400)
    text = "\n".join("\t".join(cells) for cells in table)
    status = 200 if rows else 400
    problem_words = "" if rows else _("No elements were found: a row has a code, then a name.")
    return show(request, page, rows=rows, left_out=left_out, text=text, problem=problem_words, status=status)


def pasted(request: HttpRequest) -> list[list[str]]:
    """Return the table that was pasted or loaded."""
    if file := request.FILES.get("file"):
        return read_sheets(read_workbook(file))
    return read_text(request.POST.get("text", "")[:PASTED])


def show(request: HttpRequest, subject: "Subject", status: int = 200, **more: Any) -> HttpResponse:
    try:
        check_codifier(person(request), subject, today())
        keeps = True
    except NotAllowed:
        keeps = False
    told: dict[str, Any] = {"rows": [], "left_out": [], "text": "", "problem": ""}
    context = told | {"subject": subject, "elements": elements_of(subject.pk), "keeps": keeps, **more}
    return render(request, "curriculum/programs/codifier.html", context, status=status)


@require_POST
def remove(request: HttpRequest, element: int) -> HttpResponse:
    """Delete an element that nothing refers to."""
    rows = visible_elements(person(request), today()).select_related("subject__organization")
    row = get_object_or_404(rows, pk=element)
    try:
        delete_element(element=row, trace=trace(request))
    except NotAllowed as problem:
        return refused(request, problem)
    except CurriculumError as problem:
        messages.error(request, problem.message)
    return redirect("curriculum:codifier", row.subject_id)
