"""The steps of the year's preparation: each room tells of its own in its ``preparation.py`` (R8, R33).

A step looks at an organisation's year in two queries at most and tells what there is and what rows
lack what. When it is due, by which clause and who answers are the regulation's unless the
organisation has its own (`StepTerm`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from contingent.enums import GroupKind
from contingent.models import StudyGroup
from curriculum.models import AcademicYear

Text = str | Promise
COLLEGE: str = OrganizationKind.COLLEGE.value
SCHOOL: str = OrganizationKind.SCHOOL.value
REFERENCES = {COLLEGE: "3.2.1", SCHOOL: "3.2"}
"""The clauses that ask for complete references, groups, curricula and load."""
BY_REFERENCES = {COLLEGE: (8, 25), SCHOOL: (8, 31)}
BY_PLANS = {COLLEGE: (8, 28), SCHOOL: (8, 31)}
BY_PROGRAMS = {COLLEGE: (9, 1), SCHOOL: (8, 31)}


@dataclass(frozen=True, slots=True)
class YearAsked:
    """Whose year is looked at; `on` is the day of it on which dated facts have to hold."""

    organization: Organization
    year: AcademicYear
    on: date

    @classmethod
    def of(cls, year: AcademicYear, today: date) -> "YearAsked":
        """Look at the year's first day before it begins, at today while it runs, at its last day afterwards."""
        return cls(year.organization, year, max(year.starts, min(today, year.ends)))


def homes(asked: YearAsked) -> QuerySet[StudyGroup]:
    """Return the home groups of the organisation that are open on the day."""
    rows = StudyGroup.objects.open_on(asked.on).filter(organization=asked.organization, kind=GroupKind.HOME)
    return rows.order_by("level", "sort_key")


@dataclass(frozen=True, slots=True)
class LackingRow:
    """A row that lacks something: what it is called and where it is mended."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """So many rows lack something: in words, with the page filtered to exactly those, or the rows themselves.

    What is not there at all is not counted.
    """

    code: str
    words: Text
    many: int
    url: str = ""
    rows: tuple[LackingRow, ...] = ()
    counted: bool = True

    def __str__(self) -> str:
        return f"{self.words}: {self.many}" if self.counted else str(self.words)


@dataclass(frozen=True, slots=True)
class Found:
    """What a step found: how many rows there are and what is lacking; nothing lacking means complete."""

    total: int
    lacks: tuple[Lacking, ...]


@dataclass(frozen=True)
class Step:
    """A step: its order, clause and last day (month, day) by kind of organisation, and whose role answers.

    `number` is its place in the order of the regulation and is never given to another step:
    reminders know it by that. A kind of organisation without a clause has no such step. One that
    `is_ahead` is shown as to come and is not signed.
    """

    code: str
    number: int
    title: Text
    about: Text
    requirement: str
    clauses: Mapping[str, str]
    terms: Mapping[str, tuple[int, int]]
    role: Role
    look: Callable[[YearAsked], Found]
    page: Callable[[YearAsked], str]
    is_ahead: bool = False


LAST_NUMBER = 1000
_steps: dict[str, Step] = {}


def register(*steps: Step) -> None:
    """Add steps; a code registered again takes the place of the first, a number is taken once."""
    for step in steps:
        taken = next((each for each in _steps.values() if each.number == step.number), None)
        if (taken and taken.code != step.code) or not 0 < step.number < LAST_NUMBER:
            raise ValueError(f"The number {step.number} of the step {step.code} is taken or too large.")
        _steps[step.code] = step


def steps_of(kind: str) -> list[Step]:
    """Return the steps of a kind of organisation in the order of the regulation."""
    return sorted((step for step in _steps.values() if kind in step.clauses), key=lambda step: step.number)


def step_of(code: str, kind: str) -> Step | None:
    """Return the step of the code when organisations of the kind have it."""
    step = _steps.get(code)
    return step if step and kind in step.clauses else None


def found(total: int, *lacks: Lacking) -> Found:
    """Return what was found without what nothing lacks; where there is nothing at all, that is lacking."""
    there = tuple(lack for lack in lacks if lack.many)
    return Found(total, there if total or there else (absent("empty", gettext("nothing is here yet"), True),))


def absent(code: str, words: Text, is_absent: bool, url: str = "") -> Lacking:
    """Return the lack of the whole thing."""
    return Lacking(code, words, int(is_absent), url, counted=False)


def listed(code: str, words: Text, rows: Sequence[LackingRow], url: str = "") -> Lacking:
    """Return a lack whose rows are told one by one."""
    return Lacking(code, words, len(rows), url, tuple(rows))


def address(name: str, *args: Any, **asked: Any) -> str:
    """Return the address of a page with what it is asked; nothing where there is no such page."""
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode(asked)}" if asked else url


def table(name: str, lacks: str = "") -> Callable[[YearAsked], str]:
    """Return the address of a reference, narrowed to the rows that lack something."""

    def url(asked: YearAsked) -> str:
        more = {"lacks": lacks} if lacks else {}
        return address("curriculum:reference", name, org=asked.organization.pk, **more)

    return url


def of_year(name: str, *args: Any, **more: Any) -> Callable[[YearAsked], str]:
    """Return the address of a page of the organisation's year."""
    return lambda asked: address(name, *args, org=asked.organization.pk, year=asked.year.pk, **more)


def page(name: str, **asked: str) -> Callable[[YearAsked], str]:
    """Return the way to a page that is the same for every year."""
    return lambda _asked: address(name, **asked)
