"""Everything needs a sign-in unless a view says otherwise."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from accounts.door import FROM_OUTSIDE, WORDS, Obstacle
from accounts.models import User
from accounts.services.outside_sign_in import Outcome, outside_standing
from accounts.steps import OPEN, PAGES, next_step


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a person's browser opening a page."""
    return request.headers.get("Accept", "").startswith("application/json")


class SignInRequired(LoginRequiredMiddleware):
    """Sends a person to the sign-in page; tells a script, so that what it holds is kept.

    Whoever owes a step first, a password of their own or a second factor, gets nothing else (R26, R28).
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        answer: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None or not getattr(view_func, "login_required", True):
            return answer
        step = next_step(request)
        if step is None or not request.resolver_match or request.resolver_match.view_name in OPEN:
            return None
        if wants_json(request):
            return JsonResponse({"error": "sign_in"}, status=401)
        if request.headers.get("HX-Request"):
            page = page_of(request, request.headers.get("HX-Current-URL", ""))
            return HttpResponseClientRedirect(redirect_to_login(page, resolve_url(PAGES[step])).url)
        page = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
        return redirect_to_login(page, resolve_url(PAGES[step]))

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


def families_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """End a session opened from outside when its person has begun to work or was unlinked (R26, R28).

    Staff sign in as staff; a link taken back ends what it opened the same moment.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        opened = request.session.get(FROM_OUTSIDE)
        if opened and isinstance(request.user, User):
            standing = outside_standing(user=request.user, now=timezone.now(), **opened)
            if standing is not Outcome.FOUND:
                logout(request)
                obstacle = Obstacle.STAFF if standing is Outcome.STAFF else Obstacle.CLOSED
                messages.warning(request, str(WORDS[obstacle]))
        return get_response(request)

    return middleware


def page_of(request: HttpRequest, address: str) -> str:
    """Return the path of a page of ours that the address names, to come back to; else home."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
