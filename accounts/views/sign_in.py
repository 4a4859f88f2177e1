"""The door: in, out, and in again on the spot."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.door import forget_stranger, outside_ways
from accounts.forms import SignInForm


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a person in by login and password and bring them where they were going."""
    target = page_asked_for(request)
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        login(request, form.user)
        forget_stranger(request)
        return redirect(target)
    return render(
        request,
        "accounts/sign_in.html",
        {"form": form, "next": target, "ways": outside_ways()},
        status=400 if form.is_bound else 200,
    )


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; the browser forgets the pages it kept (R5)."""
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response["Clear-Site-Data"] = '"cache"'  # not the storage: unsaved marks wait there for their person
    return response


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_again(request: HttpRequest) -> JsonResponse:
    """Let a page that kept unsaved marks sign its person in without leaving it.

    GET tells a fresh token and who is signed in (their id or null); POST signs in.
    """
    if request.method == "POST":
        form = SignInForm(request.POST, request=request)
        if not form.is_valid() or form.user is None:
            words = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"error": " ".join(words)}, status=400)
        login(request, form.user)
        return JsonResponse({"ok": True, "csrf": get_token(request), "user": form.user.pk})
    return JsonResponse({"csrf": get_token(request), "user": request.user.pk})


def page_asked_for(request: HttpRequest) -> str:
    """Return the page of ours that the person was going to; else the first one."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else resolve_url(settings.LOGIN_REDIRECT_URL)
