"""What the pages of calendars, courses and load take from a request: the organisation, the year, JSON."""

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.middleware import wants_json
from contingent.views.here import person
from curriculum.errors import CurriculumError, NotAllowed
from curriculum.queries.years import chosen_year, years_of
from curriculum.views.references_here import keeps, organization_of

if TYPE_CHECKING:
    from accounts.models import Organization
    from curriculum.models import AcademicYear

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def place_of(request: HttpRequest) -> tuple["Organization", "AcademicYear | None", dict[str, Any]]:
    """Return the organisation and the year asked for, with what every such page shows; 404 where nothing is read."""
    organization, mine = organization_of(request)
    years = years_of(organization)
    asked = request.GET.get("year") or request.POST.get("year", "")
    year = chosen_year(years, asked, organization.local_day(timezone.now()))
    context = {
        "organization": organization, "organizations": mine if len(mine) > 1 else [], "years": years, "year": year,
        "keeps": keeps(request, organization),
    }  # fmt: skip
    return organization, year, context


def changes_of(request: HttpRequest, most: int = 500) -> list[dict[str, Any]]:
    """Return the changes sent as JSON; raise `CurriculumError` when they are none."""
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    changes = body.get("changes") if isinstance(body, dict) else None
    if not isinstance(changes, list) or len(changes) > most or not all(isinstance(each, dict) for each in changes):
        raise CurriculumError(_("This is not what the page sends. Open it again."))
    return changes


def saver_config(request: HttpRequest, url: str) -> dict[str, Any]:
    """Return what the page needs to send what is changed on it by itself."""
    return {"user": person(request).pk, "urls": {"save": url, "signIn": reverse("accounts:sign_in_again")}}


def saver_texts() -> dict[str, Any]:
    """Return the words of saving by itself."""
    return {
        "saved": _("Everything is saved."),
        "saving": _("Saving…"),
        "waiting": _("Not saved yet"),
        "offline": _("No network. What you did is kept on this device and goes in by itself."),
        "trouble": _("The server did not answer as it should. It will be tried again."),
        "sign_in": _("The session has ended: sign in again, nothing is lost."),
        "signInLink": _("Sign in"),
        "another_user": _("Another person is signed in here now."),
        "no_network": _("No network."),
        "gone": _("This is not there any more. Open the page again."),
        "draft": _("What had not been saved is back."),
    }


def refused(request: HttpRequest, problem: CurriculumError) -> HttpResponse:
    """Answer with the reason in words: 403 where it is not theirs to do, 400 where it cannot be done."""
    status = 403 if isinstance(problem, NotAllowed) else 400
    if wants_json(request) or request.content_type == "application/json":
        return JsonResponse({"status": "refused", "reason": problem.message}, status=status)
    name = "403.html" if status == 403 else "curriculum/programs/refused.html"
    return render(request, name, {"exception": problem.message}, status=status)
