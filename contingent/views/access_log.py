"""The log of who opened or exported whose personal data (152-ФЗ, R5)."""

from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access_log import ORGANIZATION, note_accesses
from accounts.enums import AccessAction
from common.asked import asked_day, asked_number
from contingent.personal_access import answered_organizations, answered_people
from contingent.queries.accesses import AccessAsked, all_accesses, page_of_accesses
from contingent.queries.rights import find_people
from contingent.services.exports_of_people import accesses_workbook
from contingent.views.here import person
from contingent.views.imports import XLSX
from contingent.views.rights import asked_text

if TYPE_CHECKING:
    from accounts.models import User


@never_cache
@require_safe
def access_log(request: HttpRequest) -> HttpResponse:
    """Search the log: by whose data, by who looked, by days, by what was done."""
    me, today, places = _reader(request)
    asked, text = _asked(request), asked_text(request)
    people = answered_people(me, today)
    context = {
        "asked": asked,
        "text": text,
        "whose": people.filter(pk=asked.whose).first() if asked.whose else None,
        "who": people.filter(pk=asked.who).first() if asked.who else None,
        "people": find_people(people, me, today, text),
        "found": page_of_accesses(me, today, asked),
        "actions": AccessAction.choices,
        "excel": _address(asked),
    }
    note_accesses(request, ORGANIZATION, places)
    if request.htmx and request.headers.get("HX-Target") == "access-people":  # type: ignore[attr-defined]
        return render(request, "contingent/access_log/_people.html", context)
    return render(request, "contingent/access_log.html", context)


@never_cache
@require_safe
def access_log_workbook(request: HttpRequest) -> HttpResponse:
    """Give what is found as an Excel workbook; this too is accounted for."""
    me, today, places = _reader(request)
    content = accesses_workbook(all_accesses(me, today, _asked(request)))
    note_accesses(request, ORGANIZATION, places, AccessAction.EXPORTED)
    disposition = f'attachment; filename="access-{today:%Y-%m-%d}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _reader(request: HttpRequest) -> "tuple[User, date, list[int]]":
    me, today = person(request), timezone.localdate()
    places = list(answered_organizations(me, today).values_list("pk", flat=True))
    if not places:
        raise Http404
    return me, today, places


def _asked(request: HttpRequest) -> AccessAsked:
    return AccessAsked(
        whose=asked_number(request.GET.get("whose")),
        who=asked_number(request.GET.get("who")),
        first=asked_day(request.GET.get("first")),
        last=asked_day(request.GET.get("last")),
        action=request.GET.get("action", "")[:8],
        page=request.GET.get("page", ""),
    )


def _address(asked: AccessAsked) -> str:
    told = {
        "whose": asked.whose, "who": asked.who, "first": asked.first, "last": asked.last, "action": asked.action,
    }  # fmt: skip
    return urlencode({name: str(value) for name, value in told.items() if value})
