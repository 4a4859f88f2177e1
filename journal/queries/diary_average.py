"""How an average comes about, step by step, and what further marks would make of it.

Pure arithmetic; the average itself is `journal.averages.weighted_average`.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from journal.averages import ZERO, weighted_average

MOST_NEEDED = 30
"""More marks than this are no advice."""
MOST_STEPS = 12
"""A scale with more values than this (100 points) has no boundaries worth telling."""

Pair = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Term:
    """Marks alike in value and weight: `count` of them add `product` to the sum."""

    value: Decimal
    weight: Decimal
    count: int

    @property
    def product(self) -> Decimal:
        return self.value * self.weight * self.count

    @property
    def weights(self) -> Decimal:
        return self.weight * self.count


@dataclass(frozen=True, slots=True)
class Explanation:
    """Terms whose products, divided by their weights, give the average."""

    terms: tuple[Term, ...]
    average: Decimal

    @property
    def product(self) -> Decimal:
        return sum((term.product for term in self.terms), ZERO)

    @property
    def weights(self) -> Decimal:
        return sum((term.weights for term in self.terms), ZERO)

    @property
    def count(self) -> int:
        return sum(term.count for term in self.terms)


@dataclass(frozen=True, slots=True)
class Need:
    """So many more marks of the value and weight bring the average to the target."""

    count: int
    value: Decimal
    weight: Decimal


def explain(marks: Iterable[Pair]) -> Explanation | None:
    """Return how the average of (weight, value) pairs comes about; None of none."""
    pairs = list(marks)
    average = weighted_average(pairs)
    if average is None:
        return None
    counted = Counter(pairs)
    terms = (Term(value, weight, counted[weight, value]) for weight, value in counted)
    return Explanation(tuple(sorted(terms, key=lambda t: (-t.weight, -t.value))), average)


def forecast(marks: Sequence[Pair], more: Pair, count: int) -> Decimal | None:
    """Return the average with `count` more marks of the (weight, value) pair."""
    return weighted_average([*marks, *[more] * count])


def next_step(marks: Sequence[Pair], values: Iterable[Decimal]) -> Decimal | None:
    """Return the middle between two values of the scale that the average has yet to reach."""
    steps = sorted(set(values))
    average = exact(marks)
    if average is None or len(steps) > MOST_STEPS:
        return None
    middles = ((low + high) / 2 for low, high in itertools.pairwise(steps))
    return next((middle for middle in middles if middle > average), None)


def needed(marks: Sequence[Pair], target: Decimal, more: Pair) -> Need | None:
    """Return how many marks of the pair bring the exact average to the target; None if too many."""
    weight, value = more
    short = sum((w * (target - v) for w, v in marks), ZERO)
    if value <= target or short <= 0:
        return None
    count = int((short / (weight * (value - target))).to_integral_value(ROUND_CEILING))
    return Need(count, value, weight) if count <= MOST_NEEDED else None


def exact(marks: Sequence[Pair]) -> Decimal | None:
    """Return the average unrounded."""
    weights = sum((weight for weight, _value in marks), ZERO)
    return sum((weight * value for weight, value in marks), ZERO) / weights if weights else None
