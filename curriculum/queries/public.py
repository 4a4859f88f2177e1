"""What public pages show of an organisation: programmes, calendars and acts, and no person (R3, R6)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Organization
from curriculum.enums import HoursKind, PlannedWorkKind, WeekKind
from curriculum.models import (
    Course,
    Curriculum,
    LocalAct,
    LocalActVersion,
    PlannedWork,
    StudyCalendar,
    Topic,
    WorkProgram,
)
from curriculum.plan_sheet import Row, Term
from curriculum.publish_access import public_acts, public_calendars, public_curricula, public_programs
from curriculum.queries.plans.sheet import read_sheet

ZERO = Decimal(0)


@dataclass(frozen=True)
class YearOfCalendars:
    """A year with the number of groups whose schedules are published."""

    id: int
    name: str
    groups: int
    published_at: datetime


@dataclass(frozen=True)
class Programme:
    """A specialty or level with its curricula, the newest first."""

    title: str
    qualification: str
    level: str
    form: str
    plans: list[Curriculum]


@dataclass(frozen=True)
class SubjectPrograms:
    """Work programmes of one title, each with what tells it from the others: its groups, else its year of study."""

    title: str
    programs: list[tuple[WorkProgram, str]]


@dataclass(frozen=True)
class YearOfPrograms:
    """A year with its work programmes by title."""

    name: str
    many: int
    subjects: list[SubjectPrograms]


@dataclass(frozen=True)
class Published:
    """Everything on the public page of an organisation."""

    curricula: list[Programme]
    years: list[YearOfCalendars]
    programs: list[YearOfPrograms]
    acts: list[LocalAct]


def read_published(organization: Organization) -> Published:
    """Return what the organisation has published, in four queries."""
    curricula = public_curricula(organization).order_by("level", "code", "name", "form", "-intake_year", "-version")
    years = (
        public_calendars(organization)
        .values("academic_year", "academic_year__name")
        .annotate(groups=Count("pk"), latest=Max("published_at"))
        .order_by("-academic_year__starts")
    )
    groups = Course.objects.filter(program=OuterRef("pk")).order_by("study_group__sort_key")
    programs = public_programs(organization).select_related("academic_year").annotate(
        groups=ArraySubquery(groups.values("study_group__name"))
    )  # fmt: skip
    return Published(
        _programmes(curricula),
        [YearOfCalendars(y["academic_year"], y["academic_year__name"], y["groups"], y["latest"]) for y in years],
        _by_years(programs.order_by("-academic_year__starts", "subject__sort_key", "title", "study_year", "-version")),
        list(public_acts(organization).annotate(latest=Max("versions__in_force_from"))),
    )


def _by_years(programs: Iterable[Any]) -> list[YearOfPrograms]:
    found = []
    for year, rows in groupby(programs, lambda row: row.academic_year):
        of_year = list(rows)
        subjects = [
            SubjectPrograms(title, [(row, _told_apart(row)) for row in same])
            for title, same in groupby(of_year, lambda row: row.title)
        ]
        found.append(YearOfPrograms(year.name, len(of_year), subjects))
    return found


def _told_apart(program: Any) -> str:
    label = ", ".join(program.groups) or _("year of study %(n)d") % {"n": program.study_year}
    if program.version == 1:
        return label
    version = _("version %(n)d") % {"n": program.version}
    return f"{label}, {version}"


def _programmes(curricula: Iterable[Curriculum]) -> list[Programme]:
    found: list[Programme] = []
    for (_level, title, _form), plans in groupby(curricula, lambda row: (row.level, str(row), row.form)):
        first, *rest = plans
        level, form = first.get_level_display(), first.get_form_display()
        found.append(Programme(title, first.qualification, level, form, [first, *rest]))
    return found


@dataclass(frozen=True)
class PlanRow:
    """A row of a curriculum: hours by term in the order of the terms, forms of control with their terms."""

    row: Row
    by_term: list[Decimal]
    forms: list[str]

    @property
    def total(self) -> Decimal:
        return sum(self.by_term, ZERO)


@dataclass(frozen=True)
class PlanTable:
    """A curriculum as its public page shows it."""

    terms: list[Term]
    rows: list[PlanRow]
    by_term: list[Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.by_term, ZERO)


def read_plan(curriculum: Curriculum) -> PlanTable:
    """Return the curriculum as a table, in four queries; rows that hold others sum them up."""
    sheet = read_sheet(curriculum)
    sums, numbers = sheet.sums(), {term.id: term.number for term in sheet.terms}
    rows = [
        PlanRow(
            row,
            [sums[row.id].get((term.id, None), ZERO) for term in sheet.terms],
            [f"{short} {number}" for number, short in sorted((numbers[c.term], c.short) for c in row.controls)],
        )
        for row in sheet.rows
    ]
    return PlanTable(sheet.terms, rows, [sheet.of_term(term) for term in sheet.terms])


@dataclass(frozen=True)
class CalendarLine:
    """A group's year: for each week its kind and the kind's words."""

    group: str
    weeks: list[tuple[WeekKind, Any]]


def read_calendars(calendars: Sequence[StudyCalendar]) -> list[CalendarLine]:
    """Return the published schedules of a year, a line a group; the calendars come with their groups."""
    return [CalendarLine(row.group.name, [(WeekKind(x), WeekKind(x).label) for x in row.weeks]) for row in calendars]


@dataclass
class ProgramPart:
    """A section of a programme with its topics and hours; the name is empty for topics without a section."""

    name: str
    topics: list[Topic]

    @property
    def hours(self) -> Decimal:
        return sum((topic.hours for topic in self.topics), ZERO)


@dataclass(frozen=True)
class ProgramTable:
    """A work programme as its public page shows it: hours by kind, sections, control works."""

    parts: list[ProgramPart]
    by_kind: list[tuple[HoursKind, Decimal]]
    total: Decimal
    works: list[tuple[PlannedWorkKind, str, str]]


def read_program(program: WorkProgram) -> ProgramTable:
    """Return the topics by sections and the control works, in two queries."""
    topics = list(Topic.objects.filter(program=program).select_related("section").order_by("position", "pk"))
    parts: list[ProgramPart] = []
    last: int | None = None
    kinds: dict[HoursKind, Decimal] = defaultdict(Decimal)
    for topic in topics:
        if not parts or topic.section_id != last:
            parts.append(ProgramPart(topic.section.name if topic.section else "", []))
            last = topic.section_id
        parts[-1].topics.append(topic)
        kinds[HoursKind(topic.kind)] += topic.hours
    works = PlannedWork.objects.filter(topic__program=program).order_by("topic__position", "pk")
    return ProgramTable(
        parts,
        sorted(kinds.items()),
        sum(kinds.values(), ZERO),
        [
            (PlannedWorkKind(kind), title, name)
            for kind, title, name in works.values_list("kind", "title", "topic__name")
        ],
    )


def read_act(act: LocalAct, today: date) -> tuple[LocalActVersion | None, list[LocalActVersion]]:
    """Return the version in force on the day and all versions, the newest first."""
    versions = list(act.versions.order_by("-number"))
    return next((row for row in versions if row.in_force_from <= today), None), versions
