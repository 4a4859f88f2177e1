"""The readiness for the year: one page for the director; signing of steps; the rows that lack something (R8, R33)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access_log import ORGANIZATION, note_access
from accounts.enums import AccessAction
from contingent.views.appointments import trace
from contingent.views.here import person
from contingent.views.imports import XLSX
from curriculum.errors import NotAllowed, ReadinessRefused
from curriculum.forms_readiness import read_terms
from curriculum.preparation_steps import step_of
from curriculum.queries.readiness import Readiness, prepared_years, read_lacking, read_readiness, year_in_view
from curriculum.queries.readiness_paper import readiness_workbook
from curriculum.queries.readiness_terms import staff_choices, term_rows
from curriculum.queries.references import without_rows
from curriculum.readiness_access import prepares, preparing_organizations, visible_prepared_years
from curriculum.services.readiness import set_step_terms, sign_step, take_back_step
from curriculum.words_readiness import days_words, state_words

if TYPE_CHECKING:
    from accounts.models import Organization
    from curriculum.models import AcademicYear


def shown_year(request: HttpRequest) -> tuple["AcademicYear", list["AcademicYear"]]:
    """Return the year asked for, else the one being prepared, and all that the person sees; 404 when there is none."""
    years = prepared_years(person(request), timezone.localdate())
    if not years:
        raise Http404
    if asked := request.GET.get("year"):
        found = next((year for year in years if str(year.pk) == asked), None)
        if found is None:
            raise Http404
        return found, years
    first = years[0].organization_id
    return year_in_view([year for year in years if year.organization_id == first], timezone.localdate()), years


def seen_year(request: HttpRequest, pk: int) -> "AcademicYear":
    """Return the year when the person sees its preparation."""
    rows = visible_prepared_years(person(request), timezone.localdate()).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def read_page(request: HttpRequest, year: "AcademicYear") -> Readiness:
    return read_readiness(person(request), year, timezone.localdate())


@never_cache
@require_safe
def readiness(request: HttpRequest) -> HttpResponse:
    """Show every step of the year's preparation."""
    if not prepared_years(person(request), timezone.localdate()) and (place := _to_begin(request)):
        context = {"organization": place, "usual": without_rows(place)}
        return render(request, "curriculum/readiness/none.html", context)
    year, years = shown_year(request)
    page = read_page(request, year)
    lines = [
        {"line": line, "number": n, "state": state_words(line.state), "days": days_words(line)}
        for n, line in enumerate(page.lines, start=1)
    ]
    return render(request, "curriculum/readiness.html", {"page": page, "lines": lines, "years": years})


def _to_begin(request: HttpRequest) -> "Organization | None":
    """Return an organisation that the person prepares and that has no year yet."""
    return preparing_organizations(person(request), timezone.localdate()).order_by("short_name").first()


@never_cache
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """Give the list as an Excel workbook."""
    year, _years = shown_year(request)
    note_access(request, ORGANIZATION, year.organization_id, year.organization_id, AccessAction.EXPORTED)
    answer = HttpResponse(readiness_workbook(read_page(request, year)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="readiness-{year.starts.year}.xlsx"'
    return answer


@never_cache
@require_safe
def lacking(request: HttpRequest, year: int, step: str, lack: str) -> HttpResponse:
    """Show exactly the rows that lack something, each with where it is mended."""
    found = seen_year(request, year)
    if not prepares(person(request), found.organization_id, timezone.localdate()):
        raise Http404
    told = read_lacking(found, step, lack, timezone.localdate())
    note_access(request, ORGANIZATION, found.organization_id, found.organization_id)
    context = {"year": found, "step": told[0] if told else _known(step, found), "lack": told[1] if told else None}
    return render(request, "curriculum/readiness/lacking.html", context)


def _known(code: str, year: "AcademicYear") -> object:
    step = step_of(code, year.organization.kind)
    if step is None:
        raise Http404
    return step


@require_POST
def sign(request: HttpRequest, year: int, step: str) -> HttpResponse:
    """Sign that the step was checked."""
    found = seen_year(request, year)
    known = _known(step, found)
    try:
        sign_step(year=found, code=step, note=request.POST.get("note", ""), trace=trace(request))
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from None
    except ReadinessRefused as refusal:
        messages.error(request, f"{known.title}: {refusal.message}")  # type: ignore[attr-defined]
    else:
        messages.success(request, _("The step is signed."))
    return _back(found, step)


@require_POST
def take_back(request: HttpRequest, year: int, step: str) -> HttpResponse:
    """Take the signature of a step back, with a reason."""
    found = seen_year(request, year)
    _known(step, found)
    try:
        take_back_step(year=found, code=step, trace=trace(request, request.POST.get("reason", "").strip()[:100]))
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from None
    except ReadinessRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The signature is taken back; it stays in the history of the step."))
    return _back(found, step)


def _back(year: "AcademicYear", step: str) -> HttpResponse:
    return redirect(f"{reverse('curriculum:readiness')}?year={year.pk}#step-{step}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, year: int) -> HttpResponse:
    """Show by when each step is due and who answers; a POST keeps what was changed."""
    found = seen_year(request, year)
    if not prepares(person(request), found.organization_id, timezone.localdate()):
        raise Http404
    rows = term_rows(found)
    context = {"year": found, "rows": rows, "staff": staff_choices(found.organization_id, timezone.localdate())}
    if request.method != "POST":
        return render(request, "curriculum/readiness/terms.html", context)
    told, wrong = read_terms(rows, request.POST)
    if not wrong:
        try:
            changed = set_step_terms(organization=found.organization, terms=told, trace=trace(request))
        except ReadinessRefused as refusal:
            context["refusal"] = refusal.message
        else:
            messages.success(request, _("The terms are kept.") if changed else _("Nothing was changed."))
            return redirect("curriculum:readiness_terms", year=found.pk)
    return render(request, "curriculum/readiness/terms.html", context | {"wrong": wrong}, status=400)
