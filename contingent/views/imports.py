"""Loading students, representatives and groups from an Excel workbook."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import administered_organizations
from accounts.access_log import ORGANIZATION, note_access
from accounts.audit import Trace
from accounts.enums import AccessAction
from contingent.access import visible_imports
from contingent.enums import ImportStatus
from contingent.errors import ImportRefused, UnreadableWorkbook
from contingent.forms import ImportForm
from contingent.queries.imports import list_imports, read_import
from contingent.services.people_import import (
    Obstacle,
    apply_import,
    check_people_workbook,
    discard_import,
    undo_import,
)
from contingent.services.people_import.exports import remarks_workbook
from contingent.services.people_import.sample import blank_workbook, sample_workbook
from contingent.views.here import person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Show the past loadings; take a workbook and bring the person to what it would change."""
    today = timezone.localdate()
    organizations = administered_organizations(person(request), today).order_by("name")
    if not organizations:
        raise Http404
    form = ImportForm(request.POST or None, request.FILES or None, organizations=organizations, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            batch = check_people_workbook(
                actor=person(request),
                now=timezone.now(),
                file_name=form.cleaned_data["file"].name,
                **form.cleaned_data,
            )
        except UnreadableWorkbook as error:
            form.add_error("file", error.message)
        else:
            return redirect("contingent:import_batch", batch.pk)
    context = {
        "form": form,
        "lines": list_imports(person(request), today, request.GET.get("page", "")),
        "several": len(organizations) > 1,
    }
    return render(request, "contingent/imports.html", context, status=400 if form.is_bound else 200)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Give the workbook to fill in."""
    _check_administrator(request)
    return _workbook(blank_workbook(), "template.xlsx")


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """Give the same workbook filled in with invented people."""
    _check_administrator(request)
    return _workbook(sample_workbook(), "sample.xlsx")


@never_cache
@require_safe
def batch_page(request: HttpRequest, batch: int) -> HttpResponse:
    """Show what a workbook would change or has changed, and every rejected cell."""
    return _page(request, _batch(request, batch))


def _page(request: HttpRequest, batch: Any, obstacles: list[Obstacle] | None = None, status: int = 200) -> HttpResponse:
    view = read_import(batch, request.GET.get("show", ""), request.GET.get("page", ""))
    context = {"view": view, "batch": batch, "obstacles": obstacles or []}
    return render(request, "contingent/import.html", context, status=status)


@require_POST
def apply(request: HttpRequest, batch: int) -> HttpResponse:
    """Load the workbook as a whole; where things have changed meanwhile, show them instead."""
    found = _batch(request, batch)
    try:
        status = apply_import(batch=found, trace=_trace(request, _("Loading from a workbook No. %d") % found.pk))
    except ImportRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("contingent:import_batch", batch)
    if status == ImportStatus.APPLIED:
        messages.success(request, _("The workbook is loaded."))
    else:
        messages.warning(
            request, _("Nothing is loaded: the data have changed since the check. Look through it once more.")
        )
    return redirect("contingent:import_batch", batch)


@require_POST
def undo(request: HttpRequest, batch: int) -> HttpResponse:
    """Take a loading back as a whole, or say what stands in the way."""
    found = _batch(request, batch)
    try:
        obstacles = undo_import(batch=found, trace=_trace(request, _("Undoing the loading No. %d") % found.pk))
    except ImportRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("contingent:import_batch", batch)
    if obstacles:
        return _page(request, found, obstacles, status=409)
    messages.success(request, _("The loading is undone: everything is as it was before it."))
    return redirect("contingent:import_batch", batch)


@require_POST
def discard(request: HttpRequest, batch: int) -> HttpResponse:
    """Throw away a check that was not loaded."""
    found = _batch(request, batch)
    try:
        discard_import(batch=found, trace=_trace(request, ""))
    except ImportRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("contingent:import_batch", batch)
    messages.success(request, _("The check is deleted. Nothing was loaded from it."))
    return redirect("contingent:imports")


@never_cache
@require_safe
def rejected(request: HttpRequest, batch: int) -> HttpResponse:
    """Give the rejected rows with the reasons."""
    found = _batch(request, batch)
    note_access(request, ORGANIZATION, found.organization_id, found.organization_id, AccessAction.EXPORTED)
    return _workbook(remarks_workbook(found, rejected_only=True), f"rejected-{batch}.xlsx")


@never_cache
@require_safe
def remarks(request: HttpRequest, batch: int) -> HttpResponse:
    """Give all the rows with the remarks: the copy to mend and to load again."""
    found = _batch(request, batch)
    note_access(request, ORGANIZATION, found.organization_id, found.organization_id, AccessAction.EXPORTED)
    return _workbook(remarks_workbook(found, rejected_only=False), f"remarks-{batch}.xlsx")


def _batch(request: HttpRequest, pk: int) -> Any:
    rows = visible_imports(person(request), timezone.localdate())
    found = get_object_or_404(rows.select_related("organization", "uploaded_by", "applied_by", "undone_by"), pk=pk)
    note_access(request, ORGANIZATION, found.organization_id, found.organization_id)
    return found


def _check_administrator(request: HttpRequest) -> None:
    if not administered_organizations(person(request), timezone.localdate()).exists():
        raise Http404


def _trace(request: HttpRequest, reason: str) -> Trace:
    return Trace(person(request), timezone.now(), request.META.get("REMOTE_ADDR"), reason)


def _workbook(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
