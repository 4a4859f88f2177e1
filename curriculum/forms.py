"""Shape of input of the curriculum's pages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contingent.forms_appointments import REASON, Marked, day_field


class DelegationForm(Marked):
    """Which right, from when, until when, why."""

    right = forms.ChoiceField(label=_("Right"), widget=forms.Select(attrs={"class": "form-select"}))
    starts = day_field(_("From"))
    ends = day_field(_("Until"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": _("Say why: it stays in the list.")},
    )

    def __init__(self, *args: Any, rights: Iterable[tuple[str, Any]], today: date, last: date, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["right"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
        field.choices = list(rights)
        self.fields["starts"].initial = today
        self.fields["ends"].widget.attrs |= {"max": last.isoformat(), "min": today.isoformat()}
