"""The load from Excel: shown before it goes in (R46)."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contingent.errors import UnreadableWorkbook
from contingent.views.here import person, trace_of
from curriculum.errors import CurriculumError, NotAllowed
from curriculum.services.load.importing import check_load, import_load, read_load
from curriculum.views.prepared_here import place_of, refused

KEPT_SECONDS = 4 * 3600
SHOWN = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def load_import(request: HttpRequest) -> HttpResponse:
    """Take a workbook and show what it would change; what was shown goes in with a second press."""
    organization, year, context = place_of(request)
    if year is None:
        raise Http404
    if not context["keeps"]:
        return refused(request, NotAllowed(_("The load is handed out by the administration.")))
    if request.method != "POST":
        return render(request, "curriculum/load_import.html", context)
    try:
        token = request.POST.get("token", "")
        if token:
            rows = cache.get(_name(request, token, year.pk))
            if rows is None:
                raise CurriculumError(_("The check is not kept any more: load the workbook once more."))
            if import_load(year=year, rows=rows, shown=request.POST.get("shown", ""), trace=trace_of(request)):
                messages.success(request, _("The load is written. It can be undone below while nobody changes it."))
                return redirect(f"{reverse('curriculum:load')}?org={organization.pk}&year={year.pk}")
            context["error"] = _("Nothing is written: the load has changed since the check. Look through it once more.")
        else:
            file = request.FILES.get("file")
            if file is None:
                raise CurriculumError(_("Choose a workbook first."))
            rows, token = read_load(file), uuid4().hex
            cache.set(_name(request, token, year.pk), rows, KEPT_SECONDS)
        context |= _shown(check_load(year=year, rows=rows, trace=trace_of(request)), token)
    except (UnreadableWorkbook, CurriculumError) as problem:
        context["error"] = problem.message
    return render(request, "curriculum/load_import.html", context, status=400 if "error" in context else 200)


def _shown(plan: Any, token: str) -> dict[str, Any]:
    return {
        "plan": plan, "token": token, "errors": plan.errors[:SHOWN], "changes": plan.changes[:SHOWN],
        "hidden": max(0, len(plan.changes) - SHOWN),
    }  # fmt: skip


def _name(request: HttpRequest, token: str, year: int) -> str:
    return f"load-import:{person(request).pk}:{year}:{token if token.isalnum() else ''}"
