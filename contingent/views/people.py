"""A person's card, and mending the name and contacts on it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import administered_organizations
from accounts.access_log import PERSON as A_PERSON
from accounts.access_log import note_access
from contingent.access import carded_people
from contingent.errors import NotAllowed
from contingent.forms_people import PersonForm
from contingent.queries.accesses import shared_places
from contingent.queries.card import read_card
from contingent.queries.credentials import issuing_organizations
from contingent.services.people import PERSON, change_person, why_fixed
from contingent.views.here import person, trace_of


@never_cache
@require_safe
def card(request: HttpRequest, user: int) -> HttpResponse:
    """Show a person with every tie of theirs that the reader may see."""
    today = timezone.localdate()
    found = _found(request, user, today)
    fixed = why_fixed(person(request), found, today)
    context = {
        "card": read_card(person(request), today, found),
        "keeps": administered_organizations(person(request), today).exists(),
        "fixed": fixed,
        "issues": issuing_organizations(person(request), today).exists(),
        "today": today,
    }
    return render(request, "contingent/person.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, user: int) -> HttpResponse:
    """Mend a name and contacts; what somebody else has changed meanwhile is shown, not overwritten."""
    today = timezone.localdate()
    found = _found(request, user, today)
    if reason := why_fixed(person(request), found, today):
        context = {"card": read_card(person(request), today, found), "fixed": reason, "today": today}
        return render(request, "contingent/person.html", context, status=403)
    seen = {name: getattr(found, name) for name in PERSON}
    if request.method != "POST":
        return _edit_page(request, found, PersonForm(initial=seen, today=today), seen)
    form = PersonForm(request.POST, today=today, seen=_seen(request, today))
    if not form.is_valid():
        return _edit_page(request, found, form, _seen(request, today), status=400)
    try:
        conflicts = change_person(
            person=found.pk, seen=_seen(request, today), told=form.person(), trace=trace_of(request), on=today
        )
    except NotAllowed as error:
        messages.error(request, error.message)
        return redirect("contingent:person", user)
    if conflicts:
        for conflict in conflicts:
            words = _("Somebody has changed this meanwhile, it is now: %(now)s. Save again to put yours instead.")
            form.add_error(conflict.field, words % {"now": conflict.now or "—"})
        form.mark()
        return _edit_page(request, found, form, seen, status=409)
    messages.success(request, _("Saved."))
    return redirect("contingent:person", user)


def _seen(request: HttpRequest, today: date) -> dict[str, Any]:
    """Return what the page showed when it was opened: it comes back beside what was typed."""
    told: dict[str, Any] = {name: request.POST.get(f"seen_{name}", "") for name in PERSON}
    try:
        told["birth_date"] = date.fromisoformat(told["birth_date"]) if told["birth_date"] else None
    except ValueError:
        told["birth_date"] = None
    return told


def _edit_page(request: HttpRequest, found: Any, form: PersonForm, seen: Any, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    kept = [(name, value.isoformat() if isinstance(value, date) else value or "") for name, value in seen.items()]
    context = {"card": read_card(person(request), today, found), "form": form, "seen": kept}
    return render(request, "contingent/person_edit.html", context, status=status)


def _found(request: HttpRequest, user: int, today: date) -> Any:
    found = get_object_or_404(carded_people(person(request), today), pk=user)
    for organization in shared_places(person(request), today, found):
        note_access(request, A_PERSON, found.pk, organization)
    return found
