"""Which regime of stay each group keeps, and students with regimes of their own (R39)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Subquery

from accounts.models import Organization
from common.dated import holds_on
from common.sql import sort_key
from contingent.enums import GroupKind
from contingent.models import Membership, Student, StudyGroup
from schedule.models import Regime, RegimeBinding

MOST = 60


@dataclass(frozen=True, slots=True)
class Bound:
    """A group or a student with the regime of the day: since when, until when; empty when there is none."""

    id: int
    name: str
    more: str
    regime: str
    starts: date | None
    ends: date | None
    later: str


def regimes(organization: Organization) -> list[tuple[int, str]]:
    """Return the regimes of the organisation to choose from."""
    return list(Regime.objects.filter(organization=organization).order_by("name").values_list("pk", "name"))


def groups_bound(organization: Organization, on: date) -> list[Bound]:
    """Return the open groups with the regimes they keep; what is without a regime first within its kind."""
    now = RegimeBinding.objects.filter(holds_on(on), group=OuterRef("pk"))
    later = RegimeBinding.objects.filter(group=OuterRef("pk"), starts__gt=on).order_by("starts")
    rows = (
        StudyGroup.objects.open_on(on)
        .filter(organization=organization)
        .annotate(
            regime=Subquery(now.values("regime__name")[:1]),
            since=Subquery(now.values("starts")[:1]),
            until=Subquery(now.values("ends")[:1]),
            later=Subquery(later.values("regime__name")[:1]),
        )
        .exclude(kind__in=(GroupKind.SUBGROUP,))
        .order_by("level", "sort_key")
    )
    return [
        Bound(row.pk, row.name, str(row.level), row.regime or "", row.since, row.until, row.later or "") for row in rows
    ]


def students_bound(organization: Organization, on: date, words: str) -> list[Bound]:
    """Return the students with regimes of their own; with words, whoever is called so."""
    now = RegimeBinding.objects.filter(holds_on(on), student=OuterRef("pk"))
    later = RegimeBinding.objects.filter(student=OuterRef("pk"), starts__gt=on).order_by("starts")
    home = Membership.objects.filter(holds_on(on), student=OuterRef("pk"), group_kind=GroupKind.HOME)
    rows = (
        Student.objects.filter(holds_on(on), organization=organization)
        .select_related("user")
        .annotate(
            regime=Subquery(now.values("regime__name")[:1]),
            since=Subquery(now.values("starts")[:1]),
            until=Subquery(now.values("ends")[:1]),
            later=Subquery(later.values("regime__name")[:1]),
            home=Subquery(home.values("group__name")[:1]),
        )
        .order_by(F("user__sort_key"))
    )
    for word in sort_key(words).split():
        rows = rows.filter(user__sort_key__contains=word)
    if not words.strip():
        rows = rows.filter(pk__in=RegimeBinding.objects.filter(student__isnull=False).values("student"))
    return [
        Bound(row.pk, row.user.full_name, row.home or "", row.regime or "", row.since, row.until, row.later or "")
        for row in rows[:MOST]
    ]
