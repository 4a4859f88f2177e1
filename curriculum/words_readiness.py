"""Words of the preparation's page: states of steps, days left and over."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

STATES: dict[str, Promise] = {
    "signed": pgettext_lazy("step", "checked"),
    "changed": pgettext_lazy("step", "changed since it was checked"),
    "complete": pgettext_lazy("step", "complete, not signed"),
    "lacking": pgettext_lazy("step", "not complete"),
    "ahead": pgettext_lazy("step", "to come"),
}


def state_words(state: str) -> str:
    """Return the state in words."""
    return str(STATES[state])


def days_words(line: Any) -> str:
    """Return how many days are left until the term of a step, or by how many it is overdue."""
    if line.is_overdue:
        n = line.days_over
        return ngettext("overdue by %(n)d day", "overdue by %(n)d days", n) % {"n": n}
    if line.state in ("signed", "changed", "ahead") or line.days_left < 0:
        return ""
    n = line.days_left
    return ngettext("%(n)d day left", "%(n)d days left", n) % {"n": n} if n else _("today is the last day")
