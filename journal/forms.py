"""The shape of what people type into the journal's forms."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from journal.models import EntryPolicy, MarkScale, WorkKind
from journal.queries.policy import ATTESTATION, WindowView
from journal.services.works import WorkPlan
from notifications.forms import DaysByRow
from schedule.models import Lesson


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "form-control"})


if TYPE_CHECKING:
    LessonChoice = forms.ModelChoiceField[Lesson]
else:
    LessonChoice = forms.ModelChoiceField


class LessonField(LessonChoice):
    def label_from_instance(self, lesson: Lesson) -> str:
        return f"{date_format(lesson.date, 'j E, D')}, № {lesson.number}"


class WorkForm(forms.Form):
    """A column of the journal. Weight and due date left empty are those of the kind."""

    is_conflict = False

    kind = forms.ModelChoiceField(WorkKind.objects.none(), label=_("Kind of work"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    lesson = LessonField(
        Lesson.objects.none(),
        label=_("Lesson"),
        required=False,
        empty_label=_("— not of a lesson: a day of its own —"),
    )
    day = forms.DateField(label=_("Day, if not of a lesson"), required=False, widget=DayInput)
    weight = forms.DecimalField(
        label=_("Weight in the average"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal("99.99"),
        max_digits=4,
        decimal_places=2,
        localize=True,
        help_text=_("Empty: as the kind of work has it"),
    )
    due = forms.DateField(
        label=_("Marks due by"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: as many days as the kind of work gives"),
    )
    scale = forms.ModelChoiceField(MarkScale.objects.none(), label=_("Scale"), empty_label=None)
    entry = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kinds: QuerySet[WorkKind],
        lessons: QuerySet[Lesson],
        scales: QuerySet[MarkScale] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].queryset = kinds
        fields["lesson"].queryset = lessons
        if scales is None:
            del fields["scale"]
        else:
            fields["scale"].queryset = scales
        for name, field in fields.items():
            if not field.widget.is_hidden:
                style = "form-select" if isinstance(field, forms.ModelChoiceField) else "form-control"
                field.widget.attrs["class"] = style
                if field.help_text:
                    field.widget.attrs["aria-describedby"] = f"help-{name}"

    def plan(self) -> WorkPlan:
        """Return what was asked, once the form is valid."""
        data = self.cleaned_data
        names = ("kind", "title", "weight", "lesson", "day", "due")
        return WorkPlan(**{name: data[name] for name in names})

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("lesson") and not data.get("day") and "day" not in self.errors:
            self.add_error("lesson", _("Choose a lesson or name the day of the work."))
        return data


class LessonRecordForm(forms.Form):
    """What a teacher writes of a lesson. `seen` is the version they began from."""

    topic = forms.CharField(
        label=_("Topic"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    content = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )
    homework = forms.CharField(
        label=_("Homework"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class EntryWindows(DaysByRow[WindowView]):
    """How many days after a lesson, and after a period, each organisation lets marks be entered (R42, R43)."""

    label = _("day(s) after the lesson")
    longest = EntryPolicy.LONGEST

    def __init__(self, views: Sequence[WindowView], *args: Any, **options: Any) -> None:
        super().__init__(views, *args, **options)
        for view in views:
            if view.name == ATTESTATION:
                self.fields[view.field].label = _("day(s) after the end of the period")

    def days(self, name: str) -> dict[int, int]:
        """Return the days of the windows of the name for each organisation."""
        return {window.organization.pk: days for window, days in self.own_days() if window.name == name}
