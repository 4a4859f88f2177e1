"""What an organisation that begins from nothing usually has: bells of an ordinary day and a regime of stay."""

from collections.abc import Sequence
from datetime import date, time

from accounts.enums import OrganizationKind
from accounts.models import Organization
from curriculum.reference_tables import Texts
from schedule.enums import WeekDays

ORDINARY = "Обычный день"
REGIME = "Первая смена"
PAIRS = [
    (time(8, 30), time(10, 0)), (time(10, 10), time(11, 40)), (time(12, 20), time(13, 50)),
    (time(14, 0), time(15, 30)), (time(15, 40), time(17, 10)), (time(17, 20), time(18, 50)),
]  # fmt: skip
SCHOOL_BELLS = [
    (time(8, 15), time(8, 55)), (time(9, 5), time(9, 45)), (time(10, 5), time(10, 45)),
    (time(11, 5), time(11, 45)), (time(12, 0), time(12, 40)), (time(12, 50), time(13, 30)),
    (time(13, 40), time(14, 20)), (time(14, 30), time(15, 10)),
]  # fmt: skip


def usual_schedules(_organization: Organization, _today: date) -> Sequence[Texts]:
    return [{"name": ORDINARY}]


def usual_bells(organization: Organization, _today: date) -> Sequence[Texts]:
    """Return pairs of two academic hours for a college, lessons of one for a school."""
    is_school = organization.kind == OrganizationKind.SCHOOL
    return [
        {
            "schedule": ORDINARY, "number": str(number), "starts_at": f"{starts:%H:%M}", "ends_at": f"{ends:%H:%M}",
            "hours": "1" if is_school else "2",
        }
        for number, (starts, ends) in enumerate(SCHOOL_BELLS if is_school else PAIRS, start=1)
    ]  # fmt: skip


def usual_regimes(_organization: Organization, _today: date) -> Sequence[Texts]:
    return [{"name": REGIME, "shift": "1", "days": str(WeekDays.SIX.value), "bells": ORDINARY}]
