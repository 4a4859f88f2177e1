"""Shape of input of the pages of study groups."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.asked import asked_numbers
from contingent.enums import GroupKind
from contingent.forms_people import Marked, choice_field, day_field, text_field
from contingent.queries.students import GroupChoice

MOST = 60
LONGEST = 80


class GroupForm(Marked):
    """What groups are told of; several are made at once, a name on each line."""

    organization = choice_field(_("Organisation"), ())
    kind = choice_field(pgettext_lazy("of a group", "Kind"), ())
    names = forms.CharField(
        label=_("Names, each on its own line"),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4, "spellcheck": "false"}),
        help_text=_("So many groups are made as there are lines."),
        max_length=MOST * LONGEST,
    )
    name = text_field(pgettext_lazy("of a group", "Name"), LONGEST)
    level = forms.IntegerField(
        label=_("Year or parallel"), min_value=1, max_value=12, initial=1,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )  # fmt: skip
    specialty = text_field(_("Specialty"), 200, required=False)
    division = text_field(
        _("What the group is divided for"), LONGEST, required=False,
        help_text=_("For subgroups: English, for example. In subgroups of one division a student is in one only."),
    )  # fmt: skip
    sources = forms.MultipleChoiceField(
        label=_("Drawn from the groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("For subgroups, streams and activities. An activity may have none: then it is for everybody."),
    )

    def __init__(
        self,
        *args: Any,
        organizations: list[tuple[int, str]],
        kinds: tuple[GroupKind, ...],
        groups: list[GroupChoice],
        fixed: GroupKind | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fixed, self.homes = fixed, {str(group.id): group.organization for group in groups}
        self._choices("organization", [(str(pk), name) for pk, name in organizations])
        self._choices("kind", [(kind.value, kind.label) for kind in kinds])
        self._choices("sources", [(str(group.id), group.name) for group in groups])
        if len(organizations) == 1:
            self.fields["organization"].initial = str(organizations[0][0])
            self.fields["organization"].widget = forms.HiddenInput()
        for name in ("organization", "kind", "names") if fixed else ("name",):
            del self.fields[name]
        if fixed == GroupKind.HOME:
            del self.fields["division"], self.fields["sources"]
        if self.is_bound:
            self.mark()

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
        field.choices = choices

    def clean_names(self) -> list[str]:
        """Return the names, each once."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > MOST:
            raise forms.ValidationError(_("More than %(most)d groups at once.") % {"most": MOST})
        if any(len(name) > LONGEST for name in names):
            raise forms.ValidationError(_("A name is longer than %(most)d characters.") % {"most": LONGEST})
        return names

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        kind = self.fixed or told.get("kind")
        if kind in (GroupKind.SUBGROUP, GroupKind.STREAM) and not told.get("sources"):
            self.add_error("sources", _("Choose the groups whose students it is drawn from."))
        place = told.get("organization")
        if place and any(str(self.homes[pk]) != place for pk in told.get("sources", ())):
            self.add_error("sources", _("These groups are of another organisation."))
        return told

    def told(self) -> dict[str, Any]:
        """Return the fields of a group."""
        data = self.cleaned_data
        return {
            "level": data["level"],
            "specialty": data["specialty"],
            "division": data.get("division", ""),
            "sources": sorted(int(pk) for pk in data.get("sources", ())),
        }


class CuratorForm(Marked):
    """Who is the curator from a day on."""

    employee = choice_field(_("Curator"), (), required=False)
    day = day_field(pgettext_lazy("since a day", "From"))

    def __init__(self, *args: Any, staff: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["employee"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
        field.choices = [("", _("nobody")), *((str(pk), name) for pk, name in staff)]
        if self.is_bound:
            self.mark()


class CloseForm(Marked):
    """The last day of a group."""

    day = day_field(_("Last day of the group"))

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["day"].initial = today
        if self.is_bound:
            self.mark()


class CheckForm(Marked):
    """The curator's word."""

    remark = text_field(_("Remark, if any"), 300, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> list[int]:
        """Return the students whom the page showed."""
        return asked_numbers([self.cleaned_data["seen"]])
