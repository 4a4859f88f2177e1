"""The words and days that the diary's parts repeat, looked up once for a page."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import escape

from django.utils import timezone
from django.utils.dates import MONTHS_ALT, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the language of the page; those without a value in them are escaped."""

    topic: str
    materials: str
    room: str
    substitution: str
    weight: str
    owed: str
    no_mark: str
    for_this: str
    set_for: str
    set_for_next: str
    today: str
    no_lessons: str
    point: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]

    @staticmethod
    def now() -> "Words":
        """Return the words in the language of the page."""
        return words_in(get_language() or "")

    def day(self, day: date) -> str:
        """Return «5 ноября»."""
        return f"{day.day} {self.months[day.month]}"

    def moment(self, at: datetime) -> str:
        """Return «5 ноября, 12:40» by the clock of the page."""
        local = timezone.localtime(at)
        return f"{self.day(local)}, {local:%H:%M}"

    def plain(self, value: Decimal) -> str:
        """Return a number as people write it, without zeros that say nothing: «2», «1,5»."""
        return f"{value.normalize():f}".replace(".", self.point)

    def hundredths(self, value: Decimal | None) -> str:
        """Return an average as people write it: «4,25»; a dash for none."""
        return "—" if value is None else f"{value:.2f}".replace(".", self.point)


@cache
def words_in(language: str) -> Words:
    """Return the words in a language: there they are always the same."""
    return Words(
        topic=escape(_("Topic:")),
        materials=escape(_("Materials of the topic")),
        room=_("room %(room)s"),
        substitution=escape(_("substitution")),
        weight=_("weight %(weight)s"),
        owed=_("a mark is owed, due by %(day)s"),
        no_mark=escape(_("no mark")),
        for_this=escape(_("Homework for this lesson")),
        set_for=_("Homework set for %(day)s"),
        set_for_next=escape(_("Homework set for the next lesson")),
        today=escape(_("today")),
        no_lessons=escape(_("No lessons")),
        point=str(get_format("DECIMAL_SEPARATOR")),
        months=("", *(str(MONTHS_ALT[month]) for month in range(1, 13))),
        weekdays=tuple(str(WEEKDAYS[day]) for day in range(7)),
        weekdays_short=tuple(str(WEEKDAYS_ABBR[day]) for day in range(7)),
    )
