"""Rights handed over for a time: the list, handing one over, taking it back (decision 5)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access_log import ORGANIZATION, note_access, note_accesses
from accounts.enums import DelegatedRight
from common.asked import asked_number
from contingent.queries.appointments import find_staff, one_of_staff, places_of
from contingent.views.appointments import is_part, trace, words
from contingent.views.here import person
from curriculum.access import KINDS, STUDENT, Kind, visible_delegations
from curriculum.errors import DelegationRefused, NotAllowed
from curriculum.forms import DelegationForm
from curriculum.queries import delegations as queries
from curriculum.services.delegations import end_delegation, give_delegation, undo_end


@never_cache
@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """List who has which right to what, until when, why; the table alone to htmx."""
    me, today = person(request), timezone.localdate()
    places = places_of(me, today)
    if not places:
        raise Http404
    note_accesses(request, ORGANIZATION, (place.pk for place in places))
    state, text = request.GET.get("state", ""), words(request)
    context = {
        "lines": queries.list_delegations(me, today, state, text),
        "state": state,
        "text": text,
        "states": [(queries.ACTIVE, _("now and to come")), (queries.ENDED, pgettext("of a right", "ended"))],
        "many": len(places) > 1,
    }
    name = "delegations/_table.html" if is_part(request) else "delegations.html"
    return render(request, f"curriculum/{name}", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Choose what, then whom, then which right and until when; each step is in the address."""
    me, today = person(request), timezone.localdate()
    places = [place.pk for place in places_of(me, today)]
    if not places:
        raise Http404
    kind = KINDS.get(request.GET.get("kind", ""), KINDS["page"])
    context: dict[str, Any] = {"kind": kind.name, "kinds": kinds(), "many": len(places) > 1, "text": words(request)}
    asked, employee = asked_number(request.GET.get("target")), asked_number(request.GET.get("employee"))
    if asked is None:
        if request.method == "POST":
            raise Http404
        if kind.name == STUDENT:
            note_accesses(request, ORGANIZATION, places)
        context |= {"targets": queries.find_targets(me, today, kind, words(request)), "target": None, "chosen": None}
        return render(
            request, f"curriculum/{'delegations/_targets' if is_part(request) else 'delegation_give'}.html", context
        )
    found = queries.find_targets(me, today, kind, "", asked)
    if not found:
        raise Http404
    if kind.name == STUDENT:
        note_access(request, STUDENT, asked, found[0].organization.pk)
    context |= {"target": found[0], "kept": f"kind={kind.name}&target={asked}&",
                "kept_fields": [("kind", kind.name), ("target", asked)]}  # fmt: skip
    here = [found[0].organization.pk]
    chosen = one_of_staff(here, today, employee)
    if chosen is None:
        if request.method == "POST" or employee is not None:
            raise Http404
        context |= {"staff": find_staff(here, today, words(request)), "chosen": None}
        name = "contingent/staff_choice/_found.html" if is_part(request) else "curriculum/delegation_give.html"
        return render(request, name, context)
    return hand_over(request, kind, context | {"chosen": chosen})


def hand_over(request: HttpRequest, kind: Kind, context: dict[str, Any]) -> HttpResponse:
    """Show the form of the last step; a POST hands the right over."""
    target, chosen = context["target"], context["chosen"]
    today = target.organization.local_day(timezone.now())
    last = target.last_day(today)
    bound = request.POST if request.method == "POST" else None
    form = DelegationForm(bound, rights=queries.rights_of_kind(kind), today=today, last=last)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            give_delegation(
                kind=kind, target=target.id, right=DelegatedRight(told["right"]), user=chosen.user,
                starts=told["starts"], ends=told["ends"], trace=trace(request, told["reason"]),
            )  # fmt: skip
        except NotAllowed as refusal:
            return render(request, "403.html", {"exception": refusal.message}, status=403)
        except DelegationRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The right is handed over. It ends by itself after its last day."))
            return redirect("curriculum:delegations")
    context |= {"form": form.mark(), "last": last}
    return render(request, "curriculum/delegation_give.html", context, status=400 if form.is_bound else 200)


@require_POST
def end(request: HttpRequest, kind: str, delegation: int) -> HttpResponse:
    """Take a right back with one press; it can be given back today."""
    return change(request, kind, delegation, ended=True)


@require_POST
def undo(request: HttpRequest, kind: str, delegation: int) -> HttpResponse:
    """Give back what was taken back today."""
    return change(request, kind, delegation, ended=False)


def change(request: HttpRequest, name: str, delegation: int, *, ended: bool) -> HttpResponse:
    """End the right, or undo its end; 404 when it is not the person's to see."""
    kind = KINDS.get(name)
    if not kind or not visible_delegations(person(request), timezone.localdate(), kind).filter(pk=delegation).exists():
        raise Http404
    try:
        if ended:
            end_delegation(kind=kind, delegation=delegation, trace=trace(request))
            messages.success(request, _("The right is taken back, from this minute. Pressed by mistake? Give it back."))
        else:
            undo_end(kind=kind, delegation=delegation, trace=trace(request))
            messages.success(request, _("The right is given back with its last day."))
    except DelegationRefused as refusal:
        messages.error(request, refusal.message)
    return redirect("curriculum:delegations")


def kinds() -> list[tuple[str, str]]:
    """Return what a right may be handed to, in words."""
    return [("page", _("A page of the journal")), ("group", _("A group or class")), ("student", _("A student"))]
