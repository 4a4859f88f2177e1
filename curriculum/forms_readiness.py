"""The shape of the terms of steps: a day and a person each, beside what was seen."""

from collections.abc import Mapping, Sequence

from common.asked import asked_day, asked_number
from curriculum.queries.readiness_terms import TermRow
from curriculum.services.readiness import Term


def read_terms(rows: Sequence[TermRow], posted: Mapping[str, str]) -> tuple[dict[str, Term], list[str]]:
    """Return the terms that differ from what the editor saw, and the steps whose day cannot be read."""
    found, wrong = {}, []
    for row in rows:
        day, who = posted.get(f"day-{row.code}", ""), posted.get(f"who-{row.code}", "")
        if (day, who) == (posted.get(f"seen-day-{row.code}"), posted.get(f"seen-who-{row.code}")):
            continue
        told = asked_day(day) if day else row.usual
        if told is None:
            wrong.append(row.code)
            continue
        found[row.code] = Term((told.month, told.day), asked_number(who))
    return found, wrong
