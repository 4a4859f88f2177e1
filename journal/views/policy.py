"""The entry windows of an organisation: how far back marks may be entered (R42, R43)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journal.errors import NotAllowed
from journal.forms import EntryWindows
from journal.queries.policy import ATTESTATION, LESSONS, windows_for
from journal.services.policy import set_windows
from journal.views.here import person, refuse, today, trace


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """Show the window to whoever reads the organisation; its journal administrator sets it."""
    windows = windows_for(person(request), timezone.now(), today())
    if not windows:
        raise Http404
    form = EntryWindows(windows, request.POST if request.method == "POST" else None)
    if form.is_bound and (form.is_valid() or not form.is_own):
        try:
            days, attestation = (form.days(name) if form.is_own else {} for name in (LESSONS, ATTESTATION))
            set_windows(days=days, attestation=attestation, trace=trace(request))
        except NotAllowed as refusal:
            return refuse(request, refusal)
        messages.success(request, _("The entry windows are kept. Pages open and close by them from now on."))
        return redirect("journal:policy")
    status = 400 if form.is_bound else 200
    return render(request, "journal/policy/policy.html", {"form": form}, status=status)
