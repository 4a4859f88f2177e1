"""Forms of personal data: a consent on paper, its withdrawal, anonymising."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Marked(forms.Form):
    """A form whose fields look as the pages' own do, the refused ones marked."""

    def mark(self) -> "Marked":
        for name, field in self.fields.items():
            base = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = f"{base} is-invalid" if name in self.errors else base
        return self


class ConsentForm(Marked):
    """A consent given on paper."""

    given_by = forms.TypedChoiceField(label=pgettext_lazy("of a consent", "Given by"), coerce=int)
    given_on = forms.DateField(
        label=pgettext_lazy("of a consent", "Given on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    document = forms.CharField(label=_("Document: number, where it is kept"), max_length=200)

    def __init__(self, *args: Any, people: list[tuple[int, str]], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["given_on"].initial = today
        self.fields["given_by"].choices = people  # type: ignore[attr-defined]


class AnonymiseForm(Marked):
    """The name typed by hand: what follows cannot be undone."""

    typed = forms.CharField(label=_("Type the full name to confirm"), max_length=310, strip=True)


class KeepingForm(Marked):
    """The years for which people are kept by name, and why so many."""

    organization = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    years = forms.IntegerField(label=_("Years"), min_value=1, max_value=100)
    reason = forms.CharField(label=_("Reason: list of files, order"), max_length=300)
