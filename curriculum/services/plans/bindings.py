"""Which curriculum a group follows, from which day (R44)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import CHANGED, CREATED, Trace, write_history
from common.dated import ONE_DAY, lasting
from contingent.models import StudyGroup
from curriculum.enums import CurriculumKind, DocumentState
from curriculum.errors import NotAllowed, PlanRefused
from curriculum.models import CourseItem, Curriculum, CurriculumBinding, CurriculumItem
from curriculum.plan_access import groups_to_bind
from curriculum.services.plans.states import locked

MAIN = (CurriculumKind.COLLEGE, CurriculumKind.SCHOOL)
"""A group has one curriculum of these; a plan of activities stands beside it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How many groups were bound, how many pages of the journal follow the plan now and how many it has no row for."""

    groups: int
    pages: int
    left: int


@transaction.atomic
def bind_groups(*, plan: Curriculum, groups: Iterable[int], starts: date, trace: Trace) -> Bound:
    """Let groups follow an approved plan from a day; what they followed ends the day before.

    Pages of the journal of the groups' years that last into that day follow the plan's row of the
    same subject. Raises `NotAllowed`, `PlanRefused`.
    """
    plan = locked(plan, trace)
    if plan.state != DocumentState.APPROVED:
        raise PlanRefused(_("Groups follow an approved curriculum. Approve it first."))
    today = plan.organization.local_day(trace.now)
    wanted = set(groups)
    rows = groups_to_bind(trace.actor, today).filter(organization=plan.organization_id, pk__in=wanted)
    found = list(rows.order_by("pk").select_for_update(no_key=True))
    if len(found) != len(wanted) or not wanted:
        raise NotAllowed(_("Choose open groups of the organisation."))
    kinds = MAIN if plan.kind in MAIN else (plan.kind,)
    told: list[tuple[CurriculumBinding, str, None]] = []
    bound = []
    for group in found:
        row = CurriculumBinding(group=group, curriculum=plan, kind=plan.kind, starts=starts)
        if end_earlier(group, row, kinds, told):
            bound.append(row)
    if not bound:
        raise PlanRefused(_("The groups follow this curriculum already."))
    ended = [row for row, _kind, _entry in told]
    CurriculumBinding.objects.bulk_update(ended, ["ends"])
    CurriculumBinding.objects.bulk_create(bound)
    write_history(trace, [*told, *((row, CREATED, None) for row in bound)])
    pages, left = carry_pages(plan, [row.group_id for row in bound], starts)
    return Bound(len(bound), pages, left)


def end_earlier(
    group: StudyGroup, row: CurriculumBinding, kinds: Iterable[str], told: list[tuple[CurriculumBinding, str, None]]
) -> bool:
    """End what the group follows on that day; False when it is this very plan. A later one is refused."""
    others = CurriculumBinding.objects.filter(lasting(row.starts - ONE_DAY), group=group, kind__in=kinds)
    for other in others.order_by("starts"):
        if other.curriculum_id == row.curriculum_id and other.starts <= row.starts and other.ends is None:
            return False
        if other.starts > row.starts:
            text = _("From %(day)s on the group %(group)s follows another curriculum. Choose that day or a later one.")
            raise PlanRefused(text % {"day": f"{other.starts:%d.%m.%Y}", "group": group.name})
        other.ends = max(row.starts, other.starts) - ONE_DAY
        told.append((other, CHANGED, None))
    return True


@transaction.atomic
def unbind_group(*, binding: CurriculumBinding, trace: Trace) -> None:
    """Let a group follow the plan no more from today on. Raises `PlanRefused` when it has ended."""
    locked(binding.curriculum, trace)
    row = CurriculumBinding.objects.select_for_update(no_key=True).get(pk=binding.pk)
    today = binding.curriculum.organization.local_day(trace.now)
    if row.ends is not None and row.ends < today:
        raise PlanRefused(_("The group follows this curriculum no more."))
    row.end_at_once(today)
    CurriculumBinding.objects.filter(pk=row.pk).update(ends=row.ends)
    write_history(trace, [(row, CHANGED, None)])


def carry_pages(plan: Curriculum, groups: list[int], starts: date) -> tuple[int, int]:
    """Tie the groups' pages to the plan's rows of the same subjects; return how many are, how many have none."""
    rows: dict[int, CurriculumItem] = {}
    for item in plan.items.filter(subject__isnull=False).order_by("position"):
        rows.setdefault(item.subject_id or 0, item)
    pages = CourseItem.objects.filter(
        home_group__in=groups, course__academic_year__ends__gte=starts, item__curriculum__kind=plan.kind
    ).exclude(item__curriculum=plan)
    changed, left = [], 0
    for page in pages.select_related("course"):
        if page.course.subject_id in rows:
            page.item = rows[page.course.subject_id]
            changed.append(page)
        else:
            left += 1
    CourseItem.objects.bulk_update(changed, ["item"])
    return len(changed), left
