"""What public pages show of an organisation: programmes, calendars and acts, and no person (R3, R6)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Sum

from accounts.models import Organization
from curriculum.enums import HoursKind, PlannedWorkKind, WeekKind
from curriculum.models import (
    Curriculum,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    ItemControl,
    LocalAct,
    LocalActVersion,
    PlannedWork,
    StudyCalendar,
    Topic,
    WorkProgram,
)
from curriculum.publish_access import public_acts, public_calendars, public_curricula, public_programs

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
class Published:
    """Everything on the public page of an organisation."""

    curricula: list[Programme]
    years: list[YearOfCalendars]
    programs: list[WorkProgram]
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
    programs = public_programs(organization).select_related("subject", "academic_year")
    return Published(
        _programmes(curricula),
        [YearOfCalendars(y["academic_year"], y["academic_year__name"], y["groups"], y["latest"]) for y in years],
        list(programs.order_by("-academic_year__starts", "subject__sort_key", "study_year", "-version")),
        list(public_acts(organization).annotate(latest=Max("versions__in_force_from"))),
    )


def _programmes(curricula: Iterable[Curriculum]) -> list[Programme]:
    found: list[Programme] = []
    for (_level, title, _form), plans in groupby(curricula, lambda row: (row.level, str(row), row.form)):
        first, *rest = plans
        level, form = first.get_level_display(), first.get_form_display()
        found.append(Programme(title, first.qualification, level, form, [first, *rest]))
    return found


@dataclass
class PlanRow:
    """A row of a curriculum: forms of control, hours in all and by term in the order of the terms."""

    item: CurriculumItem
    depth: int
    total: Decimal
    by_term: list[Decimal]
    forms: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PlanTable:
    """A curriculum as its public page shows it."""

    terms: list[CurriculumTerm]
    rows: list[PlanRow]
    total: Decimal
    by_term: list[Decimal]


def read_plan(curriculum: Curriculum) -> PlanTable:
    """Return the curriculum as a table, in four queries; rows that hold others sum them up."""
    terms = list(curriculum.terms.order_by("number"))
    items = list(curriculum.items.order_by("position", "pk"))
    hours: dict[int, dict[int, Decimal]] = defaultdict(dict)
    told = CurriculumHours.objects.filter(item__curriculum=curriculum).values_list("item", "term")
    for item, term, total in told.annotate(total=Sum("hours")).order_by():
        hours[item][term] = total
    forms: dict[int, list[str]] = defaultdict(list)
    controls = ItemControl.objects.filter(item__curriculum=curriculum).order_by("term__number", "form__position")
    for item, name, number in controls.values_list("item", "form__short_name", "term__number"):
        forms[item].append(f"{name} {number}")
    rows = _rows(items, terms, hours, forms)
    by_term = [sum((row.by_term[place] for row in rows if row.depth == 0), ZERO) for place in range(len(terms))]
    return PlanTable(terms, rows, sum(by_term, ZERO), by_term)


def _rows(
    items: Sequence[CurriculumItem],
    terms: Sequence[CurriculumTerm],
    hours: dict[int, dict[int, Decimal]],
    forms: dict[int, list[str]],
) -> list[PlanRow]:
    children: dict[int | None, list[CurriculumItem]] = defaultdict(list)
    for item in items:
        children[item.parent_id].append(item)
    rows: list[PlanRow] = []

    def walk(item: CurriculumItem, depth: int) -> list[Decimal]:
        row = PlanRow(item, depth, ZERO, [hours[item.pk].get(term.pk, ZERO) for term in terms], forms[item.pk])
        rows.append(row)
        for child in children[item.pk]:
            row.by_term = [own + below for own, below in zip(row.by_term, walk(child, depth + 1), strict=True)]
        row.total = sum(row.by_term, ZERO)
        return row.by_term

    for item in children[None]:
        walk(item, 0)
    return rows


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
