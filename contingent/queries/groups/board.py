"""What the board of subgroups, of a stream or of an activity shows: who may be in it, and who is (R45).

Subgroups of one home group that it is divided into for one thing stand on one board: in those a
student is in one at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from common.dated import ONE_DAY, holds_on, lasting
from contingent.enums import GroupKind
from contingent.models import Membership, Student, StudyGroup


@dataclass(frozen=True)
class Seat:
    """A student beside the board: where they are on the day, and later; `token` changes when that does.

    `stray` is who is in a group of the board and in none of those it is drawn from.
    """

    student: int
    name: str
    home: str
    inside: tuple[int, ...]
    later: tuple[int, ...]
    stray: bool
    token: str


def board_groups(group: StudyGroup, day: date) -> list[StudyGroup]:
    """Return the open groups that are composed together with this one: the same division of the same home groups."""
    rows = StudyGroup.objects.open_on(day).filter(organization=group.organization_id)
    if group.kind == GroupKind.SUBGROUP and group.division:
        sources = group.sources.values("pk")
        rows = rows.filter(kind=group.kind, division=group.division, sources__in=sources)
    else:
        rows = rows.filter(pk=group.pk)
    return list(rows.distinct().order_by("sort_key", "pk"))


def source_groups(board: Iterable[StudyGroup]) -> list[StudyGroup]:
    """Return the home groups the board is drawn from; none means everybody of the organisation."""
    rows = StudyGroup.objects.filter(derived_groups__in=[group.pk for group in board]).distinct()
    return list(rows.order_by("sort_key", "pk"))


def read_seats(board: Sequence[StudyGroup], day: date) -> list[Seat]:
    """Return everybody who may be in the groups of the board on the day, and those who are, in four queries."""
    if not board:
        return []
    places = _places(board, day)
    homes = _homes(board, day, set(places))
    sources = {group.pk for group in source_groups(board)}
    rows = Student.objects.filter(pk__in={*homes, *places}).select_related("user").order_by("user__sort_key", "pk")
    return [_seat(student, places.get(student.pk, ()), homes.get(student.pk), sources, day) for student in rows]


def _places(board: Sequence[StudyGroup], day: date) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for place in Membership.objects.filter(lasting(day - ONE_DAY), group__in=board).order_by("starts", "pk"):
        found[place.student_id].append(place)
    return found


def _homes(board: Sequence[StudyGroup], day: date, also: set[int]) -> dict[int, tuple[int, str]]:
    """Return the home group of each student who may be chosen, and of those who are on the board already."""
    rows = Membership.objects.filter(holds_on(day), holds_on(day, "student__"), group_kind=GroupKind.HOME)
    sources = source_groups(board)
    if sources:
        rows = rows.filter(Q(group__in=sources) | Q(student__in=also))
    else:
        rows = rows.filter(group__organization=board[0].organization_id)
    told = rows.values_list("student", "group", "group__name")
    return {student: (group, name) for student, group, name in told}


def _seat(student: Student, places: Sequence[Any], home: tuple[int, str] | None, sources: set[int], day: date) -> Seat:
    inside = tuple(place.group_id for place in places if place.starts <= day)
    later = tuple(place.group_id for place in places if place.starts > day)
    return Seat(
        student=student.pk,
        name=student.user.full_name,
        home=home[1] if home else "",
        inside=inside,
        later=later,
        stray=home is None or (bool(sources) and home[0] not in sources),
        token=";".join(f"{place.pk}:{place.starts:%Y%m%d}:{place.ends or ''}" for place in places),
    )
