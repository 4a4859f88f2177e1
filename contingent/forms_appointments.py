"""Shape of input of the pages of appointments."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Role

REASON = 100
"""How long a reason may be: the history keeps as much."""


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a day, as browsers offer a calendar for."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class Marked(forms.Form):
    """A form whose wrong fields are seen."""

    def mark(self) -> "Marked":
        """Mark the fields that were refused."""
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                attrs["class"] = f"{attrs.get('class', '')} is-invalid"
        return self


class AppointmentForm(Marked):
    """Which role, from when, until when, by which order."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.Select(attrs={"class": "form-select"}))
    starts = day_field(_("From"))
    ends = day_field(_("Until"), required=False, help_text=_("Empty: until it is ended or the person leaves."))
    order = forms.CharField(
        label=pgettext_lazy("a document", "Order"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=_("Number and date of the order, for example № 14-к of 1 September 2026."),
    )

    def __init__(self, *args: Any, roles: Sequence[Role], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
        field.choices = [(role.value, role.label) for role in roles]
        self.fields["starts"].initial = today

    def clean_starts(self) -> date:
        """Refuse a day that is a slip of the hand."""
        day: date = self.cleaned_data["starts"]
        if abs((day - self.today).days) > 400:
            raise forms.ValidationError(_("The day is more than a year away from today."))
        return day


class EndForm(Marked):
    """When it ends and why."""

    last_day = day_field(
        _("Last day"), required=False, help_text=_("Empty: at once. The rights end the same minute, in open pages too.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": _("Say why: it stays in the history.")},
    )
