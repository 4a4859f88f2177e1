"""What outside systems tell, in one neutral form: people, groups, ties, and the pages they come in.

Every text is tidied, names and contacts are normalised, days are ISO text ("" when not told),
numbers of people and groups are the outside system's own. Docstrings name what may be "".
Nobody changes a record; it is not frozen because making a frozen one takes ten times as long.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

Raw = Mapping[str, Any]


@dataclass(slots=True)
class GroupRecord:
    """A home group or class. `curator` is the person's number in the staff source, or ""; so is `specialty`."""

    TYPE: ClassVar[str] = "group"
    key: str
    name: str
    level: int
    specialty: str = ""
    curator: str = ""


@dataclass(slots=True)
class StudentRecord:
    """A study in one organisation (R22): `key` numbers the study, `person` the person over all of them.

    `group` is the group's key, "" for one who is enrolled but in no group now; `starts` is the day
    of coming into that group (or of enrolment), `ends` the last day of the study. May be "": `patronymic`,
    `birth_date`, `group`, `order`, `starts`, `ends`.
    """

    TYPE: ClassVar[str] = "student"
    key: str
    person: str
    last_name: str
    first_name: str
    patronymic: str
    email: str
    phone: str
    birth_date: str = ""
    form: str = "in_person"
    group: str = ""
    order: str = ""
    starts: str = ""
    ends: str = ""


@dataclass(slots=True)
class RepresentativeRecord:
    """A legal representative as a person; whose, the ties tell. May be "": `patronymic`, `birth_date`."""

    TYPE: ClassVar[str] = "representative"
    person: str
    last_name: str
    first_name: str
    patronymic: str
    email: str
    phone: str
    birth_date: str = ""
    kind: str = "parent"

    @property
    def key(self) -> str:
        return self.person


@dataclass(slots=True)
class TieRecord:
    """That a person represents a student: the study's key, the person's number; days may be ""."""

    TYPE: ClassVar[str] = "tie"
    student: str
    representative: str
    kind: str = "parent"
    starts: str = ""
    ends: str = ""

    @property
    def key(self) -> str:
        return tie_key(self.student, self.representative)


@dataclass(slots=True)
class EmployeeRecord:
    """An employment (X2): `key` numbers the employment, `person` the person. `patronymic`, `birth_date`,
    `position` and the days may be "".
    """

    TYPE: ClassVar[str] = "employee"
    key: str
    person: str
    last_name: str
    first_name: str
    patronymic: str
    email: str
    phone: str
    birth_date: str = ""
    position: str = ""
    starts: str = ""
    ends: str = ""


@dataclass(slots=True)
class Gone:
    """That what was told before is no longer so: `kind` is the record's type, `key` its key."""

    TYPE: ClassVar[str] = "gone"
    kind: str
    key: str


Record = GroupRecord | StudentRecord | RepresentativeRecord | TieRecord | EmployeeRecord | Gone
RECORDS = (GroupRecord, StudentRecord, RepresentativeRecord, TieRecord, EmployeeRecord, Gone)
# In the order in which they refer to each other; `gone` comes with changes only.
CONTINGENT_TYPES = ("group", "student", "representative", "tie")
STAFF_TYPES = ("employee",)


def tie_key(student: str, representative: str) -> str:
    """Return the key of a tie, which has no number of its own."""
    return f"{student}/{representative}"


@dataclass(frozen=True)
class Source:
    """Whose records to fetch and where: the outside system, its number of the organisation, the address.

    An address is https://… (http:// only on this machine) or file:///… of a folder; the token comes
    from the environment and is never printed.
    """

    system: str
    organization: str
    address: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Page:
    """A part of a feed: records as they were sent.

    `full` tells a snapshot of everybody from changes since a cursor. Only the last page is
    `complete`: then all pages were there and agreed with the counts, and `cursor` and `etag` are
    what the next run should begin with. A feed that breaks off raises `FeedError` and never gives
    a complete page. `total` is how many records there will be, where the sender tells it.
    """

    number: int
    records: list[dict[str, Any]]
    full: bool = True
    complete: bool = False
    cursor: str = ""
    etag: str = ""
    total: int | None = None
