"""A person changes their own password (R28)."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

if TYPE_CHECKING:
    from accounts.models import User


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Ask for the old password and twice for the new; other sessions of the person end."""
    person = cast("User", request.user)
    form = PasswordChangeForm(person, request.POST if request.method == "POST" else None)
    for field in form.fields.values():
        field.widget.attrs["class"] = "form-control"
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, _("The password is changed. On other devices you will have to sign in again."))
        return redirect("accounts:password")
    return render(request, "accounts/password.html", {"form": form}, status=400 if form.is_bound else 200)
