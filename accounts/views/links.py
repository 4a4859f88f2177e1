"""Links that open once: given by the organisation, or asked for by whoever forgot the password (R26, R28)."""

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.errors import RequestRefused
from accounts.forms import too_often
from accounts.forms_credentials import ForgottenForm, dressed
from accounts.guessing import minutes_to_wait
from accounts.services.credentials import find_link, remind_password, use_link
from accounts.tasks import send_links


@login_not_required
@sensitive_post_parameters()
@sensitive_variables("token")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the link choose a password; opening the page does not use it up."""
    found = find_link(token=token, now=timezone.now())
    if found is None:
        return _private(render(request, "accounts/link_over.html", status=404))
    form = dressed(SetPasswordForm(found.user, request.POST if request.method == "POST" else None))
    if form.is_valid():
        try:
            use_link(token=token, password=form.cleaned_data["new_password1"], now=timezone.now())
        except RequestRefused:
            return _private(render(request, "accounts/link_over.html", status=404))
        messages.success(request, _("The password is set. Sign in with it now."))
        return _private(redirect("accounts:sign_in"))
    context = {"form": form, "person": found.user}
    return _private(render(request, "accounts/link.html", context, status=400 if form.is_bound else 200))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link to the e-mail that the organisation knows; the answer is the same whoever is asked for."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        who, address = form.cleaned_data["who"].strip(), request.META.get("REMOTE_ADDR", "")
        if not consume(request, action="forgotten", key=f"{who.casefold()} {address}"):
            form.add_error(None, too_often(minutes_to_wait()))
        else:
            if row := remind_password(told=who, address=address or None, now=timezone.now()):
                send_links([row.pk])
            return render(request, "accounts/forgotten_sent.html")
    return render(request, "accounts/forgotten.html", {"form": form}, status=400 if form.is_bound else 200)


def _private(response: HttpResponse) -> HttpResponse:
    """Let no page that the person goes to learn the address.

    The origin is told: without it a browser sends forms as from nowhere, and they are refused.
    """
    response["Referrer-Policy"] = "strict-origin"
    return response
