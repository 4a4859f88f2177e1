"""What the forms of groups are chosen from."""

from collections.abc import Iterable
from datetime import date
from itertools import count, islice
from typing import Any

from accounts.models import Organization, User
from common.asked import asked_numbers
from common.closing import named
from common.dated import ONE_DAY, lasting
from contingent.enums import GroupKind
from contingent.group_access import activity_organizations, forming_organizations
from contingent.models import Employee, StudyGroup
from contingent.queries.students import GroupChoice, has_roster


def places_to_form(user: User, on: date) -> list[tuple[int, str]]:
    """Return the organisations in which the user makes groups of any kind, with their names."""
    whole = forming_organizations(user, on).values("pk")
    ids = whole.union(activity_organizations(user, on).values("pk"))
    return list(Organization.objects.filter(pk__in=ids).order_by("short_name", "pk").values_list("pk", "short_name"))


def homes_of(places: list[tuple[int, str]], on: date, chosen: Iterable[int] = ()) -> list[GroupChoice]:
    """Return the open home groups of the organisations, and those (ids) that are chosen already."""
    rows = StudyGroup.objects.open_on(on, chosen)
    rows = rows.filter(organization__in=[pk for pk, _name in places], kind=GroupKind.HOME)
    return [
        GroupChoice(row.pk, named(row.name, row, on), row.level, row.organization_id)
        for row in rows.order_by("sort_key", "pk")
    ]


def staff_of(organization: int, on: date) -> list[tuple[int, str]]:
    """Return the staff of the organisation on the day and of the days to come."""
    rows = Employee.objects.filter(lasting(on - ONE_DAY), organization=organization)
    return [(row.pk, row.user.full_name) for row in rows.select_related("user").order_by("user__sort_key", "pk")]


def has_group_list(user: User, on: date) -> bool:
    """Whether there is a list of groups for the user: a curator's, an administration's, of activities."""
    return has_roster(user, on) or activity_organizations(user, on).exists()


def suggest(kind: str, sources: list[str]) -> dict[str, Any]:
    """Return what a form of new groups begins with: two free names after the first group, its year and specialty."""
    first = StudyGroup.objects.filter(pk__in=asked_numbers(sources)[:1]).first()
    if kind != GroupKind.SUBGROUP or first is None:
        return {}
    return {"names": "\n".join(free_names(first, 2)), "level": first.level}


def free_names(group: StudyGroup, many: int) -> list[str]:
    """Return names for so many parts of the group, by numbers that no open group has."""
    taken = set(
        StudyGroup.objects.filter(organization=group.organization_id, closed_on=None).values_list("name", flat=True)
    )
    free = (name for number in count(1) if (name := f"{group.name}/{number}") not in taken)
    return list(islice(free, many))
