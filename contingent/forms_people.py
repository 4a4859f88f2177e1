"""Shape of input of the pages that keep the lists of people."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contingent.enums import BulkKind, RepresentativeKind, StudyForm
from contingent.forms import usual_start
from contingent.queries.students import GroupChoice
from contingent.remarks import REASONS, BadValue
from contingent.services.people_import.names import name_part
from contingent.services.people_import.values import email, phone

DAY_NAMES = {
    BulkKind.TRANSFER: _("In the new group from"),
    BulkKind.LEAVE: _("Last day of study"),
    BulkKind.FORM: _("From the day"),
    BulkKind.END_TIE: _("Does not represent from"),
    BulkKind.END_EMPLOYMENT: _("Last day of work"),
}
WITH_ORDER = (BulkKind.TRANSFER, BulkKind.LEAVE, BulkKind.END_EMPLOYMENT)
YEAR = 400


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field of a day with the browser's own calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
    return forms.DateField(label=label, widget=widget, **options)


def text_field(label: Any, length: int, **options: Any) -> forms.CharField:
    """Return a field of one line."""
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=length, widget=widget, **options)


def choice_field(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    """Return a field of one of several."""
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.Select(attrs={"class": "form-select"}), **options
    )


def whole_order(number: str, day: date | None) -> str:
    """Return an order as it is kept and read: № 12-к от 01.09.2026."""
    bare = number.strip().removeprefix("№").strip()
    if not bare:
        return ""
    return f"№ {bare} от {day:%d.%m.%Y}" if day else f"№ {bare}"


class Marked(forms.Form):
    """A form whose wrong fields are marked."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.mark()

    def mark(self) -> None:
        """Mark the fields with errors, once they are known."""
        for name in self.errors:
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                attrs["class"] = f"{attrs.get('class', '')} is-invalid"


class BulkForm(Marked):
    """What is asked of several people; an order's number is demanded only when it is carried out (`strict`)."""

    day = day_field("")
    number = text_field(_("Order No."), 60, required=False)
    ordered = day_field(_("Date of the order"), required=False)
    group = choice_field(_("To the group"), ())
    form = choice_field(_("Form of study"), StudyForm.choices)

    def __init__(
        self, *args: Any, kind: BulkKind, groups: list[GroupChoice], today: date, strict: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kind, self.today, self.strict = kind, today, strict
        self.fields["day"].label = DAY_NAMES[kind]
        self.fields["day"].initial = self.fields["ordered"].initial = today
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)  # noqa: S101 — for the type checker
        group.choices = [("", "—"), *((str(found.id), found.name) for found in groups)]
        if kind != BulkKind.TRANSFER:
            del self.fields["group"]
        if kind != BulkKind.FORM:
            del self.fields["form"]
        if kind == BulkKind.FORM:
            del self.fields["day"]
        if kind not in WITH_ORDER:
            del self.fields["number"], self.fields["ordered"]

    def clean_number(self) -> str:
        """Demand the order's number when the change is carried out (R49)."""
        number: str = self.cleaned_data["number"]
        if self.strict and not number.strip():
            raise forms.ValidationError(_("Give the number of the order."))
        return number

    def clean_day(self) -> date:
        """Refuse a day that is a slip of the hand."""
        day: date = self.cleaned_data["day"]
        if abs((day - self.today).days) > YEAR:
            raise forms.ValidationError(_("The day is more than a year away from today."))
        return day

    def asked(self) -> dict[str, Any]:
        """Return what is asked, for a `BulkOrder`."""
        told = self.cleaned_data
        return {
            "day": told.get("day") or self.today,
            "order": whole_order(told.get("number", ""), told.get("ordered")),
            "group": int(told["group"]) if told.get("group") else None,
            "form": told.get("form", ""),
        }


