"""In through госуслуги and РСААГ: out to the provider, back, and what to do when nobody was found."""

import secrets

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from requests import RequestException

from accounts.door import AFRESH, Obstacle, outside_ways, stranger, system_name, turn_away
from accounts.enums import OutsideSystem
from accounts.errors import RequestRefused
from accounts.forms import AskForm
from accounts.oidc import StrictOpenIDConnect, provider_of
from accounts.queries import find_organizations, own_requests
from accounts.services.sign_in_requests import KEPT, raise_request
from accounts.views.sign_in import page_asked_for

FAILURES = (RequestException, OAuth2Error, ValueError, KeyError, TypeError)


@login_not_required
@never_cache
@require_POST
def outside_start(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the provider: by a page that moves on, for the policy lets no form leave this server."""
    _check_configured(provider)
    going, nonce = page_asked_for(request), secrets.token_urlsafe(24)
    afresh = {"prompt": "login", "max_age": "0"} if request.COOKIES.get(AFRESH) else {}
    try:
        away = provider_of(request, provider).redirect(
            request, process="login", next_url=going, nonce=nonce, auth_params={"nonce": nonce} | afresh
        )  # fmt: skip
    except FAILURES as error:
        return turn_away(request, provider, Obstacle.of(error), going)
    context = {"address": away["Location"], "system": system_name(provider)}
    return render(request, "accounts/outside_start.html", context)


@login_not_required
@never_cache
@require_GET
def outside_callback(request: HttpRequest, provider: str) -> HttpResponse:
    """Take the provider's answer and sign in whom it names, or say what to do."""
    _check_configured(provider)
    view = OAuth2CallbackView.adapter_view(StrictOpenIDConnect(request, provider))
    try:
        answer: HttpResponse = view(request)
    except FAILURES as error:
        return turn_away(request, provider, Obstacle.of(error), "")
    return answer


@login_not_required
@never_cache
@sensitive_variables("claims")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Tell somebody whom nobody here is found for what to do, and take their request to an organisation."""
    now = timezone.now()
    claims = stranger(request, now)
    if claims is None:
        return redirect(settings.LOGIN_URL)
    for_child = claims.system == OutsideSystem.GOSUSLUGI
    form = AskForm(request.POST if request.method == "POST" else None, for_child=for_child)
    if form.is_valid():
        try:
            raise_request(claims=claims, now=now, **form.cleaned_data)
        except RequestRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("accounts:ask")
    text = request.GET.get("q", "")[:80]
    context = {
        "claims": claims,
        "system": system_name(claims.system),
        "form": form,
        "for_child": for_child,
        "requests": own_requests(claims.system, claims.key),
        "text": text,
        "organizations": find_organizations(text),
        "chosen": request.POST.get("organization", ""),
        "days_kept": KEPT.days,
    }
    fragment = request.htmx and request.method == "GET"  # type: ignore[attr-defined]
    name = "accounts/ask/_organizations.html" if fragment else "accounts/ask.html"
    return render(request, name, context, status=400 if form.is_bound else 200)


def _check_configured(provider: str) -> None:
    if provider not in outside_ways():
        raise Http404
