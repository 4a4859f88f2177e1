"""What people type at the door."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.guessing import is_waiting, minutes_to_wait
from accounts.models import Organization, User
from accounts.services.credentials import is_slip_stale


class SignInForm(forms.Form):
    """Login and password; the refusal is the same for every wrong pair (R28)."""

    username = forms.CharField(
        label=_("Login"),
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Enter the login you were given.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
        error_messages={"required": _("Enter the password.")},
    )
    refused = _(
        "There is no such pair of login and password. Check the keyboard layout and Caps Lock. "
        "If you have forgotten the password, ask for a new one below."
    )

    def __init__(self, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        """Find the person; `user` is set when the pair is right."""
        told = super().clean() or {}
        if "username" in told and "password" in told:
            login = told["username"].strip()
            found = authenticate(self.request, username=login, password=told["password"])
            if is_waiting(self.request):
                raise forms.ValidationError(too_often(minutes_to_wait()), code="too_often")
            if found is None:
                raise forms.ValidationError(self.refused, code="refused")
            if isinstance(found, User) and is_slip_stale(found, timezone.now()):
                raise forms.ValidationError(
                    _("The term of the issued password is over. Ask for a new one."), code="stale"
                )
            self.user = found
        return told


class AskForm(forms.Form):
    """What somebody at the door tells the organisation that should know them."""

    organization = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organization.objects.all(),
        error_messages={"required": _("Choose the organisation."), "invalid_choice": _("Choose the organisation.")},
    )
    child_name = forms.CharField(
        label=_("Surname and name of the child"),
        max_length=200,
        required=False,
        error_messages={"required": _("Write the surname and the name of the child.")},
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, for_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["child_name"].required = for_child


class RefuseForm(forms.Form):
    """Why a request is refused, in words for whoever asked."""

    reason = forms.CharField(
        label=_("Reason, which the person will read"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={"required": _("Write why: the person will read it and know what to do.")},
    )


def too_often(minutes: int) -> str:
    """Return when to try again."""
    return ngettext(
        "Too many failed attempts with this login. Try again in %(minutes)d minute.",
        "Too many failed attempts with this login. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
