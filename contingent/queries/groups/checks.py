"""How the composition of groups stands against what their curators have checked (R49, T3.2.3).

Groups of the coming year are checked in summer: then the composition of 1 September is meant. A
check holds for a school year, and only while the group is composed as it was.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Case, CharField, JSONField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from common.dated import holds_on
from contingent.enums import CheckState, GroupKind
from contingent.group_access import SUMMER, composition_day
from contingent.models import GroupCheck, Membership, Student, StudyGroup

DUE_MONTH, DUE_DAY = 8, 30
"""By when groups are checked (T3.2.3)."""


@dataclass(frozen=True)
class CheckView:
    """Where a group stands: who checked it when, and who has come or left since."""

    state: CheckState
    by: str = ""
    by_id: int = 0
    at: datetime | None = None
    remark: str = ""
    came: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def year_of(today: date) -> int:
    """Return the calendar year in which the school year of the day begins."""
    return today.year if today.month >= SUMMER[0] else today.year - 1


def due_day(today: date) -> date:
    """Return the regulation's day by which the groups of the school year are checked."""
    return date(year_of(today), DUE_MONTH, DUE_DAY)


def checks_of_year(today: date) -> QuerySet[Any]:
    """Return the checks of the school year that were not taken back, the latest first."""
    since = date(year_of(today), SUMMER[0], 1)
    rows: QuerySet[Any] = GroupCheck.objects.filter(withdrawn_at=None, about__gte=since)
    return rows.order_by("-checked_at", "-pk")


def with_check_state(groups: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Add to home groups where they stand, as `check_state`; to other groups an empty one."""
    held = Membership.objects.filter(holds_on(composition_day(today)), group=OuterRef("group")).order_by()
    members = held.values("group").annotate(them=JSONBAgg("student", order_by="student")).values("them")
    now = Coalesce(Subquery(members, output_field=JSONField()), Value([], JSONField()))
    told = Case(When(students=now, then=Value(CheckState.DONE)), default=Value(CheckState.CHANGED))
    latest = checks_of_year(today).filter(group=OuterRef("pk")).annotate(told=told).values("told")[:1]
    state = Case(
        When(kind=GroupKind.HOME, then=Coalesce(Subquery(latest), Value(CheckState.OPEN))),
        default=Value(""),
        output_field=CharField(),
    )
    found: QuerySet[Any] = groups.annotate(check_state=state)
    return found


def members_on(group: StudyGroup, day: date) -> list[int]:
    """Return the students of the group on the day, by their numbers."""
    rows = Membership.objects.filter(holds_on(day), group=group)
    return sorted(set(rows.values_list("student", flat=True)))


def view_check(group: StudyGroup, today: date) -> CheckView:
    """Return where one home group stands, with the names of those who came and left since."""
    check = checks_of_year(today).filter(group=group).select_related("checked_by").first()
    if check is None:
        return CheckView(CheckState.OPEN)
    now, then = set(members_on(group, composition_day(today))), set(check.students)
    state = CheckState.DONE if now == then else CheckState.CHANGED
    by = check.checked_by
    return CheckView(state, by.full_name, by.pk, check.checked_at, check.remark, _names(now - then), _names(then - now))


def _names(students: set[int]) -> tuple[str, ...]:
    if not students:
        return ()
    rows = User.objects.filter(pk__in=Student.objects.filter(pk__in=students).values("user"))
    return tuple(user.full_name for user in rows.order_by("sort_key", "pk"))
