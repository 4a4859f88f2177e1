"""Doubtful pairs: a person of a source beside one known here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import readable_organizations
from accounts.access_log import PERSON, note_access
from contingent.queries.sync import alike_in_words, list_pairs, pair_fields, ties_here, told_name
from contingent.services.sync import decide_pair, reopen_pair
from contingent.sync_access import leads_sync, visible_pairs
from contingent.views.here import note_lists, person, trace_of
from contingent.views.sync_refusals import refusals_told


@never_cache
@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """List those who may be one person."""
    today = timezone.localdate()
    if not readable_organizations(person(request), today).exists():
        raise Http404
    note_lists(request, today)
    found = list_pairs(person(request), today, request.GET.get("page", ""))
    return render(request, "contingent/sync_pairs.html", {"found": found})


@never_cache
@require_safe
def pair_page(request: HttpRequest, pair: int) -> HttpResponse:
    """Show both side by side, and what deciding would change."""
    return _page(request, _pair(request, pair))


@require_POST
@refusals_told("contingent:sync_pair")
def decide(request: HttpRequest, pair: int) -> HttpResponse:
    """Decide whether they are the same."""
    same = request.POST.get("same") == "yes"
    decide_pair(pair=_pair(request, pair), same=same, trace=trace_of(request))
    messages.success(request, _("Decided: one person.") if same else _("Decided: different people."))
    return redirect("contingent:sync_pair", pair)


@require_POST
@refusals_told("contingent:sync_pair")
def reopen(request: HttpRequest, pair: int) -> HttpResponse:
    """Take a decision back."""
    found = _pair(request, pair)
    if obstacles := reopen_pair(pair=found, trace=trace_of(request)):
        return _page(request, found, obstacles, status=409)
    messages.success(request, _("The decision is taken back."))
    return redirect("contingent:sync_pair", pair)


def _page(request: HttpRequest, pair: Any, obstacles: list[Any] | None = None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "pair": pair,
        "told": told_name(pair),
        "fields": pair_fields(pair),
        "alike": alike_in_words(pair),
        "ties": ties_here(pair, today),
        "leads": leads_sync(person(request), pair.source.organization_id, today),
        "obstacles": obstacles or [],
    }
    return render(request, "contingent/sync_pair.html", context, status=status)


def _pair(request: HttpRequest, pk: int) -> Any:
    rows = visible_pairs(person(request), timezone.localdate())
    found = get_object_or_404(rows.select_related("source__organization", "user", "decided_by"), pk=pk)
    note_access(request, PERSON, found.user_id, found.source.organization_id)
    return found
