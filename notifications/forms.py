"""The shape of what people choose: kinds of message by e-mail, days of terms, what to see."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import ObligationTerm
from notifications.queries import ChoiceView, TermView
from notifications.registry import registry


class InboxFilter(forms.Form):
    """Which messages to list; the address of the page holds it."""

    kind = forms.ChoiceField(label=_("About"), required=False)
    unread = forms.BooleanField(label=_("Only unread"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(kind.code, kind.title) for kind in registry.messages.values()]
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


class Terms(forms.Form):
    """The days an organisation gives for each obligation."""

    def __init__(self, terms: Sequence[TermView], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.terms = terms
        for term in terms:
            field = forms.IntegerField(
                label=_("day(s)"),
                initial=term.days,
                min_value=0,
                max_value=ObligationTerm.LONGEST,
                disabled=not term.is_own,
            )
            field.widget.attrs |= {"class": "form-control", "inputmode": "numeric"}
            self.fields[term.field] = field

    @property
    def is_own(self) -> bool:
        """Whether any of the terms may be set."""
        return any(term.is_own for term in self.terms)

    def rows(self) -> list[tuple[TermView, forms.BoundField]]:
        """Return each term with its field."""
        return [(term, self[term.field]) for term in self.terms]

    def days(self) -> dict[tuple[int, str], int]:
        """Return the days for each organisation and obligation."""
        return {(term.organization.pk, term.code): self.cleaned_data[term.field] for term in self.terms if term.is_own}
