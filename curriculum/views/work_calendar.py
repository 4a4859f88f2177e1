"""The year of working days and days off: a press on a day turns it (R38)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.asked import asked_day
from contingent.views.here import trace_of
from curriculum.errors import NotAllowed
from curriculum.queries.work_calendar import read_year, year_of
from curriculum.services.work_calendar import turn_day
from curriculum.views.references_here import is_part, organization_of, page_context


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def work_calendar(request: HttpRequest) -> HttpResponse:
    """Show the school year; a POST turns a day between working and day off."""
    organization, mine = organization_of(request)
    context = page_context(request, organization, mine)
    today = organization.local_day(timezone.now())
    first = year_of(organization, request.POST.get("year") or request.GET.get("year", ""), today)
    why = " ".join(request.POST.get("why", "").split())
    status = 200
    if request.method == "POST":
        day = asked_day(request.POST.get("day"))
        if day is None:
            context["error"], status = _("Press a day of the calendar."), 400
        else:
            try:
                turn_day(organization=organization, day=day, why=why, trace=trace_of(request))
            except NotAllowed as refusal:
                return render(request, "403.html", {"exception": refusal.message}, status=403)
            if not is_part(request):
                return redirect(f"{reverse('curriculum:work_calendar')}?org={organization.pk}&year={first}")
            context["turned"] = day
    context |= {"year": read_year(organization, first), "why": why, "before": first - 1, "after": first + 1}
    name = "references/_year.html" if is_part(request) else "work_calendar.html"
    return render(request, f"curriculum/{name}", context, status=status)
