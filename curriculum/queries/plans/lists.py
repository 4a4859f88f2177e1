"""The list of an organisation's curricula."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.access import readable_organizations
from accounts.models import Organization, User
from common.dated import holds_on
from common.sql import sort_key
from curriculum.enums import DocumentState
from curriculum.models import Curriculum, CurriculumBinding
from curriculum.plan_access import is_written, visible_curricula
from curriculum.plan_checks import find_problems
from curriculum.queries.plans.sheet import read_sheets

LONGEST = 200
CURRENT = ""


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """What the address asks for."""

    kind: str = ""
    level: str = ""
    intake: int | None = None
    state: str = CURRENT
    place: int | None = None
    q: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.level or self.intake or self.state or self.q)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A curriculum in the list; `problems` is how much of it does not add up."""

    plan: Curriculum
    groups: list[str]
    problems: int
    total: str
    is_written: bool


def list_plans(user: User, on: date, asked: PlanFilter) -> list[PlanLine]:
    """Return the curricula asked for, those of the latest intake first; archived ones only when asked."""
    rows = visible_curricula(user, on).select_related("organization")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.level:
        rows = rows.filter(level=asked.level)
    if asked.intake:
        rows = rows.filter(intake_year=asked.intake)
    if asked.place:
        rows = rows.filter(organization=asked.place)
    rows = rows.filter(state=asked.state) if asked.state else rows.exclude(state=DocumentState.ARCHIVED)
    words = sort_key(asked.q).split()[:6]
    found = [
        row
        for row in rows.order_by("organization", "kind", "-intake_year", "code", "name", "form", "-version")
        if all(word in sort_key(f"{row.code} {row.name} {row.qualification}") for word in words)
    ][:LONGEST]
    sheets = read_sheets(found)
    groups = groups_of([row.pk for row in found], on)
    return [
        PlanLine(
            row, groups.get(row.pk, []), len(find_problems(sheets[row.pk])), f"{int(sheets[row.pk].total())}",
            is_written(row),
        )
        for row in found
    ]  # fmt: skip


def groups_of(plans: list[int], on: date) -> dict[int, list[str]]:
    """Return the names of the groups that follow each curriculum on the day."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = CurriculumBinding.objects.filter(holds_on(on), curriculum__in=plans, group__closed_on=None)
    for plan, name in rows.order_by("group__sort_key").values_list("curriculum", "group__name"):
        found[plan].append(name)
    return found


def intakes(user: User, on: date) -> list[int]:
    """Return the years of intake there are curricula of, the latest first."""
    years = visible_curricula(user, on).order_by("-intake_year").values_list("intake_year", flat=True)
    return list(years.distinct())


def writable_places(user: User, on: date) -> list[Organization]:
    """Return the organisations whose curricula the user writes."""
    return list(readable_organizations(user, on).order_by("short_name"))


def places_as_rows(user: User, on: date) -> QuerySet[Organization]:
    """Return the same as rows that a form chooses from."""
    return readable_organizations(user, on).order_by("short_name")
