"""Passkeys: made on the page of the second factor, asked for at the door in place of the code (R28)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import passkeys
from accounts.errors import RequestRefused
from accounts.forms_credentials import NamedProofForm, NewPasskeyForm
from accounts.services.second_factor import add_passkey
from accounts.views.second_factor import codes_page, factor_page, person_of, proof_of
from accounts.views.sign_in import refused, waiting_stage

NAME = "passkey_name"  # of the key that is being made: the password was told for it


@never_cache
@sensitive_post_parameters("password")
@require_POST
def begin(request: HttpRequest) -> JsonResponse:
    """Ask the browser to make a passkey, for whoever knows the password."""
    form = proof_of(request, NamedProofForm)
    if not form.is_valid():
        return refused(form)
    request.session[NAME] = form.cleaned_data["name"]
    return JsonResponse(passkeys.ask_for_new(person_of(request)))


@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser made; recovery codes are shown when these are the first."""
    name = request.session.pop(NAME, "")
    form = NewPasskeyForm(request.POST, user=person_of(request))
    if not name or not form.is_valid():
        form.add_error(None, _("The key is not added. Begin again."))
        return factor_page(request, form, status=400)
    session = request.session.session_key or ""
    try:
        made = add_passkey(
            user=person_of(request), name=name, credential=form.cleaned_data["credential"], session=session
        )
    except RequestRefused as refusal:
        form.add_error(None, refusal.message)
        return factor_page(request, form, status=400)
    if made:
        return codes_page(request, made, is_new=True)
    messages.success(request, _("The passkey is added: it confirms the sign-in in place of the code."))
    return redirect("accounts:second_factor")


@login_not_required
@never_cache
@require_POST
def ask(request: HttpRequest) -> JsonResponse:
    """Ask the browser of whoever has proved the first factor for a signature of one of their passkeys."""
    stage = waiting_stage(request)
    if stage is None or not passkeys.count(stage.login.user):
        return JsonResponse({"error": _("That took too long. Enter the login and the password again.")}, status=409)
    return JsonResponse(passkeys.ask_for_proof(stage.login.user))
