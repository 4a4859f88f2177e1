"""The terms an organisation gives for what the regulation asks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notifications.forms import Terms
from notifications.queries import terms_for
from notifications.services.obligations import set_terms
from notifications.views.here import person


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """Show the days given to whoever reads the organisation; its journal administrator sets them."""
    now = timezone.now()
    own = terms_for(person(request), timezone.localdate(now))
    if not own:
        raise Http404
    posted = request.method == "POST"
    form = Terms(own, request.POST if posted else None)
    if posted and (form.is_valid() or not form.is_own):
        set_terms(actor=person(request), now=now, days=form.days() if form.is_own else {})
        messages.success(request, _("The terms are kept. The next check counts by them."))
        return redirect("notifications:terms")
    status = 400 if form.is_bound else 200
    return render(request, "notifications/terms.html", {"form": form}, status=status)
