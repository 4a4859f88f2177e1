"""What the new year would come to, before anything is written."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Organization
from common.dated import holds_on, lasting
from contingent.enums import GroupKind
from contingent.models import Membership, StudyGroup
from curriculum.enums import CurriculumKind, DocumentState
from curriculum.models import (
    AcademicYear,
    AttestationPeriod,
    Course,
    CurriculumBinding,
    PeriodDates,
    PreparationAction,
    StudyCalendar,
    TeachingLoad,
    WorkProgram,
)
from curriculum.readiness_access import ROLLOVER
from curriculum.rollover_rules import (
    DISSOLVE,
    FINISH,
    STAY,
    UP,
    fitted,
    next_date,
    next_end,
    next_name,
    next_start,
    next_year_name,
    usual_action,
    weeks_of,
)

ACTIONS = (UP, FINISH, DISSOLVE, STAY)
LONGEST_NAME = 80
OF_YEAR = (GroupKind.SUBGROUP, GroupKind.STREAM)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose: what becomes of each group (action, name), the last day, the order, copying programmes."""

    groups: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    day: date | None = None
    order: str = ""
    programs: bool = False


def choices_asked(asked: Mapping[str, Any]) -> Choices:
    """Return the choices as they are kept with what was asked for."""
    return Choices(
        {int(group): (told[0], told[1]) for group, told in asked["groups"].items()},
        date.fromisoformat(asked["day"]), asked["order"], asked["programs"],
    )  # fmt: skip


@dataclass(slots=True)
class GroupMove:
    """What becomes of a home group."""

    pk: int
    name: str
    level: int
    students: int
    action: str
    new_name: str
    error: str = ""

    @property
    def new_level(self) -> int:
        return self.level + (self.action == UP)


@dataclass(frozen=True, slots=True)
class PeriodPlan:
    """A period of the new year, made from the one of the old year `source`."""

    source: int
    kind: str
    number: int
    name: str
    starts: str
    ends: str

    @property
    def starts_day(self) -> date:
        return date.fromisoformat(self.starts)

    @property
    def ends_day(self) -> date:
        return date.fromisoformat(self.ends)


