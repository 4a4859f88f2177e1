"""How long people are kept by name, and whose term is over (152-ФЗ, R5)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import administered_organizations
from accounts.access_log import ORGANIZATION, note_accesses
from contingent.errors import NotAllowed, PersonalRefused
from contingent.forms_personal import KeepingForm
from contingent.queries.keeping import Keeping, keepings_of, list_past
from contingent.services.keeping import change_keeping
from contingent.views.here import person, trace_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest) -> HttpResponse:
    """Show the term of each organisation with its history and the people past it; a POST changes a term."""
    today = timezone.localdate()
    found = keepings_of(person(request), today)
    if not found:
        raise Http404
    if request.method != "POST":
        return _page(request, found)
    form = KeepingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    told = form.cleaned_data
    try:
        change_keeping(
            organization=told["organization"], years=told["years"], seen=told["seen"],
            trace=trace_of(request, told["reason"]),
        )  # fmt: skip
    except NotAllowed:
        raise Http404 from None
    except PersonalRefused as refusal:
        form.add_error(None, refusal.message)
        return _page(request, keepings_of(person(request), today), form, status=409)
    messages.success(request, _("The term is kept. Nobody is anonymised by itself: whose term is over is listed here."))
    return redirect("contingent:keeping")


def _page(
    request: HttpRequest, found: list[Keeping], sent: KeepingForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    places = [place.id for place in found]
    people: Any = list_past(places, today, request.GET.get("page", ""))
    if people.object_list:
        note_accesses(request, ORGANIZATION, places)
    context = {
        "places": [(place, _form_of(place, sent, alone=len(found) == 1)) for place in found],
        "found": people,
        "keeps": administered_organizations(person(request), today).exists(),
    }
    return render(request, "contingent/keeping.html", context, status=status)


def _form_of(place: Keeping, sent: KeepingForm | None, *, alone: bool) -> KeepingForm:
    """Return the form of the organisation: the one that was sent, with its errors, or a new one."""
    if sent is not None and (alone or str(sent.data.get("organization")) == str(place.id)):
        sent.mark()
        return sent
    told = {"organization": place.id, "seen": place.years, "years": place.years}
    form = KeepingForm(initial=told, auto_id=f"id_{place.id}_%s")
    form.mark()
    return form
