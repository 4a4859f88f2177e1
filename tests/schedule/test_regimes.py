"""A regime of stay is given to groups and students from a day; on any day there is one (R39)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.audit import Trace
from accounts.enums import Role
from common.dated import holds_on
from contingent.models import StudyGroup
from curriculum.errors import NotAllowed
from schedule.errors import RegimeRefused
from schedule.models import BellSchedule, Regime, RegimeBinding
from schedule.services.regimes import give_regime
from tests.factories import NOW, AppointmentFactory, MembershipFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2026, 9, 1), date(2026, 11, 20), date(2027, 1, 11)


def test_regimes_follow_one_another_and_never_overlap(client: Client, django_assert_max_num_queries: Any) -> None:
    deputy = AppointmentFactory(role=Role.DEPUTY)
    place, trace = deputy.organization, Trace(actor=deputy.user, now=NOW)
    groups = [StudyGroupFactory(organization=place) for _ in range(3)]
    foreign = StudyGroupFactory()
    bells = BellSchedule.objects.create(organization=place, name="Основное")
    morning, evening = (Regime.objects.create(organization=place, name=name, bells=bells) for name in ("1", "2"))

    def give(regime: Regime | None, *who: StudyGroup, starts: date, ends: date | None = None) -> int:
        ids = [each.pk for each in who]
        pk = regime.pk if regime else None
        return give_regime(organization=place, regime=pk, groups=ids, starts=starts, ends=ends, trace=trace)

    def kept(day: date) -> list[str]:
        rows = RegimeBinding.objects.filter(holds_on(day)).order_by("group")
        return list(rows.values_list("regime__name", flat=True))

    assert give(morning, *groups, foreign, starts=FIRST) == 3
    give(evening, groups[0], starts=SECOND)
    assert (kept(FIRST), kept(SECOND - timedelta(1)), kept(SECOND)) == (["1"] * 3, ["1"] * 3, ["2", "1", "1"])
    with pytest.raises(RegimeRefused):
        give(morning, groups[0], starts=FIRST + timedelta(9))
    give(evening, groups[0], starts=FIRST, ends=FIRST + timedelta(9))
    assert (kept(FIRST), kept(FIRST + timedelta(10))) == (["2", "1", "1"], ["1", "1", "1"])
    give(None, groups[1], starts=THIRD)
    assert kept(THIRD) == ["2", "1"]
    student = MembershipFactory(group=groups[2]).student
    give_regime(organization=place, regime=evening.pk, students=[student.pk], starts=SECOND, ends=None, trace=trace)
    client.force_login(deputy.user)
    with django_assert_max_num_queries(20):
        page = client.get("/regimes/?tab=students").content.decode()
    assert student.user.full_name in page
    with pytest.raises(NotAllowed):
        stranger = Trace(actor=AppointmentFactory(role=Role.DIRECTOR).user, now=NOW)
        give_regime(
            organization=place, regime=evening.pk, groups=[groups[0].pk], starts=THIRD, ends=None, trace=stranger
        )
