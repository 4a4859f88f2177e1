"""What the columns of a workbook hold and why a cell is rejected or questioned, in words for people.

A remark is kept as its code and values, and put into words when it is shown: so a check gives
the same result in every language.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STUDENT = "student"
FIELD_NAMES = {
    "full_name": _("full name"),
    "last_name": _("surname"),
    "first_name": pgettext_lazy("of a person", "name"),
    "patronymic": _("patronymic"),
    "birth_date": _("date of birth"),
    "outside_id": _("personal number"),
    "email": _("e-mail"),
    "phone": _("mobile"),
    "group": _("group or class"),
    "letter": _("letter of the class"),
    "level": _("year of study"),
    "form": _("form of study"),
    "order": _("order"),
    "starts": _("day of enrolment"),
    "kind": _("kinship"),
}
PERSON_NAMES = {
    "student": _("student"),
    "mother": _("mother"),
    "father": _("father"),
    "guardian": _("guardian"),
    "trusted": _("trusted person"),
    "representative": _("representative"),
}
NAME_FIELDS = {"full_name", "last_name", "first_name", "patronymic"}

REASONS = {
    "missing_last_name": _("No surname."),
    "missing_first_name": _("No name."),
    "missing_email": _("No e-mail: the regulation requires it."),
    "missing_phone": _("No mobile number: the regulation requires it."),
    "missing_group": _("No group or class."),
    "missing_representative_name": _("There are contacts of a representative but no surname and name."),
    "formula_error": _("The cell shows the error %(value)s."),
    "name_letters": _("“%(value)s”: a name has letters, a hyphen and an apostrophe only."),
    "name_mixed": _("“%(value)s”: the letter “%(letter)s” is typed in the Latin alphabet. Is it “%(better)s”?"),
    "name_initials": _("“%(value)s”: initials are not enough, the full name is needed."),
    "name_one_word": _("“%(value)s”: surname and name are needed."),
    "name_many_words": _("“%(value)s”: more words than surname, name and patronymic. Put them into separate columns."),
    "name_order": _("“%(value)s”: the order should be surname, name, patronymic."),
    "name_long": _("Longer than %(limit)s characters."),
    "date_unclear": _("“%(value)s” is not a date. Write it as 01.09.2008."),
    "date_far": _("“%(value)s” cannot be a date of birth."),
    "date_far_start": _("“%(value)s” is too far for a day of enrolment."),
    "phone_unclear": _("“%(value)s” is not a phone number. Write it as +7 902 123-45-67."),
    "phone_landline": _("“%(value)s” is not a mobile number."),
    "phone_several": _("Several numbers: the first one, %(taken)s, is taken."),
    "email_unclear": _("“%(value)s” is not an e-mail address."),
    "email_comma": _("“%(value)s”: a comma instead of a dot? Is it “%(better)s”?"),
    "email_cyrillic": _("“%(value)s”: the letter “%(letter)s” is typed in the Russian alphabet. Is it “%(better)s”?"),
    "email_letters": _("“%(value)s”: an e-mail address has no Russian letters."),
    "email_several": _("Several addresses: the first one, %(taken)s, is taken."),
    "group_unclear": _("“%(value)s” is not the name of a group."),
    "group_not_home": _("“%(value)s” is not a home group or class but a subgroup, a stream or an activity."),
    "level_unclear": _("“%(value)s” is not a year of study."),
    "form_unclear": _("“%(value)s” is not a form of study: in person, part-time, family, self-education."),
    "text_long": _("Longer than %(limit)s characters."),
    "text_signs": _("“%(value)s”: there are signs here that cannot be kept."),
    "twice_in_file": _("The same person is in %(other)s."),
    "namesake_in_file": _("A namesake is in %(other)s: give both a date of birth or a personal number."),
    "namesake": _(
        "There is already a student with this name (%(who)s). Give the date of birth or the personal number, "
        "so that they are not taken for one another."
    ),
    "namesakes": _("Several students fit (%(who)s). Give the personal number."),
    "number_taken": _("The personal number belongs to another student: %(who)s."),
    "number_differs": _("This student has the personal number %(value)s already."),
    "student_left": _("%(who)s left on %(day)s: a return is not loaded from a workbook."),
    "moved_same_day": _("Is in the group %(group)s since %(day)s. A transfer needs a later day of enrolment."),
    "moved_later": _("Has a place in the group %(group)s from %(day)s, after this day of enrolment."),
    "representative_differs": _("Of this representative %(other)s says otherwise: “%(value)s”."),
    "no_such_student": _("There is no such student in the sheets of students."),
    "several_such_students": _(
        "Several students of this name: give the date of birth or the personal number here too."
    ),
    "no_representative": _("Under 18, and no representative is given."),
    "contacts_kept": _(
        "%(who)s: works here or is known elsewhere too, so the name and contacts are not changed from a workbook."
    ),
    "whole_latin": _("“%(value)s” is written in Latin letters."),
    "moved_back": _("A transfer dated back: marks since %(day)s stay in the group %(group)s."),
}

# These are shown and do not stop the loading.
WARNINGS = frozenset(
    {"phone_several", "email_several", "no_representative", "contacts_kept", "whole_latin", "moved_back"}
)

Remark = dict[str, Any]


class BadValue(Exception):
    """A cell whose value cannot be taken."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, {name: str(value) for name, value in values.items()}


def remark(code: str, cell: str, values: Mapping[str, str] | None = None) -> Remark:
    """Return a remark on a cell, whose address is like «Лист1!B5», ready to be kept."""
    return {"code": code, "cell": cell, "values": dict(values or {})}


def stops(remarks: list[Remark]) -> bool:
    """Whether any of the remarks is a rejection."""
    return any(found["code"] not in WARNINGS for found in remarks)


def in_words(found: Remark) -> str:
    """Return the remark in the language of the page."""
    words: str = str(REASONS[found["code"]]) % found["values"]
    return words
