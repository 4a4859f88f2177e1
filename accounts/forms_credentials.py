"""What people type to choose a password of their own, to ask for a forgotten one, and to set up a second factor."""

from typing import TYPE_CHECKING, Any, TypeVar

from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts import factor

if TYPE_CHECKING:
    SetPassword = SetPasswordForm[Any]
else:
    SetPassword = SetPasswordForm

Form = TypeVar("Form", bound=forms.BaseForm)
MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
"""What the library raises at a credential that no browser makes."""
CODE = {
    "class": "form-control",
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "spellcheck": "false",
    "autofocus": True,
}


def dressed(form: Form) -> Form:
    """Give the fields of a form of the framework the looks of ours."""
    for field in form.fields.values():
        field.widget.attrs["class"] = "form-control"
    return form


class OwnPasswordForm(SetPassword):
    """A password of one's own twice, another than the issued one."""

    def clean_new_password1(self) -> str:
        """Refuse the issued password: whoever issued it knows it."""
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(_("This is the issued password. Choose another one: of your own."))
        return password


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    who = forms.CharField(
        label=_("Login or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Enter your login or e-mail.")},
    )


class FirstCodeForm(forms.Form):
    """The first code proves that the application holds the secret."""

    code = forms.CharField(
        label=_("Code from the application"),
        max_length=12,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": _("Enter the six digits that the application shows.")},
    )

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret = secret

    def clean_code(self) -> str:
        """Check the code against the secret that the page shows."""
        code: str = self.cleaned_data["code"]
        if not factor.fits(self.secret, code):
            raise forms.ValidationError(factor.FactorAdapter.error_messages["incorrect_code"])
        return code


class ProofForm(forms.Form):
    """The password once more, before something that a borrowed session must not do."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
        error_messages={"required": _("Enter the password.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Check that it is the person's own."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("The password is wrong."))
        return password


class NamedProofForm(ProofForm):
    """The password, and how the new passkey is called in the list."""

    name = forms.CharField(
        label=_("Name of the key"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": _("Name the key: say, «Laptop» or «Phone».")},
    )
    field_order = ("name", "password")


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """What the browser made in answer to the question of this session."""

    def clean(self) -> dict[str, Any]:
        """Check the answer; rubbish is refused in words."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except MALFORMED as problem:
            raise forms.ValidationError(_("The key could not be checked. Try again.")) from problem
        return cleaned


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """What a passkey of the person's signed in answer to the question of this session."""

    def clean_credential(self) -> Any:
        """Check the signature; rubbish is refused in words."""
        try:
            return super().clean_credential()
        except MALFORMED as problem:
            raise forms.ValidationError(_("The key could not be checked. Try again.")) from problem
