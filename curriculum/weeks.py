"""How many weeks of each kind a curriculum asks of a year of study (R38)."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from curriculum.enums import ItemKind, WeekKind

WEEKS = 52
WEEK_HOURS = 36
"""Hours of practice and attestation in a week of them."""
PRACTICE_WEEKS = {
    ItemKind.STUDY_PRACTICE: WeekKind.STUDY_PRACTICE,
    ItemKind.WORK_PRACTICE: WeekKind.WORK_PRACTICE,
    ItemKind.DIPLOMA_PRACTICE: WeekKind.DIPLOMA_PRACTICE,
}
Hours = Mapping[ItemKind, Decimal]


def whole(weeks: Decimal) -> int:
    """Return the nearest whole number of weeks; a half counts up."""
    return int(weeks.quantize(Decimal(1), ROUND_HALF_UP))


def weeks_asked(weeks: Decimal, practices: Hours, final: Decimal, attestation: Decimal) -> dict[WeekKind, int]:
    """Return the weeks by kind: of all weeks of study what practices and attestations leave is theory.

    `practices` gives hours by kind of row, `final` and `attestation` are hours too. Preparing the final
    attestation counts with it.
    """
    made = {week: whole(practices.get(row, Decimal(0)) / WEEK_HOURS) for row, week in PRACTICE_WEEKS.items()}
    made[WeekKind.ATTESTATION] = whole(attestation / WEEK_HOURS)
    made[WeekKind.FINAL] = whole(final / WEEK_HOURS)
    return {WeekKind.THEORY: max(0, whole(weeks) - sum(made.values())), **made}
