"""Shape of input of the exchange's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SourceForm(forms.Form):
    """When a source is read, and when it asks."""

    nightly = forms.BooleanField(label=_("Every night"), required=False)
    drop_share = forms.IntegerField(label=_("Ask when more than so many per cent are gone"), min_value=1, max_value=100)
