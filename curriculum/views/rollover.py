"""The new academic year: preview, making it, how far it has come, taking it back."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.asked import asked_day, asked_number, asked_numbers
from contingent.views.appointments import is_part, trace
from contingent.views.here import person
from curriculum.errors import RolloverRefused
from curriculum.queries.rollover import (
    Choices,
    choices_asked,
    days_ahead,
    latest_rollovers,
    plan_rollover,
    source_year,
    standing_rollover,
)
from curriculum.readiness_access import preparing_organizations, visible_rollovers
from curriculum.rollover_rules import DISSOLVE, FINISH, STAY, UP
from curriculum.services.rollover import DONE, FAILED, ask_rollover, is_late, progress_of
from curriculum.services.rollover_undo import undo_rollover
from curriculum.tasks import make_new_year

if TYPE_CHECKING:
    from curriculum.models import PreparationAction

LONGEST_ORDER = 120
ACTIONS = (
    (UP, pgettext_lazy("group", "moves up")),
    (FINISH, pgettext_lazy("group", "finishes, the students leave")),
    (DISSOLVE, pgettext_lazy("group", "is closed, the students stay")),
    (STAY, pgettext_lazy("group", "stays as it is")),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rollover(request: HttpRequest) -> HttpResponse:
    """Show what the new year would be; a POST looks again with other choices, or makes it as it was seen."""
    today = timezone.localdate()
    places = list(preparing_organizations(person(request), today).order_by("short_name"))
    asked = request.GET.get("org")
    place = next((each for each in places if not asked or str(each.pk) == asked), None)
    if place is None:
        raise Http404
    source = source_year(place, today)
    context: dict[str, Any] = {"place": place, "places": places if len(places) > 1 else [], "source": source}
    if source is None:
        return render(request, "curriculum/rollover.html", context)
    if standing := standing_rollover(source):
        context |= {"standing": standing, "done": latest_rollovers(place)}
        return render(request, "curriculum/rollover.html", context)
    choices = choices_of(request) if request.method == "POST" else choices_before(request)
    plan = plan_rollover(source, choices)
    context |= {"plan": plan, "actions": ACTIONS, "done": latest_rollovers(place), "ahead": days_ahead(source, today)}
    if request.POST.get("do") == "make":
        try:
            action, fresh = ask_rollover(
                source=source, choices=choices, seen=request.POST.get("seen", ""), trace=trace(request)
            )
        except RolloverRefused as refusal:
            return render(request, "curriculum/rollover.html", context | {"refusal": refusal.message}, status=409)
        if fresh:
            transaction.on_commit(lambda: make_new_year.delay(action.pk), robust=True)
        return redirect("curriculum:rollover_made", action=action.pk)
    return render(request, "curriculum/rollover.html", context)


def choices_before(request: HttpRequest) -> Choices:
    """Return what was chosen for a year that could not be made, when asked to look at it again, else the usual."""
    asked = asked_number(request.GET.get("again"))
    return choices_asked(seen_action(request, asked).made["asked"]) if asked else Choices(programs=True)


def choices_of(request: HttpRequest) -> Choices:
    """Return what was chosen in the form; what cannot be read is as it would usually be."""
    posted = request.POST
    groups = {
        pk: (posted.get(f"action-{pk}", ""), posted.get(f"name-{pk}", "")[:100])
        for pk in asked_numbers(posted.getlist("group"))
    }
    return Choices(
        groups,
        asked_day(posted.get("day")),
        posted.get("order", "").strip()[:LONGEST_ORDER],
        posted.get("programs") == "on",
    )


@never_cache
@require_safe
def made(request: HttpRequest, action: int) -> HttpResponse:
    """Show how far the new year has come, what was done, and how to take it back; the state alone to htmx."""
    row = seen_action(request, action)
    context = {"action": row, "state": row.made["state"], "told": row.made.get("told", {}), "percent": progress_of(row)}
    context |= {"is_under_way": row.made["state"] not in (DONE, FAILED), "is_late": is_late(row, timezone.now())}
    if is_part(request):
        answer = render(request, "curriculum/rollover/_state.html", context)
        if not context["is_under_way"]:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "curriculum/rollover_made.html", context)


def seen_action(request: HttpRequest, pk: int) -> "PreparationAction":
    """Return the new year when the person prepares its organisation."""
    rows = visible_rollovers(person(request), timezone.localdate())
    return get_object_or_404(rows.select_related("organization", "done_by", "undone_by"), pk=pk)


@require_POST
def undo(request: HttpRequest, action: int) -> HttpResponse:
    """Take the new year back as a whole, or say what stands in the way."""
    row = seen_action(request, action)
    try:
        obstacles = undo_rollover(action=row, trace=trace(request))
    except RolloverRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("curriculum:rollover_made", action=row.pk)
    if obstacles:
        context = {"action": row, "state": row.made["state"], "told": row.made.get("told", {}), "obstacles": obstacles}
        return render(request, "curriculum/rollover_made.html", context, status=409)
    messages.success(request, _("The new year is taken back: everything is as it was."))
    return redirect("curriculum:rollover_made", action=row.pk)
