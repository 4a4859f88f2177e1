"""Dates, phones and e-mails in the shapes that people type them."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from contingent.enums import StudyForm
from contingent.remarks import BadValue
from contingent.services.people_import.names import CYRILLIC, TO_LATIN
from contingent.sheets.values import as_text, parse_date

FORMS = {
    "очная": StudyForm.IN_PERSON,
    "очно": StudyForm.IN_PERSON,
    "очно-заочная": StudyForm.PART_TIME,
    "заочная": StudyForm.PART_TIME,
    "заочно": StudyForm.PART_TIME,
    "семейная": StudyForm.FAMILY,
    "семейное": StudyForm.FAMILY,
    "семейное образование": StudyForm.FAMILY,
    "самообразование": StudyForm.SELF,
}


def birth_date(value: object, today: date, epoch: date) -> date:
    """Return the birthday of someone from 3 to 90 years old; raise `BadValue` if it is not that."""
    day = parse_date(value, today, epoch)
    if not 3 * 365 < (today - day).days < 90 * 366:
        raise BadValue("date_far", value=as_text(value)[:60])
    return day


def start_date(value: object, today: date, epoch: date) -> date:
    """Return a day of enrolment from 15 years ago to a year ahead; raise `BadValue` if it is not."""
    day = parse_date(value, today, epoch)
    if not -366 < (today - day).days < 15 * 366:
        raise BadValue("date_far_start", value=as_text(value)[:60])
    return day


def phone(value: object) -> tuple[str, bool]:
    """Return a mobile number as +79021234567, and whether others beside it were left out.

    Raises `BadValue` for anything that is not a mobile number.
    """
    text = as_text(value)
    if re.match(r"^\d(\.\d+)?E\+?\d+$", text, re.I):
        text = as_text(float(text))
    parts = [part for part in re.split(r"[,;/\\\n]|\bили\b|\s{2,}", text) if re.search(r"\d", part)]
    first = parts[0] if len(parts) > 1 and len(re.sub(r"\D", "", parts[0])) >= 10 else text
    digits = re.sub(r"\D", "", first)
    if re.search(r"[^\W\d_]", re.sub(r"\b(тел|моб|сот|м|т)\b\.?", "", first, flags=re.I)):
        raise BadValue("phone_unclear", value=text[:60])
    if len(digits) >= 20 and len(digits) in {20, 22} and first is text:
        half = len(digits) // 2
        return phone(digits[:half])[0], True
    if first.lstrip(" (").startswith("+") and not digits.startswith("7"):
        if 10 <= len(digits) <= 15:
            return f"+{digits}", first is not text
        raise BadValue("phone_unclear", value=text[:60])
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    if len(digits) != 10:
        raise BadValue("phone_unclear", value=text[:60])
    if digits[0] not in "97":
        raise BadValue("phone_landline", value=text[:60])
    return f"+7{digits}", first is not text


def email(value: object) -> tuple[str, bool]:
    """Return an e-mail address in small letters, and whether others beside it were left out.

    Raises `BadValue` for anything that is not an address; where a slip is plain, names it.
    """
    text = as_text(value)
    whole = re.sub(r"^mailto:", "", text.strip(" <>,;."), flags=re.I)
    parts = [part.strip(" <>,.") for part in re.split(r"[,;\s/]+", whole) if "@" in part.strip("@")]
    several = len(parts) > 1
    address = parts[0] if several else re.sub(r"\s+", "", whole)
    russian = [letter for letter in address if "\u0400" <= letter <= "\u04ff"]
    shown = {"value": text[:100]}
    if russian and all(letter in CYRILLIC for letter in russian):
        raise BadValue("email_cyrillic", letter=russian[0], better=address.translate(TO_LATIN), **shown)
    if russian:
        raise BadValue("email_letters", **shown)
    if "," in address and address.count("@") == 1:
        raise BadValue("email_comma", better=address.replace(",", "."), **shown)
    try:
        validate_email(address)
    except ValidationError:
        raise BadValue("email_unclear", **shown) from None
    return address.lower(), several


def study_form(value: object) -> str:
    """Return the form of study; raise `BadValue` for an unknown one."""
    text = as_text(value).lower().removesuffix(" форма").removesuffix(" обучения").strip(" .")
    for known, form in FORMS.items():
        if text in {known, f"{known} форма"}:
            return form.value
    raise BadValue("form_unclear", value=as_text(value)[:60])


def level(value: object) -> int:
    """Return a year of study or a parallel from 1 to 12; raise `BadValue` otherwise."""
    found = re.match(r"^(\d{1,2})\s*[-]?\s*(й|ый|ой)?(\s*(курс|класс))?$", as_text(value).lower())
    if not found or not 1 <= int(found[1]) <= 12:
        raise BadValue("level_unclear", value=as_text(value)[:60])
    return int(found[1])
