"""Shape of input of the page of publishing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contingent.forms_appointments import Marked, day_field

LINE = {"class": "form-control", "autocomplete": "off"}


class ActForm(Marked):
    """The title of a local act."""

    title = forms.CharField(
        label=_("Title of the act"),
        max_length=300,
        widget=forms.TextInput(attrs=LINE),
        error_messages={"required": _("Write the title of the act.")},
    )


class VersionForm(Marked):
    """A version of an act: its file, its order, from when it is in force, what changed."""

    file = forms.FileField(
        label=_("File, PDF"),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": "application/pdf"}),
        error_messages={"required": _("Choose the file of the act.")},
    )
    order = forms.CharField(
        label=_("Order"),
        max_length=120,
        widget=forms.TextInput(attrs=LINE),
        error_messages={"required": _("Write the number and the date of the order.")},
    )
    in_force_from = day_field(_("In force from"))
    changes = forms.CharField(
        label=_("What changed"), max_length=500, required=False, widget=forms.TextInput(attrs=LINE)
    )
