"""What the pages of delegated rights read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.enums import DelegatedRight
from accounts.models import Organization, User
from common.dated import ONE_DAY, holds_on, lasting
from common.sql import sort_key
from contingent.enums import GroupKind
from contingent.models import Membership, StudyGroup
from curriculum.access import GROUP, KINDS, PAGE, Kind, delegable, visible_delegations
from curriculum.models import AcademicYear

FOUND = 20
LONGEST = 300
ACTIVE, ENDED = "", "ended"
YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """A right handed over, as the list shows it; `may_undo` while it was taken back today."""

    id: int
    kind: str
    what: str
    right: str
    person: str
    given_by: str
    reason: str
    organization: str
    starts: date
    ends: date
    is_on: bool
    is_coming: bool
    ended_by: str
    may_undo: bool


@dataclass(frozen=True, slots=True)
class Target:
    """What a right may be handed to: a page, a group, a student."""

    id: int
    name: str
    more: str
    organization: Organization

    def last_day(self, on: date) -> date:
        """The last day until which a right may be handed over."""
        return last_possible_day(self.organization, on)


def last_possible_day(organization: Organization, on: date) -> date:
    """Return the last day until which a right may be handed over: the end of the academic year of the day."""
    year = AcademicYear.objects.filter(organization=organization, starts__lte=on, ends__gte=on).first()
    return year.ends if year else on + YEAR


def list_delegations(user: User, on: date, state: str, text: str) -> list[DelegationLine]:
    """Return the rights handed over: those that hold or will, with those taken back today; or the ended ones."""
    found = [line for kind in KINDS.values() for line in lines_of(kind, user, on, state)]
    words = sort_key(text).split()[:6]
    found = [line for line in found if all(word in sort_key(f"{line.person} {line.what}") for word in words)]
    if state == ENDED:
        return sorted(found, key=lambda line: (-line.ends.toordinal(), line.person))[:LONGEST]
    return sorted(found, key=lambda line: (line.person, line.what))


def lines_of(kind: Kind, user: User, on: date, state: str) -> list[DelegationLine]:
    """Return the lines of one kind of objects, in one query."""
    rows: Any = visible_delegations(user, on, kind)
    today = Q(ended_at__isnull=False, ends__gte=on - ONE_DAY)
    rows = rows.filter(ends__lt=on).order_by("-ends")[:LONGEST] if state == ENDED else rows.filter(
        lasting(on - ONE_DAY) | today
    )  # fmt: skip
    related = ["user", "permission", "given_by", "ended_by", "content_object__organization"]
    related += {PAGE: ["content_object__subject", "content_object__study_group"], GROUP: []}.get(
        kind.name, ["content_object__user"]
    )
    return [line(kind, row, on, state) for row in rows.select_related(*related)]


def line(kind: Kind, row: Any, on: date, state: str) -> DelegationLine:
    """Return a row in words."""
    place = row.content_object.organization
    return DelegationLine(
        row.pk, kind.name, name_of(kind, row.content_object), str(DelegatedRight(row.permission.codename).label),
        row.user.full_name, row.given_by.short_name, row.reason, place.short_name, row.starts, row.ends,
        row.starts <= on <= row.ends, on < row.starts <= row.ends,
        row.ended_by.short_name if row.ended_by else "",
        row.ended_at is not None and place.local_day(row.ended_at) == on,
    )  # fmt: skip


def name_of(kind: Kind, thing: Any) -> str:
    """Return how lists call the object."""
    if kind.name == PAGE:
        return f"{thing.study_group.name} · {thing.subject.name}"
    return str(thing.name if kind.name == GROUP else thing.user.full_name)


def find_targets(user: User, on: date, kind: Kind, text: str, pk: int | None = None) -> list[Target]:
    """Return the first objects whose names hold every word; with `pk` that one alone."""
    rows = present(delegable(user, on, kind), on, kind)
    if pk is not None:
        rows = rows.filter(pk=pk)
    for word in sort_key(text).split()[:6]:
        rows = rows.filter(holds_word(kind, word))
    return [
        Target(row.pk, name_of(kind, row), getattr(row, "group_name", "") or "", row.organization)
        for row in rows[:FOUND]
    ]


def present(rows: QuerySet[Any], on: date, kind: Kind) -> QuerySet[Any]:
    """Return those of the day in their order: pages of the year, open groups, who studies now."""
    if kind.name == PAGE:
        rows = rows.filter(academic_year__starts__lte=on, academic_year__ends__gte=on)
        order = ("study_group__sort_key", "subject__sort_key")
        return rows.select_related("study_group", "subject", "organization").order_by(*order, "pk")
    if kind.name == GROUP:
        rows = rows.filter(pk__in=StudyGroup.objects.open_on(on).values("pk"))
        return rows.select_related("organization").order_by("sort_key", "pk")
    home = Membership.objects.filter(holds_on(on), student=OuterRef("pk"), group_kind=GroupKind.HOME)
    rows = rows.filter(holds_on(on)).annotate(group_name=Subquery(home.values("group__name")[:1]))
    return rows.select_related("user", "organization").order_by("user__sort_key", "pk")


def holds_word(kind: Kind, word: str) -> Q:
    """Return the condition that a word is in the object's name."""
    if kind.name == PAGE:
        return Q(study_group__sort_key__contains=word) | Q(subject__sort_key__contains=word)
    if kind.name == GROUP:
        return Q(sort_key__contains=word)
    return Q(user__sort_key__contains=word)


def rights_of_kind(kind: Kind) -> Iterable[tuple[str, Any]]:
    """Return the rights to choose from."""
    return [(right.value, right.label) for right in kind.rights]
