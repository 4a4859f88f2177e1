"""Columns of plain tables: how a person's text becomes a value, and a value a text again.

The same column reads a cell of a workbook and a field of a page: `as_typed` first makes a text of
whatever a workbook holds.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Choices, Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organization
from common.closing import ClosingQuerySet, named
from common.sql import sort_key
from contingent.remarks import BadValue, in_words, remark
from contingent.sheets.values import as_text, parse_date

Text = str | Promise
YES, NO = {"да", "+", "yes", "1", "true", "истина", "есть", "on"}, {"нет", "-", "no", "0", "false", "ложь"}
MORNING = datetime(1899, 12, 30)  # noqa: DTZ001 — Excel's own beginning of a time of day


class BadCell(Exception):
    """A text that the column cannot take; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class NewLink:
    """A name typed for a link whose object is not there yet and is made with the row."""

    name: str


@dataclass(frozen=True)
class Column:
    """A column of texts. `words` is the pattern of its heading in workbooks, as `plain` leaves it."""

    name: str
    title: Text
    words: str
    required: bool = False
    limit: int = 300
    hint: Text = ""
    is_wide: bool = False
    widget: str = field(default="text", init=False)

    def parse(self, text: str, options: Mapping[str, int]) -> Any:
        """Return the value that the text tells; raise `BadCell` with the reason."""
        text = " ".join(text.split())
        if not text:
            return self.empty()
        return self.value(text, options)

    def empty(self) -> Any:
        if self.required:
            raise BadCell(_("This cannot be empty."))
        return ""

    def value(self, text: str, options: Mapping[str, int]) -> Any:
        if len(text) > self.limit:
            raise BadCell(_("Longer than %(limit)s characters.") % {"limit": self.limit})
        return text

    def show(self, value: Any) -> str:
        return "" if value is None else str(value)

    def read(self, row: Any) -> str:
        """Return what the row holds, as a text."""
        return self.show(getattr(row, self.name))

    def put(self, row: Any, value: Any) -> None:
        setattr(row, self.name, value)

    def as_typed(self, value: object, epoch: date) -> str:
        """Return what a cell of a workbook holds as a person would type it."""
        return as_text(value)


@dataclass(frozen=True)
class NumberColumn(Column):
    """Whole numbers from `least` to `most`."""

    least: int = 0
    most: int = 32767
    default: int | None = 0

    def empty(self) -> Any:
        return super().empty() if self.required else self.default

    def value(self, text: str, options: Mapping[str, int]) -> Any:
        if not re.fullmatch(r"\d{1,6}", text):
            raise BadCell(_("“%(value)s” is not a whole number.") % {"value": text[:40]})
        if not self.least <= int(text) <= self.most:
            raise BadCell(_("A number from %(least)d to %(most)d.") % {"least": self.least, "most": self.most})
        return int(text)


@dataclass(frozen=True)
class DecimalColumn(Column):
    """Numbers with a fraction."""

    most: Decimal = Decimal("999.99")

    def empty(self) -> Any:
        return super().empty() if self.required else None

    def value(self, text: str, options: Mapping[str, int]) -> Any:
        try:
            value = Decimal(text.replace(",", ".").replace(" ", ""))
            if not value.is_finite() or value != value.quantize(Decimal("0.01")):
                raise InvalidOperation
        except InvalidOperation:
            raise BadCell(_("“%(value)s” is not a number.") % {"value": text[:40]}) from None
        if not 0 <= value <= self.most:
            raise BadCell(_("A number from %(least)s to %(most)s.") % {"least": 0, "most": self.most})
        return value

    def show(self, value: Any) -> str:
        if value is None:
            return ""
        whole = f"{Decimal(value):f}"
        return whole.rstrip("0").rstrip(".").replace(".", ",") if "." in whole else whole