@dataclass
class RolloverPlan:
    """The new year before it is made; `target` is set when the year is there already."""

    organization: Organization
    source: AcademicYear
    target: AcademicYear | None
    name: str
    starts: date
    ends: date
    choices: Choices
    day: date
    periods: list[PeriodPlan] = field(default_factory=list)
    own_dates: list[tuple[int, int | None, int | None, str, str]] = field(default_factory=list)
    calendars: list[tuple[int, str]] = field(default_factory=list)
    moves: list[GroupMove] = field(default_factory=list)
    closing: list[tuple[int, str]] = field(default_factory=list)
    programs: list[int] = field(default_factory=list)
    loads: int = 0
    courses: int = 0

    @property
    def errors(self) -> bool:
        return any(move.error for move in self.moves)

    @property
    def leavers(self) -> int:
        return sum(move.students for move in self.moves if move.action == FINISH)

    def many(self, action: str) -> int:
        return sum(move.action == action for move in self.moves)

    @property
    def counts(self) -> dict[str, int]:
        """How many groups move up, finish, are closed, stay."""
        return {action: self.many(action) for action in ACTIONS}

    @property
    def digest(self) -> str:
        """What two equal plans share: everything that would be written, but what a person types by the letter.

        The order and the new names stand in the fields as they are written: they need no second look.
        """
        told: list[Any] = [
            self.source.pk, self.target.pk if self.target else 0, self.name, str(self.starts), str(self.ends),
            str(self.day), self.choices.programs, [asdict(period) for period in self.periods], self.own_dates,
            self.calendars, [(move.pk, move.name, move.level, move.students, move.action) for move in self.moves],
            self.closing, self.programs,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def source_year(organization: Organization, today: date) -> AcademicYear | None:
    """Return the year that runs, else the one that ended last."""
    years = AcademicYear.objects.filter(organization=organization, starts__lte=today)
    return years.select_related("organization").order_by("-starts").first()


def standing_rollover(source: AcademicYear) -> PreparationAction | None:
    """Return the new year made from the year, when it was not taken back."""
    rows = PreparationAction.objects.filter(organization=source.organization_id, kind=ROLLOVER, undone_at=None)
    rows = rows.filter(made__source=source.pk).exclude(made__state="failed").select_related("done_by")
    return rows.order_by("-done_at").first()


def latest_rollovers(organization: Organization) -> list[PreparationAction]:
    """Return the new years made so far, the latest first."""
    rows = PreparationAction.objects.filter(organization=organization, kind=ROLLOVER)
    return list(rows.select_related("done_by", "undone_by").order_by("-done_at")[:5])


def plan_rollover(source: AcademicYear, choices: Choices) -> RolloverPlan:
    """Return what the new year would be, in a number of queries that does not grow."""
    place = source.organization
    target = AcademicYear.objects.filter(organization=place, starts__gt=source.starts).order_by("starts").first()
    starts, ends = (target.starts, target.ends) if target else (next_date(source.starts), next_date(source.ends))
    periods = list(AttestationPeriod.objects.filter(academic_year=source))
    last = max((period.ends for period in periods), default=source.ends)
    plan = RolloverPlan(
        place, source, target, target.name if target else next_year_name(source.name), starts, ends, choices,
        min(choices.day or last, source.ends),
    )  # fmt: skip
    _plan_periods(plan, periods)
    _plan_groups(plan)
    _plan_calendars(plan)
    if choices.programs:
        held = holds_on(min(source.ends, plan.day), "author__")
        rows = WorkProgram.objects.filter(held, academic_year=source, state=DocumentState.APPROVED)
        plan.programs = list(rows.order_by("pk").values_list("pk", flat=True))
    plan.courses = Course.objects.filter(academic_year=source).count()
    plan.loads = TeachingLoad.objects.filter(course__academic_year=source).values("course").distinct().count()
    return plan


def _plan_periods(plan: RolloverPlan, periods: list[AttestationPeriod]) -> None:
    """Periods and own dates of levels a year later; a year that has periods already keeps them."""
    if plan.target and AttestationPeriod.objects.filter(academic_year=plan.target).exists():
        return
    source = plan.source
    plan.periods = [
        PeriodPlan(
            row.pk, row.kind, row.number, row.name, next_start(row.starts, source.starts).isoformat(),
            next_end(row.ends, source.ends).isoformat(),
        )
        for row in periods
    ]  # fmt: skip
    own = PeriodDates.objects.filter(period__academic_year=source, group=None).order_by("pk")
    plan.own_dates = [
        (row.period_id, row.level, None, next_start(row.starts, source.starts).isoformat(),
         next_end(row.ends, source.ends).isoformat())
        for row in own
    ]  # fmt: skip


def _plan_groups(plan: RolloverPlan) -> None:
    """Home groups go their way by level and choice; subgroups and streams of the year are closed."""
    rows = StudyGroup.objects.filter(organization=plan.organization, closed_on=None).order_by("level", "sort_key")
    inside = Counter(
        Membership.objects.filter(lasting(plan.day), group__in=rows).order_by().values_list("group", flat=True)
    )
    last = dict(
        CurriculumBinding.objects.filter(holds_on(plan.day), group__in=rows, kind=CurriculumKind.COLLEGE)
        .order_by()
        .values("group")
        .annotate(last=Max("curriculum__terms__study_year"))
        .values_list("group", "last")
    )
    for group in rows:
        if group.kind in OF_YEAR:
            plan.closing.append((group.pk, group.name))
        elif group.kind == GroupKind.HOME:
            usual = usual_action(plan.organization.kind, group.level, last.get(group.pk))
            action, name = plan.choices.groups.get(group.pk, (usual, ""))
            action = action if action in ACTIONS else usual
            new = (name.strip() or next_name(group.name, group.level)) if action == UP else group.name
            plan.moves.append(GroupMove(group.pk, group.name, group.level, inside[group.pk], action, new))
    others = {group.name for group in rows if group.kind not in (GroupKind.HOME, *OF_YEAR)}
    _check_names(plan.moves, others)


def _check_names(moves: list[GroupMove], others: set[str]) -> None:
    """Two open groups never share a name."""
    open_names = Counter(move.new_name for move in moves if move.action in (UP, STAY))
    for move in moves:
        if move.action not in (UP, STAY):
            continue
        if len(move.new_name) > LONGEST_NAME:
            move.error = _("The name is too long.")
        elif open_names[move.new_name] > 1 or move.new_name in others:
            move.error = _("Two groups would have this name.")


def _plan_calendars(plan: RolloverPlan) -> None:
    """Give each group that goes on the calendar that its new year of study had this year, else its own, as a base."""
    rows = list(
        StudyCalendar.objects.filter(academic_year=plan.source).order_by("group__sort_key").select_related("group")
    )
    own = {row.group_id: row for row in rows}
    there: set[int] = set()
    if plan.target:
        there = set(StudyCalendar.objects.filter(academic_year=plan.target).values_list("group", flat=True))
    by_year: dict[tuple[str, int], str] = {}
    for row in rows:
        by_year.setdefault((row.group.specialty, row.group.level), row.weeks)
    many = weeks_of(plan.starts, plan.ends)
    for move in plan.moves:
        mine = own.get(move.pk)
        if mine is None or move.action not in (UP, STAY) or move.pk in there:
            continue
        weeks = by_year.get((mine.group.specialty, move.new_level), mine.weeks)
        plan.calendars.append((move.pk, fitted(weeks, many)))


def days_ahead(source: AcademicYear, today: date) -> int:
    """Return how many days of the year's last period are still ahead: names of groups change at once."""
    last = AttestationPeriod.objects.filter(academic_year=source).aggregate(last=Max("ends"))["last"]
    return max(0, ((last or source.ends) - today).days)
