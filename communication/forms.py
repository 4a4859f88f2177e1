"""Shape of what is asked and answered."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communication.enums import FileKind, QuestionState
from communication.files import MOST_BYTES, MOST_FILES, Sent, kind_of, tidy
from communication.models.question import LONGEST
from communication.queries import ALL, WAITING, Asked, Place


class Words(forms.CharField):
    """What a person writes: some lines of plain text."""

    def __init__(self, label: Any, rows: int = 5, **options: Any) -> None:
        widget = forms.Textarea(attrs={"class": "form-control", "rows": rows, "maxlength": LONGEST})
        super().__init__(label=label, max_length=LONGEST, widget=widget, **options)
        self.error_messages["required"] = gettext_lazy("Write what it is about.")


class FilesInput(forms.FileInput):
    """A field of several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return every file of the field."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class Files(forms.FileField):
    """Files sent with words: of the kinds that may be attached by what is inside, so many and no larger."""

    def __init__(self) -> None:
        kinds = ",".join(f".{kind}" for kind in FileKind.values)
        widget = FilesInput(attrs={"class": "form-control", "accept": kinds, "multiple": True})
        super().__init__(label=gettext_lazy("Screenshots, photos, documents"), required=False, widget=widget)
        self.help_text = gettext_lazy(
            "PNG, JPEG or PDF, up to 3 files of 5 MB. Cover names that the answer does not need."
        )

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:
        """Return the files that may be kept; refuse all when one may not."""
        files = [each for each in data or () if each]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("No more than %(most)d files at once.") % {"most": MOST_FILES})
        return [self._kept(each) for each in files]

    def _kept(self, file: Any) -> Sent:
        if file.size > MOST_BYTES:
            told = {"name": file.name, "most": MOST_BYTES // 1024**2}
            raise forms.ValidationError(_("%(name)s is larger than %(most)d MB: make it smaller.") % told)
        if (kind := kind_of(file)) is None:
            told = {"name": file.name}
            raise forms.ValidationError(_("%(name)s is not a picture (PNG, JPEG) or a PDF, or it is damaged.") % told)
        return Sent(tidy(file.name, kind), kind, file.size, file)


class AskForm(forms.Form):
    """A question, and where it goes when the asker belongs to several organisations."""

    text = Words(gettext_lazy("Your question"))
    attached = Files()
    organization = forms.TypedChoiceField(
        label=gettext_lazy("Whom to ask"), coerce=int, widget=forms.Select(attrs={"class": "form-select"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    page = forms.CharField(widget=forms.HiddenInput, required=False)
    screen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, places: list[Place], data: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(data, files, auto_id="help-%s", **options)
        field = self.fields["organization"]
        field.choices = [(place.organization.pk, place.organization.short_name) for place in places]  # type: ignore[attr-defined]
        if len(places) == 1:
            field.widget, field.initial = forms.HiddenInput(), places[0].organization.pk
            field.choices = field.choices  # type: ignore[attr-defined]

    def clean_key(self) -> UUID:
        """Return the key made with the form, or a new one."""
        return self.cleaned_data["key"] or uuid4()


class WriteForm(forms.Form):
    """Words to be added to a thread."""

    text = Words(gettext_lazy("Message"), rows=4)
    attached = Files()

    def __init__(self, data: Any = None, files: Any = None, label: str = "", **options: Any) -> None:
        super().__init__(data, files, auto_id="write-%s", **options)
        if label:
            self.fields["text"].label = label


class PassForm(forms.Form):
    """The text that goes to the developer."""

    text = Words(gettext_lazy("Text for the developer"), rows=6)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="pass-%s", **options)


class QuestionFilter(forms.Form):
    """What is looked for among the questions; nonsense finds what waits."""

    state = forms.ChoiceField(
        label=gettext_lazy("Which"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    organization = forms.TypedChoiceField(
        label=gettext_lazy("Organisation"), required=False, coerce=int, empty_value=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip
    q = forms.CharField(
        label=gettext_lazy("Words of the question or the name"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, organizations: list[tuple[int, str]], data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="questions-%s", **options)
        states = [(WAITING, _("All that wait")), *QuestionState.choices, (ALL, _("All"))]
        self.fields["state"].choices = states  # type: ignore[attr-defined]
        self.fields["organization"].choices = [("", _("All organisations")), *organizations]  # type: ignore[attr-defined]
        if len(organizations) < 2:
            del self.fields["organization"]
        self.fields["q"].widget.attrs["placeholder"] = self.fields["q"].label

    def asked(self) -> Asked:
        """Return what is looked for."""
        self.is_valid()
        told = self.cleaned_data
        return Asked(told.get("state") or WAITING, told.get("q", ""), told.get("organization"))