class PersonForm(Marked):
    """Who a person is and how they are reached; written as the loading from Excel writes it."""

    last_name = text_field(_("Surname"), 100)
    first_name = text_field(_("First name"), 100)
    patronymic = text_field(_("Patronymic, if any"), 100, required=False)
    birth_date = day_field(_("Date of birth"), required=False)
    email = text_field(_("E-mail"), 254, required=False)
    phone = text_field(_("Mobile"), 40, required=False)

    def __init__(self, *args: Any, today: date, seen: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.seen = today, seen or {}

    def clean_last_name(self) -> str:
        return self._written("last_name", name_part)

    def clean_first_name(self) -> str:
        return self._written("first_name", name_part)

    def clean_patronymic(self) -> str:
        return self._written("patronymic", name_part)

    def clean_email(self) -> str:
        return self._written("email", lambda text: email(text)[0])

    def clean_phone(self) -> str:
        return self._written("phone", lambda text: phone(text)[0])

    def _written(self, name: str, parse: Callable[[str], str]) -> str:
        """Return the value as it is kept; one that nobody touched stays whatever it is."""
        text: str = self.cleaned_data[name]
        return said(parse, text) if text and text != self.seen.get(name) else text

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born and not 3 * 365 < (self.today - born).days < 100 * 366:
            raise forms.ValidationError(_("This cannot be a date of birth."))
        return born

    def person(self) -> dict[str, Any]:
        """Return the person's own fields."""
        return {name: self.cleaned_data[name] for name in PersonForm.base_fields}


class NewPersonForm(PersonForm):
    """A person who is added from a day."""

    starts = day_field("")
    since: ClassVar[Any] = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["starts"].label = self.since
        self.fields["starts"].initial = usual_start(self.today)

    def clean_starts(self) -> date:
        day: date = self.cleaned_data["starts"]
        if abs((day - self.today).days) > 15 * YEAR:
            raise forms.ValidationError(_("The day is too far from today."))
        return day

    def demand(self, *names: str) -> None:
        """Demand fields that the regulation requires (R22)."""
        for name in names:
            if not self.errors.get(name) and not self.cleaned_data.get(name):
                self.add_error(name, _("The regulation requires this."))


class StudentForm(NewPersonForm):
    """A student taken on by hand; small children may have no phone and e-mail of their own."""

    since = _("Enrolled from")

    group = choice_field(_("Group or class"), ())
    number = text_field(_("Order No."), 60)
    ordered = day_field(_("Date of the order"), required=False)
    form = choice_field(_("Form of study"), StudyForm.choices)
    outside_id = text_field(_("Personal number, if any"), 64, required=False)

    def __init__(self, *args: Any, groups: list[GroupChoice], **options: Any) -> None:
        super().__init__(*args, **options)
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)  # noqa: S101 — for the type checker
        group.choices = [("", "—"), *((str(found.id), found.name) for found in groups)]
        self.fields["birth_date"].required = True
        self.fields["ordered"].initial = self.today

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        born = told.get("birth_date")
        if born and (self.today - born).days >= 14 * 365.25:
            self.demand("email", "phone")
        return told


class EmployeeForm(NewPersonForm):
    """An employee taken on by hand."""

    since = _("Works from")

    organization = choice_field(_("Organisation"), ())
    position = text_field(_("Position"), 200)

    def __init__(self, *args: Any, organizations: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organization"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
        field.choices = [(str(pk), name) for pk, name in organizations]
        if len(organizations) == 1:
            field.initial, field.widget = str(organizations[0][0]), forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self.demand("email")
        return told


class RepresentativeForm(NewPersonForm):
    """A representative; a trusted person is admitted by the parent, with their consent (R12)."""

    since = _("Represents from")

    kind = choice_field(
        _("Who they are"), [pair for pair in RepresentativeKind.choices if pair[0] != RepresentativeKind.TRUSTED]
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self.demand("email", "phone")
        return told


def said(parse: Callable[[str], str], text: str) -> str:
    """Return the value as it is kept; where it cannot be taken, say why in words."""
    try:
        return parse(text)
    except BadValue as error:
        raise forms.ValidationError(str(REASONS[error.code]) % error.values) from None
