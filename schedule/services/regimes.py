"""Giving a regime of stay to groups or to students from a day (R39)."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization
from contingent.models import Student, StudyGroup
from curriculum.services.references import check_keeper, lock_references
from schedule.errors import RegimeRefused
from schedule.models import Regime, RegimeBinding

DAY = timedelta(days=1)


@transaction.atomic
def give_regime(
    *,
    organization: Organization,
    regime: int | None,
    groups: Collection[int] = (),
    students: Collection[int] = (),
    starts: date,
    ends: date | None,
    trace: Trace,
) -> int:
    """Let the groups or students keep the regime from the day; without a regime end what they keep. Return how many.

    What they kept until then ends the day before, and goes on after the last day where one is given;
    what begins later is not touched and is refused.
    """
    check_keeper(trace, organization)
    lock_references(organization)
    if ends is not None and ends < starts:
        raise RegimeRefused(_("The last day is before the first."))
    chosen = None
    if regime is not None and (chosen := Regime.objects.filter(organization=organization, pk=regime).first()) is None:
        raise RegimeRefused(_("Choose a regime."))
    targets: list[dict[str, Any]] = [
        *({"group": each} for each in StudyGroup.objects.filter(organization=organization, pk__in=groups)),
        *({"student": each} for each in Student.objects.filter(organization=organization, pk__in=students)),
    ]
    if not targets:
        raise RegimeRefused(_("Tick groups or students first."))
    whose = Q(group__in=[each["group"] for each in targets if "group" in each]) | Q(
        student__in=[each["student"] for each in targets if "student" in each]
    )
    _make_room(whose, starts, ends)
    if chosen is not None:
        RegimeBinding.objects.bulk_create(
            [RegimeBinding(regime=chosen, starts=starts, ends=ends, **each) for each in targets]
        )
    return len(targets)


def _make_room(whose: Q, starts: date, ends: date | None) -> None:
    """End what is kept the day before; refuse to go over what begins later within the days."""
    later = RegimeBinding.objects.filter(whose, starts__gt=starts)
    if ends is not None:
        later = later.filter(starts__lte=ends)
    if clash := later.select_related("group", "student__user", "regime").first():
        name = clash.group.name if clash.group else clash.student.user.full_name if clash.student else ""
        raise RegimeRefused(
            _("%(name)s keeps “%(regime)s” from %(day)s already: choose a last day before it.")
            % {"name": name, "regime": clash.regime, "day": f"{clash.starts:%d.%m.%Y}"}
        )
    kept = list(RegimeBinding.objects.filter(whose, starts__lte=starts).filter(Q(ends=None) | Q(ends__gte=starts)))
    tails = [
        RegimeBinding(
            regime_id=row.regime_id,
            group_id=row.group_id,
            student_id=row.student_id,
            starts=ends + DAY,
            ends=row.ends,
        )
        for row in kept
        if ends is not None and (row.ends is None or row.ends > ends)
    ]
    RegimeBinding.objects.filter(pk__in=[row.pk for row in kept if row.starts == starts]).delete()
    RegimeBinding.objects.filter(pk__in=[row.pk for row in kept if row.starts < starts]).update(ends=starts - DAY)
    RegimeBinding.objects.bulk_create(tails)
