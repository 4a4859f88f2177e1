"""What the rooms above recorded of students in a group: it stands in the way of undoing how they came there.

A room registers in its own ``ties.py``; so nothing below looks up.
"""

from collections.abc import Callable, Sequence
from datetime import date

Tell = Callable[[Sequence[int], int, date], dict[int, int]]
_tellers: dict[str, Tell] = {}


def register_records(tell: Tell) -> Tell:
    """Add a way to count: `tell(students, group, since)` returns how many records each student has in the group."""
    _tellers[f"{tell.__module__}.{tell.__qualname__}"] = tell
    return tell


def records_of(students: Sequence[int], group: int, since: date) -> dict[int, int]:
    """Return how much is recorded of the students in the group from the day on, by student who has any."""
    found: dict[int, int] = {}
    for tell in _tellers.values():
        for student, many in tell(students, group, since).items():
            found[student] = found.get(student, 0) + many
    return found
