"""Texts and dates in the shapes that people type them."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from contingent.remarks import BadValue

MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
NUMBERS = re.compile(r"^(\d{1,2})\s*[./,\-\s]\s*(\d{1,2})\s*[./,\-\s]\s*(\d{4}|\d{2})$")
ISO = re.compile(r"^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$")
IN_WORDS = re.compile(r"^(\d{1,2})[\s.\-]*([а-яё]{3,9})\.?[\s\-]*(\d{4})$")
SERIALS = range(3_000, 100_000)


def tidy(text: str) -> str:
    """Return the text without doubled, outer and unusual spaces and invisible signs."""
    plain = unicodedata.normalize("NFC", text).replace("\N{NON-BREAKING HYPHEN}", "-")
    if not plain.isprintable():
        plain = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Cs"})
    return " ".join(plain.split())


def as_text(value: object) -> str:
    """Return a cell's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y") if value.year >= 1000 else str(value)
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return tidy(str(value))


def parse_date(value: object, today: date, epoch: date = date(1899, 12, 30)) -> date:
    """Return the date that a cell holds; raise `BadValue` if it is not one.

    A number is Excel's count of days since `epoch`. A year of two digits is the last such year
    that is not after `today`.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and SERIALS.start <= value < SERIALS.stop:
        return epoch + timedelta(days=int(value))
    text = re.sub(r"\s*(г|год|года)\.?$", "", as_text(value).lower()).strip(" .,")
    try:
        if found := ISO.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := NUMBERS.match(text):
            return date(_year(found[3], today), int(found[2]), int(found[1]))
        if found := IN_WORDS.match(text):
            return date(int(found[3]), _month(found[2]), int(found[1]))
        if re.match(r"^\d{8}$", text):
            return date(int(text[4:]), int(text[2:4]), int(text[:2]))
        if re.match(r"^\d{5}$", text) and int(text) in SERIALS:
            return epoch + timedelta(days=int(text))
    except ValueError:
        pass
    raise BadValue("date_unclear", value=as_text(value)[:60])


def _year(text: str, today: date) -> int:
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year else year - 100


def _month(word: str) -> int:
    for number, stem in enumerate(MONTHS, start=1):
        if word.startswith(stem):
            return number
    raise ValueError(word)


def short_text(value: object, limit: int) -> str:
    """Return a line of text up to the limit; raise `BadValue` when it is longer or unprintable."""
    text = as_text(value)
    if len(text) > limit:
        raise BadValue("text_long", limit=limit)
    if "\x00" in text or not text.isprintable():
        raise BadValue("text_signs", value=text[:40])
    return text
