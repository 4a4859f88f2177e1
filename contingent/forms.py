"""Shape of input of the contingent's pages."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from contingent.sheets.workbook import BIGGEST_FILE

YEAR_BEGINS = (9, 1)


def usual_start(today: date) -> date:
    """Return the day from which groups are usually told: 1 September in summer, else today."""
    return date(today.year, *YEAR_BEGINS) if 6 <= today.month <= 8 else today


class ImportForm(forms.Form):
    """A workbook and the day from which its groups hold."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Organisation"))
    file = forms.FileField(
        label=_("Workbook"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm", "class": "form-control"}),
    )
    starts = forms.DateField(
        label=_("In the groups from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        help_text=_("The day of enrolment, and of transfer where a student's group is another one."),
    )
    contacts_optional = forms.BooleanField(
        label=_("Students may have no phone and e-mail of their own"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        help_text=_("For small children. Their representatives' contacts are still required."),
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 — for the type checker
        field.queryset = organizations
        field.widget.attrs["class"] = "form-select"
        self.fields["starts"].initial = usual_start(today)
        if len(organizations) == 1:
            field.initial, field.widget = organizations[0], forms.HiddenInput()
        for name in self.errors if self.is_bound else ():
            attrs = self.fields[name].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} is-invalid"

    def clean_file(self) -> Any:
        """Refuse a file that is larger than can be read."""
        file = self.cleaned_data["file"]
        if file.size > BIGGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Remove pictures and needless sheets, or load it in parts.")
            )
        return file

    def clean_starts(self) -> date:
        """Refuse a day that is a slip of the hand."""
        day: date = self.cleaned_data["starts"]
        if abs((day - self.today).days) > 400:
            raise forms.ValidationError(_("The day is more than a year away from today."))
        return day
