"""A small drawing of how an average moved: whole numbers only, ready for SVG attributes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from journal.averages import ZERO, running_averages

WIDTH, HEIGHT, SIDE, EDGE = 320, 112, 28, 12


@dataclass(frozen=True, slots=True)
class Chart:
    """Dots are marks, the line is the average after each of them; `first` and `last` say it."""

    line: str
    dots: tuple[tuple[int, int], ...]
    levels: tuple[tuple[int, str], ...]
    first: Decimal
    last: Decimal
    width: int = WIDTH
    height: int = HEIGHT
    side: int = SIDE
    right: int = WIDTH - EDGE


def draw(marks: Sequence[tuple[Decimal, Decimal]], scale: Sequence[Decimal]) -> Chart | None:
    """Draw (weight, value) pairs in their order; fewer than three have no dynamics."""
    if len(marks) < 3:
        return None
    values = [value for _weight, value in marks]
    low, high = min([*scale, *values]), max([*scale, *values])
    averages = [average or ZERO for average in running_averages(marks)]

    def x(place: int) -> int:
        return SIDE + (WIDTH - SIDE - EDGE) * place // (len(marks) - 1)

    def y(value: Decimal) -> int:
        part = (value - low) / (high - low) if high > low else Decimal("0.5")
        return HEIGHT - EDGE - int(part * (HEIGHT - 2 * EDGE))

    shown = sorted({*scale}) if len(set(scale)) <= 6 else [low, high]
    return Chart(
        line=" ".join(f"{x(n)},{y(value)}" for n, value in enumerate(averages)),
        dots=tuple((x(n), y(value)) for n, value in enumerate(values)),
        levels=tuple((y(value), f"{value.normalize():f}") for value in shown),
        first=averages[0],
        last=averages[-1],
    )