@dataclass(frozen=True)
class ChoiceColumn(Column):
    """One of some choices, told by its label, by its value, or by the beginning of its label."""

    choices: Any = ()
    default: Any = ""
    widget: str = field(default="select", init=False)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The labels to choose from."""
        kind: type[Choices] = self.choices
        return [(str(label), str(label)) for _value, label in kind.choices]

    def empty(self) -> Any:
        return super().empty() if self.required else self.default

    def value(self, text: str, options: Mapping[str, int]) -> Any:
        asked = sort_key(text)
        labels = [(sort_key(str(label)), value) for value, label in self.choices.choices]
        for label, value in labels:
            if asked in (label, sort_key(str(value)), *re.findall(r"\((\w+)\)", label)):
                return value
        near = [value for label, value in labels if label.startswith(asked)]
        if len(near) == 1:
            return near[0]
        raise BadCell(_("“%(value)s”: choose one of the list.") % {"value": text[:60]})

    def show(self, value: Any) -> str:
        return "" if value in (None, "") else str(self.choices(value).label)


@dataclass(frozen=True)
class FlagColumn(Column):
    """Yes or no; where `may_be_unknown`, an empty cell is neither."""

    may_be_unknown: bool = False
    widget: str = field(default="select", init=False)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(word, word) for word in (pgettext("flag", "yes"), pgettext("flag", "no"))]

    def empty(self) -> Any:
        return None if self.may_be_unknown else False

    def value(self, text: str, options: Mapping[str, int]) -> Any:
        asked = text.lower()
        if asked in YES | {pgettext("flag", "yes")}:
            return True
        if asked in NO | {pgettext("flag", "no")}:
            return False
        raise BadCell(_("“%(value)s” is neither yes nor no.") % {"value": text[:40]})

    def show(self, value: Any) -> str:
        if value is None:
            return ""
        return pgettext("flag", "yes") if value else pgettext("flag", "no")


@dataclass(frozen=True)
class DayColumn(Column):
    """Days, as people type them."""

    widget: str = field(default="day", init=False)

    def empty(self) -> Any:
        return super().empty() if self.required else None

    def value(self, text: str, options: Mapping[str, int]) -> Any:
        try:
            return parse_date(text, date(2079, 12, 31))
        except BadValue as bad:
            raise BadCell(in_words(remark(bad.code, "", bad.values))) from None

    def show(self, value: Any) -> str:
        return f"{value:%d.%m.%Y}" if value else ""

    def as_typed(self, value: object, epoch: date) -> str:
        try:
            return self.show(parse_date(value, date(2079, 12, 31), epoch))
        except BadValue:
            return as_text(value)


@dataclass(frozen=True)
class TimeColumn(Column):
    """Times of day: 8:30, 08.30, 8-30."""

    widget: str = field(default="time", init=False)

    def empty(self) -> Any:
        return super().empty() if self.required else None

    def value(self, text: str, options: Mapping[str, int]) -> Any:
        found = re.fullmatch(r"(\d{1,2})[:.\- ](\d{2})(?:[:.]\d{2}(?:\.0+)?)?", text)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise BadCell(_("“%(value)s” is not a time. Write it as 08:30.") % {"value": text[:40]})
        return time(int(found[1]), int(found[2]))

    def show(self, value: Any) -> str:
        return f"{value:%H:%M}" if value else ""

    def as_typed(self, value: object, epoch: date) -> str:
        if isinstance(value, timedelta):
            value = MORNING + value
        if isinstance(value, float) and 0 <= value < 1:
            value = MORNING + timedelta(minutes=round(value * 1440))
        return f"{value:%H:%M}" if isinstance(value, datetime | time) else as_text(value)


@dataclass(frozen=True)
class LinkColumn(Column):
    """Another row of the organisation, told by its name; `make` makes one that is not there yet."""

    of: Callable[[Organization], "QuerySet[Any]"] | None = None
    label: Callable[[Any], str] = str
    make: Callable[[Organization, str], Model] | None = None
    widget: str = field(default="link", init=False)

    def options(self, organization: Organization, chosen: Iterable[int | None] = ()) -> dict[str, int]:
        """Return the rows to choose from by label, in order: closed ones only where they are chosen already."""
        found: Iterable[Any] = self.of(organization) if self.of else ()
        if isinstance(found, ClosingQuerySet):
            found = found.open_on(timezone.localdate(), chosen)
        return {self.called(row): row.pk for row in found}

    def called(self, linked: Any) -> str:
        """Return the label of a row; a closed one says that it is."""
        return named(self.label(linked), linked, timezone.localdate())

    def empty(self) -> Any:
        return super().empty() if self.required else None

    def value(self, text: str, options: Mapping[str, int]) -> Any:
        asked = sort_key(text)
        for label, pk in options.items():
            if sort_key(label) == asked:
                return pk
        if self.make:
            return NewLink(super().value(text, options))
        raise BadCell(_("There is no “%(value)s”.") % {"value": text[:60]})

    def read(self, row: Any) -> str:
        linked = getattr(row, self.name)
        return "" if linked is None else self.called(linked)

    def chosen(self, row: Any) -> int | None:
        """Return the id of the row that is linked."""
        pk: int | None = getattr(row, f"{self.name}_id", None)
        return pk

    def put(self, row: Any, value: Any) -> None:
        setattr(row, f"{self.name}_id", value)
