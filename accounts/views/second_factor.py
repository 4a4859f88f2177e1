"""The second factor of one's own sign-in: an application, recovery codes, turned off (R28). Passkeys: `passkeys`."""

from typing import TYPE_CHECKING, Any, cast

from allauth.core.ratelimit import consume
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import factor, passkeys
from accounts.errors import NotAllowed
from accounts.forms_credentials import FirstCodeForm, ProofForm
from accounts.services.second_factor import make_codes, remove_way, set_up_factor, turn_factor_off

if TYPE_CHECKING:
    from accounts.models import User

SECRET = "mfa.totp.secret"  # noqa: S105 - where allauth keeps the secret that is being set up


@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Tell whether the sign-in asks for a code, and what can be done about it."""
    return factor_page(request)


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Make a secret, which the next page shows to the application; beside another factor only by the password."""
    if factor.has_application(person_of(request)):
        return redirect("accounts:second_factor")
    if factor.has_factor(person_of(request)) and not (form := proof_of(request)).is_valid():
        return factor_page(request, form, status=400)
    get_totp_secret(regenerate=True)
    return redirect("accounts:second_factor_confirm")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and as text; its first code turns the second factor on."""
    secret = request.session.get(SECRET)
    if not secret or factor.has_application(person_of(request)):
        return redirect("accounts:second_factor")
    form = FirstCodeForm(request.POST if request.method == "POST" else None, secret=secret)
    if form.is_valid():
        codes = set_up_factor(user=person_of(request), secret=secret, session=request.session.session_key or "")
        clear_totp_secret(request)
        return codes_page(request, codes, is_new=True)
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
    form = proof_of(request)
    if not factor.has_factor(person_of(request)) or not form.is_valid():
        return factor_page(request, form, status=400)
    return codes_page(request, make_codes(user=person_of(request)), is_new=False)


@never_cache
@sensitive_post_parameters("password")
@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    """Turn the second factor off, for whoever knows the password and is not obliged to have one."""
    form = proof_of(request)
    if _is_obliged(request) or not form.is_valid():
        return factor_page(request, form, status=403 if _is_obliged(request) else 400)
    turn_factor_off(user=person_of(request), session=request.session.session_key or "")
    messages.success(request, _("The second factor is off: the password alone opens the journal."))
    return redirect("accounts:second_factor")


@never_cache
@sensitive_post_parameters("password")
@require_POST
def remove(request: HttpRequest, way: int) -> HttpResponse:
    """Take one factor of several off, for whoever knows the password; the last one of who must have it stays."""
    if way not in [one.id for one in passkeys.list_ways(person_of(request))]:
        raise Http404
    form = proof_of(request)
    if not form.is_valid():
        return factor_page(request, form, status=400)
    session = request.session.session_key or ""
    try:
        remove_way(user=person_of(request), way=way, on=timezone.localdate(), session=session)
    except NotAllowed as refusal:
        form.add_error(None, refusal.message)
        return factor_page(request, form, status=403)
    messages.success(request, _("It is removed: it opens the journal no more."))
    return redirect("accounts:second_factor")


def factor_page(request: HttpRequest, form: Any = None, status: int = 200) -> HttpResponse:
    """Return the page of the second factor, with what was wrong in the form."""
    person = person_of(request)
    ways = passkeys.list_ways(person)
    context = {
        "ways": ways,
        "is_obliged": _is_obliged(request),
        "is_due": _is_obliged(request) and not ways,
        "has_application": any(not way.name for way in ways),
        "left": factor.codes_left(person),
        "form": form,
        "by_number": passkeys.host_by_number(request),
    }
    return render(request, "accounts/second_factor.html", context, status=status)


def codes_page(request: HttpRequest, made: list[str], *, is_new: bool) -> HttpResponse:
    """Return the page that shows recovery codes once."""
    shown = [f"{code[:5]} {code[5:]}" for code in made]
    return render(request, "accounts/second_factor_codes.html", {"codes": shown, "is_new": is_new})


def proof_of(request: HttpRequest, shape: type[ProofForm] = ProofForm) -> ProofForm:
    """Return the form with the password once more; guessing it is limited by person."""
    form = shape(request.POST, user=person_of(request))
    if not consume(request, action="proof", key=str(person_of(request).pk)):
        form.add_error(None, _("Too many attempts. Try again in a quarter of an hour."))
    return form


def person_of(request: HttpRequest) -> "User":
    """Return who is signed in."""
    return cast("User", request.user)


def _is_obliged(request: HttpRequest) -> bool:
    return factor.must_have_factor(person_of(request), timezone.localdate())
