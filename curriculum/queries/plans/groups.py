"""Groups that follow a curriculum, and those that might."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from common.dated import ONE_DAY, holds_on, lasting
from contingent.enums import GroupKind
from contingent.models import StudyGroup
from curriculum.enums import CurriculumKind
from curriculum.models import Curriculum, CurriculumBinding, CurriculumTerm
from curriculum.plan_access import groups_to_bind


@dataclass(frozen=True, slots=True)
class BindingLine:
    """A group that followed, follows or will follow the plan."""

    id: int
    group: str
    starts: date
    ends: date | None
    is_on: bool
    is_coming: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group that may be bound: what it follows now, and whether it looks like one of this plan."""

    id: int
    name: str
    specialty: str
    level: int
    follows: str
    is_suggested: bool


def bindings_of(plan: Curriculum, on: date) -> list[BindingLine]:
    """Return the plan's groups, those of the day first."""
    rows = (
        CurriculumBinding.objects.filter(curriculum=plan).select_related("group").order_by("group__sort_key", "starts")
    )
    found = [
        BindingLine(
            row.pk, row.group.name, row.starts, row.ends, row.starts <= on and (row.ends is None or on <= row.ends),
            on < row.starts and (row.ends is None or row.ends >= row.starts),
        )
        for row in rows
        if row.ends is None or row.ends >= row.starts
    ]  # fmt: skip
    return sorted(found, key=lambda line: (not line.is_on, not line.is_coming))


def candidates(plan: Curriculum, user: User, on: date, starts: date) -> list[Candidate]:
    """Return the open groups that do not follow the plan yet, the likely ones first.

    Likely: the specialty's code is in the group's specialty and its year of study is that of the
    intake; in a school, the parallel is among the plan's.
    """
    kinds = [GroupKind.HOME] if plan.kind in (CurriculumKind.COLLEGE, CurriculumKind.SCHOOL) else [
        GroupKind.HOME, GroupKind.ACTIVITY,
    ]  # fmt: skip
    own = CurriculumBinding.objects.filter(lasting(starts - ONE_DAY), curriculum=plan)
    groups = groups_to_bind(user, on).filter(organization=plan.organization_id, kind__in=kinds)
    bound = CurriculumBinding.objects.filter(holds_on(starts), kind=plan.kind, group__in=groups)
    follows = {row.group_id: _called(row.curriculum) for row in bound.select_related("curriculum")}
    years = set(CurriculumTerm.objects.filter(curriculum=plan).values_list("study_year", flat=True))
    found = [
        Candidate(
            group.pk, group.name, group.specialty, group.level, follows.get(group.pk, ""),
            is_likely(plan, group, years, starts),
        )
        for group in groups.exclude(pk__in=own.values("group")).order_by("sort_key")
    ]  # fmt: skip
    return sorted(found, key=lambda line: not line.is_suggested)


def _called(plan: Curriculum) -> str:
    """Return a short name of what a group follows."""
    name = f"{plan.code or plan.name}, {plan.intake_year}"
    return f"{name} ({plan.version})" if plan.version > 1 else name


def is_likely(plan: Curriculum, group: StudyGroup, years: set[int], starts: date) -> bool:
    """Whether the group looks like one that studies by the plan."""
    if group.level not in years:
        return False
    if plan.kind != CurriculumKind.COLLEGE:
        return True
    first = starts.year if starts.month >= 8 else starts.year - 1
    fits = plan.intake_year == first + 1 - group.level
    return fits and bool(plan.code) and plan.code in group.specialty
