"""Taking fields out of a record as it was sent: what is nearly right is put right, what is not is noted."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from contingent.enums import RepresentativeKind, StudyForm
from contingent.feeds.problems import Problem
from contingent.feeds.records import Raw
from contingent.remarks import BadValue
from contingent.services.people_import import names, values
from contingent.sheets import values as sheet_values

EPOCH = date(1899, 12, 30)
KEY_LIMIT = 64
EARLIEST = 1950
FOR_EVER = "2200"
# What most senders send already is as we keep it: nothing has to be taken apart.
PLAIN_NAME = lru_cache(8192)(re.compile(r"[А-ЯЁ][а-яё]{1,40}(?:-[А-ЯЁ][а-яё]{1,40})?").fullmatch)
PLAIN_PHONE = re.compile(r"\+79[0-9]{9}").fullmatch
PLAIN_EMAIL = re.compile(
    r"[a-z0-9_]+(?:[.+-][a-z0-9_]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\.){1,3}[a-z]{2,10}"
).fullmatch
PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
PLAIN_LINE = re.compile(r"[\w№.,/()-]+(?: [\w№.,/()-]+)*").fullmatch
PLAIN_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}").fullmatch
FORMS = {"": StudyForm.IN_PERSON.value, **{form.value: form.value for form in StudyForm}}
KINDS = {
    "": RepresentativeKind.PARENT.value,
    **dict.fromkeys(("parent", "mother", "father", "родитель", "мать", "мама", "отец", "папа"), "parent"),
    **dict.fromkeys(("guardian", "опекун", "попечитель", "законный представитель", "приемный родитель"), "guardian"),
}


@dataclass(slots=True)
class Reader:
    """Takes fields out of one raw record, noting what is wrong instead of stopping at the first."""

    raw: Raw
    today: date
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = self.raw.get(name)
        if isinstance(value, str):
            return value.strip()
        if value is None:
            return ""
        if isinstance(value, (dict, list, bool)):
            self.problems.append(Problem(name, "not_text"))
            return ""
        return sheet_values.as_text(value)

    def key(self, name: str, *, required: bool = True) -> str:
        """Return a number given by the outside system."""
        text = self.text(name)
        if PLAIN_KEY(text):
            return text
        return self.checked(name, text, lambda value: sheet_values.short_text(value, KEY_LIMIT), required=required)

    def line(self, name: str, limit: int, *, required: bool = False) -> str:
        """Return a line of text up to the limit."""
        text = self.text(name)
        if (not required and not text) or (len(text) <= limit and PLAIN_LINE(text)):
            return text
        return self.checked(name, text, lambda value: sheet_values.short_text(value, limit), required=required)

    def name(self, field: str, *, required: bool = True) -> str:
        """Return a surname, name or patronymic."""
        text = self.text(field)
        if PLAIN_NAME(text):
            return text
        if not required and text.strip(" -–—.") == "":
            return ""
        return self.checked(field, text, names.name_part, required=required)

    def email(self) -> str:
        text = self.text("email")
        if len(text) <= 100 and PLAIN_EMAIL(text):
            return text
        return self.checked("email", text, _email, required=True)

    def phone(self) -> str:
        text = self.text("phone")
        return text if PLAIN_PHONE(text) else self.checked("phone", text, lambda v: values.phone(v)[0], required=True)

    def iso(self, name: str) -> str:
        """Return the text of a day without the time of day that some senders add."""
        text = self.text(name)
        return text[:10] if len(text) > 10 and text[10] in "T " and PLAIN_DAY(text[:10]) else text

    def day(self, field: str, understood: Callable[[str, date, date], date] = sheet_values.parse_date) -> str:
        """Return a day as ISO text, "" if there is none."""
        text = self.iso(field)
        if not text or (understood is sheet_values.parse_date and _is_day(text)):
            return text
        return self.checked(field, text, lambda value: understood(value, self.today, EPOCH).isoformat())

    def birth_date(self) -> str:
        text = self.iso("birth_date")
        if not text or (_is_day(text) and 4 < self.today.year - int(text[:4]) < 84):
            return text
        return self.day("birth_date", values.birth_date)

    def span(self) -> tuple[str, str]:
        """Return the first and the last day; an end before the beginning is a problem.

        Some systems write "for ever" as a day of the year 9999: it is no last day.
        """
        starts, ends = self.day("starts"), self.day("ends")
        if starts and not EARLIEST <= int(starts[:4]) <= self.today.year + 2:
            self.problems.append(Problem("starts", "date_far_start", {"value": starts}))
        if ends >= FOR_EVER:
            ends = ""
        if starts and ends and ends < starts:
            self.problems.append(Problem("ends", "ends_before"))
        return starts, ends

    def order(self) -> str:
        """Return the order's wording: told whole, or made of its number and date."""
        if not self.text("order_number"):
            return self.line("order", 120)
        return _order(self.line("order_number", 60), self.day("order_date"))

    def kind(self) -> str:
        """Return whom a representative is; trusted persons are admitted by the parents, not by a feed (R12)."""
        text = self.text("kind")
        if text in KINDS or (text := text.lower().replace("ё", "е")) in KINDS:
            return KINDS[text]
        self.problems.append(Problem("kind", "kind_unclear", {"value": text[:60]}))
        return ""

    def form(self) -> str:
        text = self.text("form")
        if text in FORMS:
            return FORMS[text]
        return self.checked("form", text, values.study_form)

    def checked(self, field: str, text: str, understood: Callable[[str], str], *, required: bool = False) -> str:
        """Return what `understood` makes of the text, or "" and a problem."""
        try:
            if text and (found := understood(text)):
                return found
            if required:
                self.problems.append(Problem(field, f"missing_{field}"))
        except BadValue as bad:
            self.problems.append(Problem(field, bad.code, bad.values))
        except (ValueError, OverflowError):
            self.problems.append(Problem(field, "date_unclear", {"value": text[:60]}))
        return ""


@lru_cache(16384)
def _is_day(text: str) -> bool:
    """Whether the text is a day of the calendar as ISO writes it."""
    try:
        return bool(PLAIN_DAY(text) and date.fromisoformat(text))
    except ValueError:
        return False


@lru_cache(4096)
def _order(number: str, day: str) -> str:
    """Return the order's wording as orders are written: «Приказ № 214-с от 01.09.2026»."""
    number = number if number.startswith("№") else f"№ {number}"
    return f"Приказ {number} от {date.fromisoformat(day):%d.%m.%Y}" if day else f"Приказ {number}"


def _email(value: str) -> str:
    address = values.email(value)[0]
    if len(address) > 254:
        raise BadValue("email_long", limit=254)
    return address
