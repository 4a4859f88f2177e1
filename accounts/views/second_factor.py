"""The second factor of one's own sign-in: set up, recovery codes, turned off (R28)."""

from typing import TYPE_CHECKING, Any, cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import factor
from accounts.forms_credentials import FirstCodeForm, ProofForm
from accounts.services.attempts import note_attempt
from accounts.services.second_factor import make_codes, set_up_factor, turn_factor_off
from accounts.steps import FACTOR_DUE

if TYPE_CHECKING:
    from accounts.models import User

SECRET = "mfa.totp.secret"  # noqa: S105 - where allauth keeps the secret that is being set up


@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Tell whether the sign-in asks for a code, and what can be done about it."""
    return _page(request)


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Make a secret, which the next page shows to the application."""
    if not factor.has_factor(_person(request)):
        get_totp_secret(regenerate=True)
        return redirect("accounts:second_factor_confirm")
    return redirect("accounts:second_factor")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and as text; its first code turns the second factor on."""
    secret = request.session.get(SECRET)
    if not secret or factor.has_factor(_person(request)):
        return redirect("accounts:second_factor")
    form = FirstCodeForm(request.POST if request.method == "POST" else None, secret=secret)
    if form.is_valid():
        codes = set_up_factor(user=_person(request), secret=secret, session=request.session.session_key or "")
        clear_totp_secret(request)
        request.session.pop(FACTOR_DUE, None)
        return _codes(request, codes, is_new=True)
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    context = {
        "form": form,
        "picture": mark_safe(picture[picture.index("<svg") :]),  # noqa: S308 - made here of the secret alone
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    }
    return render(request, "accounts/second_factor_confirm.html", context, status=400 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("password")
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes in place of the old ones, for whoever knows the password."""
    form = _proof(request)
    if not factor.has_factor(_person(request)) or not form.is_valid():
        return _page(request, form, status=400)
    return _codes(request, make_codes(user=_person(request)), is_new=False)


@never_cache
@sensitive_post_parameters("password")
@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    """Turn the second factor off, for whoever knows the password and is not obliged to have one."""
    form = _proof(request)
    if _is_obliged(request) or not form.is_valid():
        return _page(request, form, status=403 if _is_obliged(request) else 400)
    turn_factor_off(user=_person(request), session=request.session.session_key or "")
    messages.success(request, _("The second factor is off: the password alone opens the journal."))
    return redirect("accounts:second_factor")


def _page(request: HttpRequest, form: Any = None, status: int = 200) -> HttpResponse:
    person = _person(request)
    context = {
        "is_on": factor.has_factor(person),
        "is_obliged": _is_obliged(request),
        "is_due": bool(request.session.get(FACTOR_DUE)),
        "left": factor.codes_left(person),
        "form": form or ProofForm(user=person),
    }
    return render(request, "accounts/second_factor.html", context, status=status)


def _codes(request: HttpRequest, made: list[str], *, is_new: bool) -> HttpResponse:
    shown = [f"{code[:5]} {code[5:]}" for code in made]
    return render(request, "accounts/second_factor_codes.html", {"codes": shown, "is_new": is_new})


def _proof(request: HttpRequest) -> ProofForm:
    form = ProofForm(request.POST, user=_person(request))
    if note_attempt(login=f"proof {_person(request).pk}", address=request.META.get("REMOTE_ADDR", "")):
        form.add_error(None, _("Too many attempts. Try again in a quarter of an hour."))
    return form


def _is_obliged(request: HttpRequest) -> bool:
    return factor.must_have_factor(_person(request), timezone.localdate())


def _person(request: HttpRequest) -> "User":
    return cast("User", request.user)
