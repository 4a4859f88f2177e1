"""What may this person see and do, and why; who may see this student (E)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import readable_organizations
from accounts.access_log import PERSON, STUDENT, note_access
from common.asked import asked_day
from contingent.personal_access import answered_people, explained_people, explained_students
from contingent.queries.accesses import shared_places
from contingent.queries.rights import explain_readers, explain_rights, find_explained, own_students
from contingent.views.here import person


@never_cache
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Find the person to ask about."""
    me, today = person(request), timezone.localdate()
    if not readable_organizations(me, today).exists():
        raise Http404
    text = asked_text(request)
    context = {"text": text, "found": find_explained(me, today, text), "leads_to": "contingent:rights_of"}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "contingent/rights/_found.html", context)
    return render(request, "contingent/rights.html", context)


@never_cache
@require_safe
def rights_of(request: HttpRequest, user: int) -> HttpResponse:
    """Show every right of a person on a day with the fact behind it."""
    me, today = person(request), timezone.localdate()
    found: Any = get_object_or_404(explained_people(me, today), pk=user)
    for place in shared_places(me, today, found):
        note_access(request, PERSON, found.pk, place)
    on = asked_day(request.GET.get("on")) or today
    context = {
        "shown": found,
        "on": on,
        "today": today,
        "lines": explain_rights(me, today, found, on),
        "answers": answered_people(me, today).filter(pk=found.pk).exists(),
        "studies": own_students(me, today, found),
    }
    return render(request, "contingent/rights_of.html", context)


@never_cache
@require_safe
def student_readers(request: HttpRequest, student: int) -> HttpResponse:
    """Show everyone who may see a student on a day, and why."""
    me, today = person(request), timezone.localdate()
    found: Any = get_object_or_404(explained_students(me, today).select_related("user", "organization"), pk=student)
    note_access(request, STUDENT, found.pk, found.organization_id)
    on = asked_day(request.GET.get("on")) or today
    context = {"shown": found, "on": on, "today": today, "lines": explain_readers(me, today, found.pk, on)}
    return render(request, "contingent/student_readers.html", context)


def asked_text(request: HttpRequest) -> str:
    """Return what was typed into the box of the search."""
    return request.GET.get("q", "").replace("\x00", "")[:80]
