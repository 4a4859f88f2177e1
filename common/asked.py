"""What people and browsers ask for, read out of the texts of an address or a form: None of what is none."""

from collections.abc import Iterable
from datetime import date, datetime

DIGITS = 18
"""More digits than any id has: the database would refuse the number."""
YEARS = range(1900, 2200)


def asked_number(text: str | None) -> int | None:
    """Return an id or a count."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def asked_numbers(texts: Iterable[str]) -> list[int]:
    """Return the ids in their order, of texts or of lists with commas, each once; what is none is passed over."""
    parts = (asked_number(part.strip()) for text in texts for part in text.split(","))
    return list(dict.fromkeys(number for number in parts if number is not None))


def asked_day(text: str | None) -> date | None:
    """Return a day of our times: days before and after it can be counted."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None


def asked_moment(text: str | None) -> datetime | None:
    """Return a moment of our times with its time zone."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year in YEARS else None
