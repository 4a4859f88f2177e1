"""The door: in, out, and in again on the spot."""

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import passkeys
from accounts.door import FROM_OUTSIDE, ask_afresh, goodbye_address, outside_ways, system_name
from accounts.factor import has_application
from accounts.forms import SignInForm
from accounts.forms_credentials import PasskeyForm
from accounts.services.sessions import forget_session
from accounts.steps import WORDS, next_step

if TYPE_CHECKING:
    from accounts.models import User


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
    if form.is_valid() and form.user:
        return enter(request, form.user, target)
    return render(
        request,
        "accounts/sign_in.html",
        {"form": form, "next": target, "ways": outside_ways()},
        status=400 if form.is_bound else 200,
    )


@login_not_required
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask whoever has proved the first factor for the code of the second."""
    stage = waiting_stage(request)
    if stage is None:
        return redirect(settings.LOGIN_URL)
    form = proof_form(request, stage.login.user)
    if form.is_bound and form.is_valid():
        form.save()
        answer: HttpResponse = stage.exit()
        return answer
    context = {
        "form": form,
        "has_application": has_application(stage.login.user),
        "has_passkeys": passkeys.count(stage.login.user) > 0,
        "by_number": passkeys.host_by_number(request),
    }
    return render(request, "accounts/second_step.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, the provider's too for whoever came through one; the browser forgets the pages it kept (R5).

    A page leads to the provider: the policy lets no form leave this server.
    """
    opened = request.session.get(FROM_OUTSIDE)
    away = goodbye_address(request, request.build_absolute_uri(resolve_url(settings.LOGOUT_REDIRECT_URL)))
    forget_session(key=request.session.session_key or "")
    logout(request)
    response: HttpResponse = redirect(settings.LOGOUT_REDIRECT_URL)
    if opened and away:
        response = render(
            request, "accounts/outside_end.html", {"address": away, "system": system_name(opened["system"])}
        )
    if opened:
        ask_afresh(response)
    response["Clear-Site-Data"] = '"cache"'  # not the storage: unsaved marks wait there for their person
    return response


@login_not_required
@sensitive_post_parameters("password", "code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_again(request: HttpRequest) -> JsonResponse:
    """Let a page that kept unsaved marks sign its person in without leaving it.

    GET tells a fresh token and who is signed in (their id; null too while they owe a step first).
    POST signs in; whoever has a second factor is asked for its code or passkey, which comes by a second POST.
    """
    if request.method != "POST":
        user = None if next_step(request) else request.user.pk
        return JsonResponse({"csrf": get_token(request), "user": user})
    if "code" in request.POST or "credential" in request.POST:
        stage = waiting_stage(request)
        if stage is None:
            return JsonResponse({"error": _("That took too long. Enter the login and the password again.")}, status=409)
        proof = proof_form(request, stage.login.user)
        if not proof.is_valid():
            return refused(proof)
        proof.save()
        return _entered(request, stage.exit())
    form = SignInForm(request.POST, request=request)
    if not form.is_valid() or form.user is None:
        return refused(form)
    answer = enter(request, form.user, "/")
    if waiting_stage(request) is not None:
        has_passkeys = passkeys.count(form.user) > 0 and not passkeys.host_by_number(request)
        return JsonResponse({"step": "code", "passkey": has_passkeys, "csrf": get_token(request)})
    return _entered(request, answer)


def enter(request: HttpRequest, user: "User", target: str) -> HttpResponse:
    """Open a session, or lead to the second factor of whoever has one."""
    login = Login(user=user, redirect_url=target)
    answer: HttpResponse = perform_password_login(request, {}, login)
    return answer


def waiting_stage(request: HttpRequest) -> Any:
    """Return the sign-in that waits for its second factor, if one does: for a quarter of an hour at most."""
    return LoginStageController.enter(request, AuthenticateStage.key)


def proof_form(request: HttpRequest, user: "User") -> Any:
    """Return the form of the second factor: what a passkey signed, else a code."""
    if "credential" in request.POST:
        return PasskeyForm(request.POST, user=user)
    return AuthenticateForm(told_code(request) if request.method == "POST" else None, user=user)


def told_code(request: HttpRequest) -> dict[str, str]:
    """Return the code as it was typed, without the spaces that applications show."""
    return {"code": "".join(request.POST.get("code", "").split())[:20]}


def page_asked_for(request: HttpRequest) -> str:
    """Return the page of ours that the person was going to; else the first one."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def refused(form: Any) -> JsonResponse:
    """Tell a script what was wrong in a form."""
    words = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"error": " ".join(words)}, status=400)


def _entered(request: HttpRequest, answer: HttpResponse) -> JsonResponse:
    if step := next_step(request):
        told = JsonResponse({"error": str(WORDS[step])}, status=400)
    else:
        told = JsonResponse({"ok": True, "csrf": get_token(request), "user": request.user.pk})
    told.cookies.update(answer.cookies)
    return told
