"""Why a record of an outside system is set aside, in words for people (R22).

A problem is kept as its field, code and values, and put into words when it is shown.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from contingent.remarks import FIELD_NAMES, REASONS

FEED_FIELD_NAMES = FIELD_NAMES | {
    "type": _("type of the record"),
    "key": _("number of the record"),
    "person": _("number of the person"),
    "student": _("number of the student"),
    "representative": _("number of the representative"),
    "name": _("name of the group"),
    "specialty": _("specialty"),
    "curator": _("number of the curator"),
    "position": _("position"),
    "ends": _("last day"),
    "order_number": _("number of the order"),
    "order_date": _("date of the order"),
}
FEED_REASONS = REASONS | {
    "missing_key": _("The outside system gave the record no number."),
    "missing_person": _("The outside system gave the person no number."),
    "missing_student": _("The tie does not say which student it belongs to."),
    "missing_representative": _("The tie does not say whose it is."),
    "missing_name": _("The group has no name."),
    "type_unclear": _("Records of the type “%(value)s” are not known here."),
    "kind_unclear": _("“%(value)s” is not a kind of representative: parent, guardian."),
    "email_long": _("Longer than %(limit)s characters."),
    "not_text": _("A text is expected here."),
    "ends_before": _("The last day is before the first one."),
    "group_unknown": _("The group with the number “%(value)s” is not told of."),
    "group_name_taken": _("There is another open group with the name “%(value)s”."),
    "study_of_another": _("This number of a study belongs to another person here."),
    "second_study": _("This person studies here under another number already."),
}


class Problem(NamedTuple):
    """What is wrong with one field; `code` is a key of `FEED_REASONS`, `values` fill its text."""

    field: str
    code: str
    values: Mapping[str, str] = {}


def problem_in_words(field: str, code: str, values: Mapping[str, str]) -> str:
    """Return the reason in the language of the page; it may quote what was sent."""
    words: str = str(FEED_REASONS[code]) % values
    return words


def field_in_words(field: str) -> str:
    """Return the field's name in the language of the page."""
    return str(FEED_FIELD_NAMES.get(field, field))
