"""The list of study groups: home groups, subgroups, streams, activities (R45, R86)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from common.dated import holds_on
from common.sql import sort_key
from contingent.enums import CheckState, GroupKind
from contingent.group_access import composition_day, listed_groups
from contingent.models import Curatorship, Membership, StudyGroup
from contingent.queries.groups.checks import with_check_state
from contingent.queries.lists.asked import ALL, CURRENT, LEFT, Asked
from contingent.queries.lists.students import ordered
from contingent.queries.lists.words import RUSSIAN, TO_RUSSIAN, words_of

NO_CURATOR, NOBODY = "curator", "students"
SORTS = {
    "name": ("sort_key",),
    "kind": ("kind", "sort_key"),
    "level": ("level", "sort_key"),
    "specialty": ("specialty", "sort_key"),
    "curator": ("curator_key", "sort_key"),
    "many": ("many", "sort_key"),
}


@dataclass(frozen=True)
class GroupLine:
    """One group of the list; `sources` are the home groups a subgroup, stream or activity is drawn from."""

    id: int
    name: str
    kind: str
    kind_name: str
    level: int
    specialty: str
    division: str
    curator: str
    many: int
    check_state: str
    check_name: str
    closed_on: date | None
    sources: str = ""
    organization: str = ""


@dataclass(frozen=True)
class Sum:
    """How many of the open home groups are checked, and how many wait for it."""

    whole: int
    done: int
    changed: int
    open: int


def find_groups(user: User, on: date, asked: Asked) -> QuerySet[Any]:
    """Return the groups that answer."""
    day = composition_day(on)
    held = Curatorship.objects.filter(holds_on(day), group=OuterRef("pk"))
    members = Membership.objects.filter(holds_on(day), group=OuterRef("pk")).order_by()
    counted = members.values("group").annotate(n=Count("pk")).values("n")
    rows: QuerySet[Any] = listed_groups(user, on).filter(_in_state(asked.state, on))
    if asked.kind in GroupKind.values:
        rows = rows.filter(kind=asked.kind)
    if asked.level is not None:
        rows = rows.filter(level=asked.level)
    rows = rows.annotate(
        many=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)),
        curator_key=Subquery(held.values("employee__user__sort_key")[:1]),
    )
    for word in words_of(asked.q):
        rows = rows.filter(_word(word))
    if asked.lacks == NO_CURATOR:
        rows = rows.filter(~Exists(held), kind=GroupKind.HOME)
    if asked.lacks == NOBODY:
        rows = rows.filter(many=0)
    rows = with_check_state(rows, on)
    if asked.lacks in CheckState.values:
        rows = rows.filter(check_state=asked.lacks)
    return rows.order_by(*ordered(SORTS, asked), "pk")


def _word(word: str) -> Q:
    keys = {sort_key(word), sort_key(word.translate(TO_RUSSIAN)) if word[0] not in RUSSIAN else ""} - {""}
    found = Q(specialty__icontains=word) | Q(division__icontains=word)
    for key in keys:
        found |= Q(search_key__contains=key) | Q(curator_key__contains=key)
    return found


def _in_state(state: str, on: date) -> Q:
    if state == ALL:
        return Q()
    return Q(closed_on__lt=on) if state == LEFT else Q(closed_on=None) | Q(closed_on__gte=on)


def group_lines(rows: Iterable[Any], on: date) -> list[GroupLine]:
    """Return the rows of the list, in three queries whatever their number."""
    found: list[StudyGroup] = list(rows)
    ids = [group.pk for group in found]
    held = Curatorship.objects.filter(holds_on(composition_day(on)), group__in=ids).select_related("employee__user")
    curators = {row.group_id: row.employee.user.short_name for row in held}
    sources: dict[int, list[str]] = {}
    through: Any = StudyGroup.sources.through
    drawn = through.objects.filter(from_studygroup__in=[row.pk for row in found if row.kind != GroupKind.HOME])
    for group, name in drawn.order_by("to_studygroup__sort_key").values_list("from_studygroup", "to_studygroup__name"):
        sources.setdefault(group, []).append(name)
    return [
        GroupLine(
            id=group.pk,
            name=group.name,
            kind=group.kind,
            kind_name=group.get_kind_display(),
            level=group.level,
            specialty=group.specialty,
            division=group.division,
            curator=curators.get(group.pk, ""),
            many=group.many,  # type: ignore[attr-defined]
            check_state=group.check_state,  # type: ignore[attr-defined]
            check_name=str(CheckState(group.check_state).label) if group.check_state else "",  # type: ignore[attr-defined]
            closed_on=group.closed_on,
            sources=", ".join(sources.get(group.pk, ())),
        )
        for group in found
    ]


def sum_of_checks(user: User, on: date) -> Sum:
    """Return how the user's open home groups stand."""
    rows = find_groups(user, on, Asked(kind=GroupKind.HOME, state=CURRENT)).order_by()
    told = dict(rows.values("check_state").annotate(n=Count("pk")).values_list("check_state", "n"))
    done, changed, left = (told.get(state, 0) for state in (CheckState.DONE, CheckState.CHANGED, CheckState.OPEN))
    return Sum(done + changed + left, done, changed, left)


def levels_of(user: User, on: date) -> list[int]:
    """Return the years or parallels of the user's groups."""
    rows = listed_groups(user, on).filter(_in_state(CURRENT, on))
    return sorted(set(rows.order_by().values_list(F("level"), flat=True)))
