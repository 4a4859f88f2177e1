"""Regimes of groups and of students with plans of their own: tick, choose, give (R39)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access_log import ORGANIZATION, note_access
from common.asked import asked_day, asked_number, asked_numbers
from contingent.views.here import trace_of
from curriculum.errors import NotAllowed
from curriculum.views.references_here import is_part, organization_of, page_context
from schedule.errors import RegimeRefused
from schedule.queries.regimes import groups_bound, regimes, students_bound
from schedule.services.regimes import give_regime

GROUPS, STUDENTS = "groups", "students"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def regimes_page(request: HttpRequest) -> HttpResponse:
    """Show who keeps which regime; a POST gives one to whoever is ticked."""
    organization, mine = organization_of(request)
    context = page_context(request, organization, mine)
    tab = STUDENTS if request.GET.get("tab") == STUDENTS else GROUPS
    words = request.GET.get("q", "")[:80]
    today = organization.local_day(timezone.now())
    status = 200
    if request.method == "POST":
        ids = asked_numbers(request.POST.getlist("id"))
        regime = request.POST.get("regime", "")
        try:
            many = give_regime(
                organization=organization,
                regime=None if regime == "none" else asked_number(regime) or -1,
                groups=ids if tab == GROUPS else (),
                students=ids if tab == STUDENTS else (),
                starts=asked_day(request.POST.get("starts", "")) or today,
                ends=asked_day(request.POST.get("ends", "")),
                trace=trace_of(request),
            )
        except NotAllowed as refusal:
            return render(request, "403.html", {"exception": refusal.message}, status=403)
        except RegimeRefused as refusal:
            context |= {"error": refusal.message, "chosen": ids}
            status = 400
        else:
            told = ngettext("Done for %(many)d of them.", "Done for %(many)d of them.", many) % {"many": many}
            messages.success(request, told)
            return redirect(f"{reverse('schedule:regimes')}?org={organization.pk}&tab={tab}")
    if tab == STUDENTS:
        note_access(request, ORGANIZATION, organization.pk, organization.pk)
        lines = students_bound(organization, today, words)
    else:
        lines = groups_bound(organization, today)
    context |= {"tab": tab, "words": words, "lines": lines, "regimes": regimes(organization), "today": today}
    name = "regimes/_lines.html" if is_part(request) and request.method != "POST" else "regimes.html"
    return render(request, f"schedule/{name}", context, status=status)
