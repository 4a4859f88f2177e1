"""The exchange with outside systems: sources, runs, what is set aside."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import readable_organizations
from accounts.access_log import ORGANIZATION, note_access
from contingent.access import curated_groups
from contingent.errors import NotAllowed
from contingent.forms_sync import SourceForm
from contingent.queries.sync import (
    counts_to_decide,
    list_runs,
    list_set_aside,
    list_sources,
    read_run,
)
from contingent.services.sync import ask_for_run, confirm_run, refuse_run, roll_back, run_obstacles
from contingent.services.sync.runs import change_source
from contingent.sync_access import leads_sync, visible_runs, visible_sources
from contingent.tasks_sync import run_sync
from contingent.views.here import note_lists, person, trace_of
from contingent.views.sync_refusals import refusals_told


@never_cache
@require_safe
def sync(request: HttpRequest) -> HttpResponse:
    """Show the sources with their last runs, and all runs; a page that waits is told when nothing is under way."""
    today = timezone.localdate()
    if not readable_organizations(person(request), today).exists():
        raise Http404
    sources = list_sources(person(request), today, timezone.now())
    is_busy = any(source.is_busy for source in sources)
    if request.headers.get("HX-Target") == "sync-busy":
        return HttpResponse(status=204, headers={} if is_busy else {"HX-Refresh": "true"})
    aside, pairs = counts_to_decide(person(request), today)
    context = {
        "sources": sources,
        "is_busy": is_busy,
        "runs": list_runs(person(request), today, request.GET.get("page", "")),
        "aside": aside,
        "pairs": pairs,
    }
    return render(request, "contingent/sync.html", context)


@require_POST
@refusals_told("contingent:sync", with_number=False)
def start(request: HttpRequest, source: int) -> HttpResponse:
    """Begin a synchronisation now."""
    found = _source(request, source)
    run = ask_for_run(source=found, full="full" in request.POST, trace=trace_of(request))
    transaction.on_commit(lambda: run_sync.delay(run.pk), robust=True)
    return redirect("contingent:sync_run", run.pk)


@require_POST
@refusals_told("contingent:sync", with_number=False)
def settings(request: HttpRequest, source: int) -> HttpResponse:
    """Change when a source is read and when it asks."""
    found = _source(request, source)
    form = SourceForm(request.POST)
    if form.is_valid():
        change_source(source=found, trace=trace_of(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        if not leads_sync(person(request), found.organization_id, timezone.localdate()):
            raise NotAllowed("")
        messages.error(request, _("The share is a number from 1 to 100 per cent. Nothing is changed."))
    return redirect("contingent:sync")


@never_cache
@require_safe
def run_page(request: HttpRequest, run: int) -> HttpResponse:
    """Show one synchronisation: how far it is, then its report."""
    found = _run(request, run)
    told = {name: request.GET.get(name, "") for name in ("show", "text", "page")}
    view = read_run(found, person(request), timezone.now(), **told)
    parts = {"sync-progress": "contingent/sync_run/_progress.html", "sync-changes": "contingent/sync_run/_changes.html"}
    template = parts.get(request.headers.get("HX-Target", ""), "contingent/sync_run.html")
    response = render(request, template, {"view": view, "run": found})
    if request.headers.get("HX-Target") == "sync-progress" and not view.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@refusals_told("contingent:sync_run")
def confirm(request: HttpRequest, run: int) -> HttpResponse:
    """Let a run that asks go on."""
    found = confirm_run(run=_run(request, run), trace=trace_of(request))
    transaction.on_commit(lambda: run_sync.delay(found.pk), robust=True)
    return redirect("contingent:sync_run", run)


@require_POST
@refusals_told("contingent:sync_run")
def refuse(request: HttpRequest, run: int) -> HttpResponse:
    """Apply nothing of a run that asks."""
    refuse_run(run=_run(request, run), trace=trace_of(request))
    messages.success(
        request, _("Nothing of it is applied. Find out what is wrong at the source, then synchronise anew.")
    )
    return redirect("contingent:sync_run", run)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told("contingent:sync_run")
def rolling_back(request: HttpRequest, run: int) -> HttpResponse:
    """Show what would be taken back and what stands in the way; take it back."""
    found = _run(request, run)
    today = timezone.localdate()
    if not leads_sync(person(request), found.organization_id, today):
        raise NotAllowed("")
    trace = trace_of(request)
    if request.method != "POST":
        return _rolling_back(request, found, run_obstacles(run=found, trace=trace))
    if obstacles := roll_back(run=found, trace=trace):
        return _rolling_back(request, found, obstacles, status=409)
    messages.success(
        request, _("Everything is as it was before. The source is not read at night until you switch it on again.")
    )
    return redirect("contingent:sync_run", run)


def _rolling_back(request: HttpRequest, run: Any, obstacles: list[Any], status: int = 200) -> HttpResponse:
    view = read_run(run, person(request), timezone.now(), "", "", "")
    context = {"view": view, "run": run, "obstacles": obstacles}
    return render(request, "contingent/sync_rolling_back.html", context, status=status)


@never_cache
@require_safe
def set_aside(request: HttpRequest) -> HttpResponse:
    """Show the records set aside: the curator those of the group, the administration all (R22)."""
    today = timezone.localdate()
    reads = readable_organizations(person(request), today).exists()
    if not reads and not curated_groups(person(request), today).exists():
        raise Http404
    note_lists(request, today)
    found = list_set_aside(person(request), today, request.GET.get("page", ""))
    return render(request, "contingent/sync_set_aside.html", {"found": found, "reads": reads})


def _source(request: HttpRequest, pk: int) -> Any:
    rows = visible_sources(person(request), timezone.localdate())
    return get_object_or_404(rows.select_related("organization"), pk=pk)


def _run(request: HttpRequest, pk: int) -> Any:
    rows = visible_runs(person(request), timezone.localdate())
    found = get_object_or_404(
        rows.select_related("source__organization", "asked_by", "decided_by", "rolled_back_by"), pk=pk
    )
    note_access(request, ORGANIZATION, found.organization_id, found.organization_id)
    return found
