"""Which messages a person wants by e-mail too."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notifications.forms import MailChoices
from notifications.queries import choices_of, reads_terms
from notifications.services.inbox import choose_mail
from notifications.views.here import person


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Show and keep the choice of e-mail for each kind of message."""
    form = MailChoices(choices_of(person(request)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose_mail(actor=person(request), by_mail=form.chosen())
        messages.success(request, _("Your choice is kept."))
        return redirect("notifications:choices")
    with_terms = reads_terms(person(request), timezone.localdate())
    return render(request, "notifications/choices.html", {"form": form, "with_terms": with_terms})
