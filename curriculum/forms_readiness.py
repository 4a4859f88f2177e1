"""The shape of the terms of steps: a day and a person each, beside what was seen."""

from collections.abc import Mapping, Sequence
from datetime import date

from curriculum.queries.readiness_terms import TermRow
from curriculum.services.readiness import Term

LONGEST = 10


def read_terms(rows: Sequence[TermRow], posted: Mapping[str, str]) -> tuple[dict[str, Term], list[str]]:
    """Return the terms that differ from what the editor saw, and the steps whose day cannot be read."""
    found, wrong = {}, []
    for row in rows:
        day, who = posted.get(f"day-{row.code}", ""), posted.get(f"who-{row.code}", "")
        if (day, who) == (posted.get(f"seen-day-{row.code}"), posted.get(f"seen-who-{row.code}")):
            continue
        try:
            told = date.fromisoformat(day[:LONGEST]) if day else row.usual
        except ValueError:
            wrong.append(row.code)
            continue
        answers = int(who) if who.isascii() and who.isdigit() and len(who) < 19 else None
        found[row.code] = Term((told.month, told.day), answers)
    return found, wrong
