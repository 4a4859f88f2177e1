"""A person changes their own password, the issued one before anything else (R26, R28)."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms_credentials import OwnPasswordForm, dressed
from accounts.services.credentials import set_own_password
from accounts.services.sessions import rename_session
from accounts.views.sign_in import page_asked_for

if TYPE_CHECKING:
    from accounts.models import User


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Ask for the new password twice, and for the old one unless it was issued; other sessions of the person end."""
    person = cast("User", request.user)
    is_issued = person.must_change_password
    shape = OwnPasswordForm if is_issued else PasswordChangeForm
    form = dressed(shape(person, request.POST if request.method == "POST" else None))
    if form.is_valid():
        before = request.session.session_key or ""
        set_own_password(user=person, password=form.cleaned_data["new_password1"], now=timezone.now(), session=before)
        update_session_auth_hash(request, person)
        rename_session(before=before, after=request.session.session_key or "")
        messages.success(request, _("The password is changed. On other devices you will have to sign in again."))
        return redirect(page_asked_for(request) if is_issued else "accounts:password")
    name = "accounts/own_password.html" if is_issued else "accounts/password.html"
    context = {"form": form, "next": page_asked_for(request)}
    return render(request, name, context, status=400 if form.is_bound else 200)
