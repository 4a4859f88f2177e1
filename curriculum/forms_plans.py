"""Shape of input of the pages of curricula."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organization
from contingent.sheets.workbook import BIGGEST_FILE
from curriculum.enums import CurriculumKind, Level, PlanKind, TeachingForm
from curriculum.models import Curriculum
from curriculum.services.plans.making import MOST_TERMS, NewPlan

COLLEGE_LEVELS = (Level.VOCATIONAL,)
SCHOOL_LEVELS = (Level.PRIMARY, Level.BASIC, Level.SECONDARY)


class Marked:
    """Fields look as the house's do, and a refused one shows it."""

    fields: dict[str, Any]
    errors: Any
    is_bound: bool

    def mark(self) -> Any:
        """Give each field its class, a wrong one its mark."""
        for name, field in self.fields.items():
            is_choice = isinstance(field.widget, forms.Select)
            kind = "form-check-input" if isinstance(field.widget, forms.CheckboxInput) else "form-control"
            wrong = " is-invalid" if self.is_bound and name in self.errors else ""
            field.widget.attrs["class"] = ("form-select" if is_choice else kind) + wrong
        return self


def day_box() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NewPlanForm(Marked, forms.Form):
    """What a curriculum is begun with."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Organisation"))
    kind = forms.ChoiceField(label=_("Kind"), choices=CurriculumKind.choices)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    form = forms.ChoiceField(label=_("Form of teaching"), choices=TeachingForm.choices)
    code = forms.CharField(label=_("Code of the specialty, profession"), max_length=20, required=False)
    name = forms.CharField(label=_("Specialty, profession, level or programme"), max_length=300)
    qualification = forms.CharField(label=_("Qualification"), max_length=200, required=False)
    intake_year = forms.IntegerField(label=_("Year of intake"), min_value=2000, max_value=2100)
    terms = forms.IntegerField(
        label=_("Number of terms"),
        min_value=1,
        max_value=MOST_TERMS,
        help_text=_("Semesters of a college's plan, school years of any other."),
    )
    first_year = forms.IntegerField(
        label=_("First parallel"), min_value=1, max_value=11, required=False,
        help_text=_("Of a school's, extracurricular or additional plan: 5 for grades 5 to 9."),
    )  # fmt: skip

    def __init__(self, *args: Any, organizations: QuerySet[Organization], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organization"]
        field.queryset = organizations
        self.fields["intake_year"].initial = today.year if today.month < 10 else today.year + 1
        if len(organizations) == 1:
            place = organizations[0]
            field.initial, field.widget = place, forms.HiddenInput()
            is_school = place.kind == "school"
            self.fields["kind"].initial = CurriculumKind.SCHOOL if is_school else CurriculumKind.COLLEGE
            self.fields["level"].initial = Level.BASIC if is_school else Level.VOCATIONAL
            self.fields["terms"].initial = 5 if is_school else 8
            self.fields["first_year"].initial = 5 if is_school else 1

    def clean(self) -> dict[str, Any]:
        """A school's plan ends with the eleventh parallel; a level belongs to its kind."""
        told: dict[str, Any] = super().clean() or {}
        kind, level = told.get("kind"), told.get("level")
        told["first_year"] = told.get("first_year") or 1
        if kind == CurriculumKind.COLLEGE and level and level not in COLLEGE_LEVELS:
            self.add_error("level", _("A college's plan is of secondary vocational education."))
        if kind == CurriculumKind.SCHOOL:
            if level and level not in SCHOOL_LEVELS:
                self.add_error("level", _("A school's plan is of primary, basic or secondary general education."))
            if told["first_year"] + (told.get("terms") or 1) > 12:
                self.add_error("terms", _("A school has eleven parallels."))
        return told

    def plan(self) -> NewPlan:
        """Return what was asked for."""
        told = self.cleaned_data
        return NewPlan(
            CurriculumKind(told["kind"]), Level(told["level"]), TeachingForm(told["form"]), told["code"].strip(),
            told["name"].strip(), told["qualification"].strip(), told["intake_year"], told["terms"], told["first_year"],
        )  # fmt: skip


class RulesForm(Marked, forms.ModelForm):  # type: ignore[type-arg]
    """Names and rules of a plan."""

    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Curriculum
        fields = (
            "code", "name", "qualification", "level", "form", "intake_year", "week_hours", "year_exams",
            "year_credits", "total_hours",
        )  # fmt: skip
        help_texts = {
            "week_hours": _("Zero: no limit. A term may have its own, in the heading of the sheet."),
            "year_exams": _("Zero: no limit. A complex exam counts once."),
            "year_credits": _("Zero: no limit. Physical education does not count."),
            "total_hours": _("What the sum of all rows must be; empty: it is not checked."),
        }

    def _post_clean(self) -> None:
        """What is unique the service checks, under its lock."""


class ApproveForm(Marked, forms.Form):
    """The order that approves a plan."""

    order = forms.CharField(label=_("Order"), max_length=120, widget=forms.TextInput(attrs={"placeholder": "№ 87-о"}))
    approved_on = forms.DateField(label=_("Approved on"), widget=day_box())
    anyway = forms.BooleanField(
        label=_("Approve though not everything adds up"),
        required=False,
        error_messages={"required": _("Tick this, or go back and mend the remarks.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, problems: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if problems:
            self.fields["anyway"].required = True
        else:
            del self.fields["anyway"]


class CopyForm(Marked, forms.Form):
    """The year of intake of a copy."""

    intake_year = forms.IntegerField(label=_("Year of intake"), min_value=2000, max_value=2100)


class BindForm(Marked, forms.Form):
    """Groups that follow a plan, and from which day."""

    starts = forms.DateField(label=_("From the day"), widget=day_box())
    groups = forms.TypedMultipleChoiceField(
        label=_("Groups"), coerce=int, error_messages={"required": _("Tick at least one group.")}
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["groups"]
        field.choices = choices


class LayoutForm(Marked, forms.Form):
    """A workbook with a plan, and whose it is."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Organisation"))
    layout = forms.ChoiceField(
        label=_("Layout"),
        choices=[
            ("college", _("College: index, control forms, semesters")),
            ("school", _("School: subjects by grades")),
        ],
    )
    file = forms.FileField(
        label=_("Workbook"),
        max_length=200,
        error_messages={"required": _("Choose a workbook first.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm"}),
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organization"]
        field.queryset = organizations
        if len(organizations) == 1:
            field.initial, field.widget = organizations[0], forms.HiddenInput()
            self.fields["layout"].initial = "school" if organizations[0].kind == "school" else "college"

    def clean_file(self) -> Any:
        """Refuse a file that is larger than can be read."""
        file = self.cleaned_data["file"]
        if file.size > BIGGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


class IndividualForm(Marked, forms.Form):
    """A student's own plan: its kind, order and days."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PlanKind.choices)
    order = forms.CharField(label=_("Order"), max_length=120, required=False)
    starts = forms.DateField(label=_("From the day"), widget=day_box())
    ends = forms.DateField(label=pgettext_lazy("day", "Until"), widget=day_box(), required=False)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("ends") and told.get("starts") and told["ends"] < told["starts"]:
            self.add_error("ends", _("The last day is before the first."))
        return told
