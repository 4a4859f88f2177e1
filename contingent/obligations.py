"""What the regulation asks of curators before the year begins, by when (R49, T3.2.3)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
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
from contingent.models import Curatorship, GroupCheck, Membership, StudyGroup
from contingent.queries.groups.checks import DUE_DAY, DUE_MONTH, checks_of_year, due_day
from notifications.by_day import Owed, Side, register_by_day
from notifications.registry import Line, Standing

GROUP_CHECKED = "group_checked"
GROUP_SOON = "group_check_soon"
A_YEAR = 10_000


def owing(organization: Organization, today: date) -> list[Owed]:
    """Return the groups of the school year that are not checked, each with its curator: due by 30 August (R49).

    What was checked in summer and came out otherwise on 1 September is not checked. The school
    regulation does not ask for it.
    """
    if organization.kind != OrganizationKind.COLLEGE:
        return []
    due, curators = due_day(today), curators_of(organization, today)
    owed = unchecked(curators, due.year) if curators else set()
    return [Owed(subject_of(group, due.year), user, due) for group, user in curators.items() if group in owed]


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


def days(subjects: Collection[int]) -> dict[int, date]:
    """Return the day of each subject."""
    return {subject: date(subject % A_YEAR, DUE_MONTH, DUE_DAY) for subject in subjects}


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


register_by_day(
    Side(GROUP_SOON, gettext_lazy("Curator reminded of the check of the group, days before 30 August"), reminder_soon),
    Side(
        GROUP_CHECKED, gettext_lazy("Composition of the group checked by its curator, days after 30 August"), reminder
    ),
    clause="3.2.3",
    owing=owing,
    standing=standing,
    days=days,
    describe=describe,
)
