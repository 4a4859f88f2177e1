"""What one load knows of an organisation while it makes it."""

from dataclasses import dataclass, field
from datetime import date, time

from curriculum.enums import PeriodKind
from journal.demo.calendar import Spans
from journal.demo.catalogue import Item
from journal.demo.names import Name


@dataclass
class Teacher:
    employee: int
    user: int
    name: Name
    area: str
    weekly: int = 0
    is_behind: bool = False


@dataclass
class Family:
    """Who answers for the children: ids of users, the surname in its masculine form."""

    surname: str
    father: str
    parents: list[int]
    children: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Pupil:
    """A student with what makes their marks and absences believable.

    `ability` is about the mark they get on average; `skips` and `lates` are chances per lesson.
    """

    student: int
    user: int
    name: Name
    ability: float
    skips: float
    lates: float
    starts: date
    ends: date | None = None


@dataclass(eq=False)
class Group:
    """A group with its members and the days they belong to it."""

    id: int
    name: str
    level: int
    members: list[tuple[Pupil, date, date | None]] = field(default_factory=list)


@dataclass(eq=False)
class Page:
    """A course: a page of the journal."""

    id: int
    item: Item
    group: Group
    teacher: Teacher


@dataclass
class Given:
    """A lesson as it is in the timetable of the year."""

    id: int
    page: Page
    date: date
    number: int
    starts: time
    ends: time
    teacher: Teacher
    takes_record: bool


@dataclass
class Kind:
    id: int
    weight: str
    days: int


@dataclass
class Place:
    """An organisation with its references; `periods` has the last of each kind and its first day."""

    id: int
    year: int
    terms: Spans
    bells: list[tuple[time, time]]
    lesson_hours: int
    regimes: dict[str, int]
    periods: dict[PeriodKind, tuple[int, date]]
    rooms: list[int]
    kinds: dict[str, Kind]
    scales: dict[str, int]
    grades: dict[tuple[str, str], int]
    teachers: list[Teacher] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    lessons: list[Given] = field(default_factory=list)
    period_kinds: dict[int, PeriodKind] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    """What each lesson is about by its programme."""

    def group(self, name: str) -> Group:
        return next(group for group in self.groups if group.name == name)
