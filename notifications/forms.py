"""The shape of what people choose: kinds of message by e-mail, days of terms, what to see."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from notifications.models import ObligationTerm
from notifications.queries import ChoiceView, TermView
from notifications.registry import registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DaysView(Protocol):
    """A row of a table of days as its page shows it."""

    @property
    def field(self) -> str: ...
    @property
    def days(self) -> int: ...
    @property
    def is_own(self) -> bool: ...


Row = TypeVar("Row", bound=DaysView)


class InboxFilter(forms.Form):
    """Which messages to list; the address of the page holds it.

    Offered are the kinds the person has been told of, and the one the address already names.
    """

    kind = forms.ChoiceField(label=_("About"), required=False)
    unread = forms.BooleanField(label=_("Only unread"), required=False)

    def __init__(self, data: QueryDict, told: Collection[str]) -> None:
        super().__init__(data)
        offered = {*told, data.get("kind", "")}
        kinds = [(kind.code, kind.title) for kind in registry.messages.values() if kind.code in offered]
        self.fields["kind"] = forms.ChoiceField(
            label=_("About"), required=False, choices=[("", _("everything")), *kinds]
        )
        self.fields["kind"].widget.attrs["class"] = "form-select"
        self.fields["unread"].widget.attrs["class"] = "form-check-input"


class ReadAll(forms.Form):
    """Up to which moment the person has seen their messages."""

    until = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"])


class MailChoices(forms.Form):
    """One box for each kind of message."""

    def __init__(self, choices: Sequence[ChoiceView], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for choice in choices:
            field = forms.BooleanField(
                label=choice.title, help_text=choice.hint, initial=choice.by_mail, required=False
            )
            field.widget.attrs |= {"class": "form-check-input", "aria-describedby": f"hint-{choice.code}"}
            self.fields[choice.code] = field

    def chosen(self) -> dict[str, bool]:
        """Return the choice for each kind."""
        return dict(self.cleaned_data)


class DaysByRow(forms.Form, Generic[Row]):
    """A number of days for each row; a row that is not the person's own is only shown, one not sent stays."""

    label: "StrOrPromise"
    longest: int

    def __init__(self, views: Sequence[Row], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.views = views
        for view in views:
            field = forms.IntegerField(
                label=self.label,
                initial=view.days,
                min_value=0,
                max_value=self.longest,
                disabled=not view.is_own or (self.is_bound and view.field not in self.data),
            )
            field.widget.attrs |= {"class": "form-control", "inputmode": "numeric"}
            self.fields[view.field] = field

    @property
    def is_own(self) -> bool:
        """Whether any of the rows may be set."""
        return any(view.is_own for view in self.views)

    def rows(self) -> list[tuple[Row, forms.BoundField]]:
        """Return each row with its field."""
        return [(view, self[view.field]) for view in self.views]

    def own_days(self) -> list[tuple[Row, int]]:
        """Return the rows that may be set, each with its days."""
        return [(view, self.cleaned_data[view.field]) for view in self.views if not self.fields[view.field].disabled]


class Terms(DaysByRow[TermView]):
    """The days an organisation gives for each obligation."""

    label = _("day(s)")
    longest = ObligationTerm.LONGEST

    def days(self) -> dict[tuple[int, str], int]:
        """Return the days for each organisation and obligation."""
        return {(term.organization.pk, term.code): days for term, days in self.own_days()}
