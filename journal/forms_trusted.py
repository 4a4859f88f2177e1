"""Shape of input of the page on which a parent lets people into the diary."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contingent.forms_appointments import Marked, day_field
from contingent.remarks import BadValue
from contingent.services.people_import.values import phone
from contingent.services.trusted import TrustedPerson


def box(
    label: Any, *, required: bool = True, length: int = 100, kind: str = "text", help_text: Any = ""
) -> forms.CharField:
    """Return a field for a line of text."""
    attrs = {"class": "form-control", "autocomplete": "off", "type": kind}
    return forms.CharField(
        label=label, required=required, max_length=length, widget=forms.TextInput(attrs=attrs), help_text=help_text
    )


class TrustedForm(Marked):
    """Who is let in, how they are reached, until when; and the parent's word."""

    last_name = box(_("surname"))
    first_name = box(pgettext_lazy("of a person", "name"))
    patronymic = box(_("patronymic"), required=False, help_text=_("If there is one."))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    phone = box(
        _("Mobile"),
        required=False,
        length=30,
        kind="tel",
        help_text=_("An e-mail or a mobile: the person is known by it."),
    )
    ends = day_field(_("Until"), required=False, help_text=_("Empty: until you put the person out."))
    agreed = forms.BooleanField(
        label=_("I agree"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Without your consent nobody is let in.")},
    )

    def clean_phone(self) -> str:
        """Return the mobile as it is kept."""
        text: str = self.cleaned_data["phone"]
        try:
            return phone(text)[0] if text else ""
        except BadValue as problem:
            raise forms.ValidationError(_("This is not a mobile number: write it like +7 902 123-45-67.")) from problem

    def clean(self) -> dict[str, Any]:
        """Ask for an e-mail or a mobile."""
        told = super().clean() or {}
        if not self.errors and not (told.get("email") or told.get("phone")):
            self.add_error("email", _("Tell the e-mail or the mobile of the person."))
        return told

    def person(self) -> TrustedPerson:
        """Return who is let in."""
        names = ("last_name", "first_name", "patronymic", "email", "phone")
        return TrustedPerson(**{name: self.cleaned_data[name].strip() for name in names})

    @property
    def boxes(self) -> list[forms.BoundField]:
        """The fields but the consent."""
        return [field for field in self if field.name != "agreed"]
