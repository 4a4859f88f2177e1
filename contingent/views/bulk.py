"""Changing several people of a list at once: what it comes to, doing it, taking it back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access_log import ORGANIZATION, note_access
from common.asked import asked_numbers
from contingent.access import visible_bulk_actions
from contingent.enums import BulkKind
from contingent.errors import BulkRefused
from contingent.forms_people import BulkForm
from contingent.queries.bulk import list_actions, list_name, view_action
from contingent.queries.lists.asked import Asked
from contingent.queries.students import groups_to_move_to
from contingent.services.bulk import BulkOrder, BulkPlan, apply_bulk, plan_bulk, undo_bulk
from contingent.services.bulk.plan import MOST_ROWS
from contingent.services.bulk.planning import kinds_of, rows_of
from contingent.views.here import note_lists, person, trace_of
from contingent.views.lists import LISTS


@never_cache
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """Ask what is needed and show who changes and how, and who cannot; nothing is written."""
    today, kind, rows = _meant(request)
    form = _form(request, kind, today, is_asked="prepared" in request.POST)
    plan, refusal = None, ""
    if form.is_bound and form.is_valid():
        try:
            plan = plan_bulk(order=BulkOrder(kind, rows, **form.asked()), actor=person(request), on=today)
        except BulkRefused as error:
            refusal = error.message
    return _page(request, kind, rows, form, plan, refusal=refusal)


@never_cache
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Do what was shown; where it would be otherwise now, show that instead."""
    today, kind, rows = _meant(request)
    form = _form(request, kind, today, is_asked=True, strict=True)
    if not form.is_valid():
        return _page(request, kind, rows, form, None, status=400)
    order = BulkOrder(kind, rows, **form.asked())
    reason = " ".join(filter(None, (str(kind.label), order.order)))
    try:
        made = apply_bulk(order=order, seen=request.POST.get("seen", ""), trace=trace_of(request, reason), on=today)
    except BulkRefused as error:
        return _page(request, kind, rows, form, None, refusal=error.message, status=400)
    if isinstance(made, BulkPlan):
        return _page(request, kind, rows, form, made, is_changed=True, status=409)
    messages.success(request, _("Done. It can be undone on this page while nothing depends on it."))
    return redirect(f"{reverse('contingent:bulk_action', args=[made.pk])}?done=1")


@never_cache
@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """Show the changes that were made to several people."""
    today = timezone.localdate()
    if not kinds_of(person(request), today):
        raise Http404
    found = list_actions(person(request), today, request.GET.get("page", ""))
    return render(request, "contingent/changes.html", {"found": found})


@never_cache
@require_safe
def action_page(request: HttpRequest, action: int) -> HttpResponse:
    """Show one change, whom it was made to, and the way back."""
    return _action(request, _found(request, action))


@require_POST
def undo(request: HttpRequest, action: int) -> HttpResponse:
    """Take a change back as a whole, or say what stands in the way."""
    found = _found(request, action)
    trace = trace_of(request, _("Undoing the change No. %d") % found.pk)
    if obstacles := undo_bulk(action=found, trace=trace):
        return _action(request, found, obstacles, status=409)
    messages.success(request, _("The change is undone: everything is as it was before it."))
    return redirect("contingent:bulk_action", action)


def _meant(request: HttpRequest) -> tuple[date, BulkKind, tuple[int, ...]]:
    """Return the day, what is to be done, and the rows: ticked, or all that the list finds."""
    today, told = timezone.localdate(), request.POST
    if told.get("kind") not in kinds_of(person(request), today):
        raise Http404
    kind = BulkKind(told["kind"])
    own = rows_of(kind, person(request), today)
    if told.get("all"):
        people = LISTS[list_name(kind)]
        found = people.find(person(request), today, Asked.of(QueryDict(told.get("asked", "")).dict()))
        chosen = found.filter(pk__in=own.values("pk")).values_list("pk", flat=True)[: MOST_ROWS + 1]
        return today, kind, tuple(chosen)
    ids = tuple(asked_numbers(told.getlist("id")))
    if own.filter(pk__in=ids).count() != len(ids):
        raise Http404
    return today, kind, ids


def _form(request: HttpRequest, kind: BulkKind, today: date, *, is_asked: bool, strict: bool = False) -> BulkForm:
    groups = groups_to_move_to(person(request), today) if kind == BulkKind.TRANSFER else []
    ready = is_asked or kind in (BulkKind.END_TIE, BulkKind.END_EMPLOYMENT, BulkKind.LEAVE)
    data: Any = request.POST if is_asked else {"day": today, "ordered": today} if ready else None
    return BulkForm(data, kind=kind, groups=groups, today=today, strict=strict)


def _page(
    request: HttpRequest,
    kind: BulkKind,
    rows: tuple[int, ...],
    form: BulkForm,
    plan: BulkPlan | None,
    *,
    refusal: str = "",
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    note_lists(request, timezone.localdate())
    context = {
        "kind": kind,
        "title": kind.label,
        "rows": rows,
        "ids": ",".join(map(str, rows)),
        "form": form,
        "plan": plan,
        "refusal": refusal,
        "is_changed": is_changed,
        "back": f"contingent:{list_name(kind)}",
        "asked": request.POST.get("asked", ""),
    }
    name = "contingent/bulk/_preview.html" if request.htmx else "contingent/bulk.html"  # type: ignore[attr-defined]
    return render(request, name, context, status=200 if request.htmx else status)  # type: ignore[attr-defined]


def _found(request: HttpRequest, action: int) -> Any:
    rows = visible_bulk_actions(person(request), timezone.localdate())
    return get_object_or_404(rows.select_related("organization", "actor", "undone_by"), pk=action)


def _action(request: HttpRequest, action: Any, obstacles: Any = (), status: int = 200) -> HttpResponse:
    note_access(request, ORGANIZATION, action.organization_id, action.organization_id)
    context = {"change": view_action(action), "obstacles": obstacles, "is_done": "done" in request.GET}
    return render(request, "contingent/change.html", context, status=status)
