"""Averages and percentages of the journal: pure arithmetic, exact, rounded half up.

The grid recomputes the same figures in the browser from what it shows.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import accumulate

HUNDREDTH = Decimal("0.01")
ZERO = Decimal(0)


def weighted_average(marks: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Return Σ(weight·value)/Σ(weight) with two decimals, of (weight, value) pairs; None of none.

    Only marks whose grade counts are to be given: an owed mark or a pass is not an argument.
    """
    total = weights = ZERO
    for weight, value in marks:
        total += weight * value
        weights += weight
    return ratio(total, weights)


def running_averages(marks: Sequence[tuple[Decimal, Decimal]]) -> list[Decimal | None]:
    """Return the average after each of the (weight, value) pairs."""
    products = accumulate(weight * value for weight, value in marks)
    weights = accumulate(weight for weight, _value in marks)
    return [ratio(*sums) for sums in zip(products, weights, strict=True)]


@lru_cache(maxsize=4096)
def ratio(total: Decimal | int, weights: Decimal | int) -> Decimal | None:
    """Return the average of exact sums with two decimals; None when the weights are nothing."""
    if not weights:
        return None
    return (Decimal(total) / weights).quantize(HUNDREDTH, ROUND_HALF_UP)


def exact(value: Decimal) -> Decimal | int:
    """Return the same number as Python counts it fastest: nearly every mark and weight is a whole number."""
    whole = int(value)
    return whole if whole == value else value


def attendance_percent(lessons: int, missed: int) -> int | None:
    """Return what part of the lessons the student was at, in whole percent; None of no lessons.

    `lessons` are those for which attendance has been taken while the student was in the group.
    """
    if lessons <= 0:
        return None
    return (200 * (lessons - missed) + lessons) // (2 * lessons)
