"""What the regulation asks of curators before the year begins, by when (R49, T3.2.3)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

import contingent.obligations_keeping  # noqa: F401 - registers its own
from accounts.enums import OrganizationKind
from accounts.models import Organization
from common.dated import ONE_DAY, holds_on, lasting
from contingent.enums import GroupKind
from contingent.group_access import SUMMER
from contingent.models import Curatorship, GroupCheck, Membership, StudyGroup
from contingent.queries.groups.checks import DUE_DAY, DUE_MONTH, checks_of_year, due_day
from notifications.deadlines import Term, start_of
from notifications.registry import Due, Line, ObligationKind, Standing, registry

GROUP_CHECKED = "group_checked"
GROUP_SOON = "group_check_soon"
A_YEAR = 10_000


def find_unchecked(organization: Organization, now: datetime, term: Term) -> list[Due]:
    """Return the groups whose curator has not checked them by the day, each with the curator.

    The regulation's day is 30 August; a number of days more is the organisation's own. What was
    checked in summer and came out otherwise on 1 September is not checked. The school regulation
    does not ask for it.
    """
    today = organization.local_day(now)
    due = due_day(today)
    if organization.kind != OrganizationKind.COLLEGE or (today.month in SUMMER and today <= due):
        return []
    if term.last_day(due) >= today:
        return []
    curators = curators_of(organization, today)
    owed = unchecked(curators, due.year)
    at = term.due_at(organization, due)
    return [Due(subject_of(group, due.year), user, at) for group, user in curators.items() if group in owed]


def find_soon(organization: Organization, now: datetime, term: Term) -> list[Due]:
    """Return the groups to be checked by 30 August from so many days before it on, each with the curator (R49)."""
    today = organization.local_day(now)
    due = due_day(today)
    if organization.kind != OrganizationKind.COLLEGE or not due - term.days * ONE_DAY <= today <= due:
        return []
    curators = curators_of(organization, today)
    owed = unchecked(curators, due.year)
    at = start_of(organization, due + ONE_DAY)
    return [Due(subject_of(group, due.year), user, at) for group, user in curators.items() if group in owed]


def curators_of(organization: Organization, today: date) -> dict[int, int]:
    """Return the curators of the day's open home groups, by group."""
    held = Curatorship.objects.filter(
        holds_on(today), holds_on(today, "employee__"), group__organization=organization,
        group__kind=GroupKind.HOME, group__closed_on=None,
    )  # fmt: skip
    return dict(held.values_list("group", "employee__user"))


def subject_of(group: int, year: int) -> int:
    """Return what the obligation is about: the group in the school year that begins in the calendar year."""
    return group * A_YEAR + year


def unchecked(groups: Iterable[int], year: int) -> set[int]:
    """Return those of the groups that are not checked for the school year; one with nobody in it owes nothing."""
    first = date(year, 9, 1)
    members: dict[int, set[int]] = defaultdict(set)
    for group, student in Membership.objects.filter(holds_on(first), group__in=groups).values_list("group", "student"):
        members[group].add(student)
    rows = checks_of_year(first).filter(group__in=members).order_by("group", "-checked_at", "-pk").distinct("group")
    latest: dict[int, Any] = {check.group_id: check for check in rows}
    return {group for group, inside in members.items() if not _is_good(latest.get(group), inside, first)}


def _is_good(check: GroupCheck | None, inside: set[int], first: date) -> bool:
    """Whether the check holds: one made in summer only if 1 September is as it was seen."""
    return check is not None and (check.about > first or set(check.students) == inside)


def standing(pairs: Collection[tuple[int, int]]) -> Standing:
    """Tell which groups are still their curator's to check, and which have been checked."""
    by_year: dict[int, set[int]] = defaultdict(set)
    for subject, _user in pairs:
        by_year[subject % A_YEAR].add(subject // A_YEAR)
    groups = {subject // A_YEAR for subject, _user in pairs}
    held = Curatorship.objects.filter(lasting(timezone.localdate() - ONE_DAY), group__in=groups, group__closed_on=None)
    curators = set(held.values_list("group", "employee__user"))
    owed, paid = set(), set()
    for year, asked in by_year.items():
        left = unchecked(asked, year)
        checks = checks_of_year(date(year, 9, 1)).filter(group__in=asked).order_by()
        owed |= {subject_of(group, year) for group in left}
        paid |= {subject_of(group, year) for group in set(checks.values_list("group", flat=True)) - left}
    return Standing(
        owed=frozenset((s, user) for s, user in pairs if s in owed and (s // A_YEAR, user) in curators),
        paid=frozenset((s, user) for s, user in pairs if s in paid),
    )


def standing_soon(pairs: Collection[tuple[int, int]]) -> Standing:
    """Tell the same until the day; past it the obligation is the overdue one's to remind of."""
    today = timezone.localdate()
    found = standing(pairs)
    owed = frozenset(pair for pair in found.owed if today <= date(pair[0] % A_YEAR, DUE_MONTH, DUE_DAY))
    return Standing(owed=owed, paid=found.paid)


def describe(subjects: Sequence[int]) -> dict[int, Line]:
    """Return the group of each subject with the page where it is checked."""
    names = dict(StudyGroup.objects.filter(pk__in={s // A_YEAR for s in subjects}).values_list("pk", "name"))
    return {
        subject: Line(names[subject // A_YEAR], reverse("contingent:group_check", args=[subject // A_YEAR]))
        for subject in subjects
        if subject // A_YEAR in names
    }


def _what_to_do() -> str:
    return _(
        "The curator checks the composition of the group by 30 August (clause 3.2.3 of the regulation). Open the "
        "group, look through its students and what is missing, and press “The composition is checked”."
    )


def reminder(count: int) -> tuple[str, str]:
    """Return the title and the text of a reminder of so many groups."""
    title = ngettext("Check the composition of %(count)d group", "Check the composition of %(count)d groups", count)
    return title % {"count": count}, _what_to_do()


def reminder_soon(count: int) -> tuple[str, str]:
    """Return the title and the text of a reminder before the day."""
    title = ngettext("By 30 August check %(count)d group", "By 30 August check %(count)d groups", count)
    return title % {"count": count}, _what_to_do()


registry.add_obligation(
    ObligationKind(
        code=GROUP_SOON,
        title=gettext_lazy("Curator reminded of the check of the group, days before 30 August"),
        clause="3.2.3",
        days=7,
        find=find_soon,
        standing=standing_soon,
        describe=describe,
        reminder=reminder_soon,
        is_ahead=True,
    )
)
registry.add_obligation(
    ObligationKind(
        code=GROUP_CHECKED,
        title=gettext_lazy("Composition of the group checked by its curator, days after 30 August"),
        clause="3.2.3",
        days=0,
        find=find_unchecked,
        standing=standing,
        describe=describe,
        reminder=reminder,
    )
)
