"""What a member of staff holds beside appointments, and what becomes of it when they leave (R36, decision 5).

Curatorships are the contingent's own; the teaching load and what else the rooms above tie to an
employee is registered here by them, so that leaving ends everything in one transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import User

Tell = Callable[[Sequence[int], date], dict[int, list[str]]]
End = Callable[[Sequence[int], date, Trace], int]


@dataclass(frozen=True)
class StaffTie:
    """One kind of tie of employees.

    `tell(employees, day)` returns, by employee, in words, the ties that still hold on the day or
    later. `end(employees, last_day, trace)` lets none of them hold after the last day and returns
    how many it ended; None where a tie stays and has to be seen to by a person. `role` names the
    appointment without which the tie cannot be: it ends with that role too.
    """

    name: str
    tell: Tell
    end: End | None = None
    role: Role | None = None


_ties: dict[str, StaffTie] = {}


def register_staff_tie(tie: StaffTie) -> None:
    """Add a kind of tie; the same name registered again takes its place."""
    _ties[tie.name] = tie


def staff_ties(role: Role | None = None) -> list[StaffTie]:
    """Return the kinds of ties; with a role, those that cannot be without it."""
    return [tie for tie in _ties.values() if role is None or tie.role == role]


@dataclass(frozen=True, slots=True)
class StudentTie:
    """What a student has in a room above: words, the address where it is, the days on which it holds."""

    words: str
    url: str
    starts: date
    ends: date | None


TellStudent = Callable[[User, Sequence[int], date], dict[int, list[StudentTie]]]
_student_ties: list[TellStudent] = []


def register_student_tie(tell: TellStudent) -> None:
    """Add what the rooms above have of students: by student, what of it the reader may open on the day."""
    _student_ties.append(tell)


def student_ties() -> list[TellStudent]:
    """Return the ways of telling what hangs on students."""
    return list(_student_ties)


TellGroup = Callable[[int, date], list[tuple[str, str]]]
_group_ties: list[TellGroup] = []


def register_group_tie(tell: TellGroup) -> None:
    """Add what the rooms above have of a study group: words with the address where it is, by the group and the day."""
    _group_ties.append(tell)


def group_ties() -> list[TellGroup]:
    """Return the ways of telling what hangs on a group."""
    return list(_group_ties)
