"""Everything needs a sign-in unless a view says otherwise."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a person's browser opening a page."""
    return request.headers.get("Accept", "").startswith("application/json")


class SignInRequired(LoginRequiredMiddleware):
    """Sends a person to the sign-in page; tells a script, so that what it holds is kept."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if wants_json(request):
            return JsonResponse({"error": "sign_in"}, status=401)
        sign_in = resolve_url(self.get_login_url(view_func))
        if request.headers.get("HX-Request"):
            page = page_of(request, request.headers.get("HX-Current-URL", ""))
            return HttpResponseClientRedirect(redirect_to_login(page, sign_in).url)
        if request.method not in ("GET", "HEAD"):
            page = page_of(request, request.headers.get("Referer", ""))
            return redirect_to_login(page, sign_in)
        return super().handle_no_permission(request, view_func)


def page_of(request: HttpRequest, address: str) -> str:
    """Return the path of a page of ours that the address names, to come back to; else home."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
