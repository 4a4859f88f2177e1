"""Shape of input of the exchange's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SourceForm(forms.Form):
    """When a source is read, and when it asks."""

    nightly = forms.BooleanField(label=_("Every night"), required=False)
    drop_share = forms.IntegerField(label=_("Ask when more than so many per cent are gone"), min_value=1, max_value=100)


MOST_FILES = 10
BIGGEST = 32 * 2**20


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, so many and so large in all as one request can read."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files that were given."""
        given = data if isinstance(data, list) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given or [None]]
        if len(files) > MOST_FILES or sum(file.size for file in files) > BIGGEST:
            raise forms.ValidationError(
                _("At most 10 files, 32 MB in all. What is larger goes into the folder of files of the server.")
            )
        return files


class FilesForm(forms.Form):
    """Files with records of a source."""

    sent = FilesField(
        label=_("Files"),
        max_length=200,
        widget=SeveralFiles(
            attrs={"accept": ".json,.jsonl,.csv,.xlsx", "class": "form-control", "aria-describedby": "files-hint"}
        ),
    )
    whole = forms.BooleanField(
        label=_("Everybody is in the files: who is not in them has left"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input", "aria-describedby": "whole-hint"}),
    )
