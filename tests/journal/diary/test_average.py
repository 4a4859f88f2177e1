"""The explained average is the average; the forecast keeps its word."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from journal.averages import weighted_average
from journal.queries.diary_average import MOST_NEEDED, exact, explain, forecast, needed, next_step
from journal.queries.diary_chart import HEIGHT, WIDTH, draw

weights = st.sampled_from([Decimal(w) for w in ("0.5", "1", "1.25", "2", "3")])
values = st.sampled_from([Decimal(v) for v in (2, 3, 4, 5)])
marks = st.lists(st.tuples(weights, values), max_size=60)
FIVE = [Decimal(v) for v in (5, 4, 3, 2)]


@given(marks)
def test_what_is_written_out_gives_the_average(pairs: list[tuple[Decimal, Decimal]]) -> None:
    told = explain(pairs)
    if not pairs:
        assert told is None
        return
    assert told is not None
    assert told.average == weighted_average(pairs)
    assert told.count == len(pairs)
    assert told.product == sum(w * v for w, v in pairs)
    assert told.weights == sum(w for w, _v in pairs)
    assert weighted_average([(told.weights, told.product / told.weights)]) == told.average
    assert len({(term.value, term.weight) for term in told.terms}) == len(told.terms)


@given(marks.filter(bool), weights)
def test_so_many_marks_are_needed_and_no_fewer(pairs: list[tuple[Decimal, Decimal]], weight: Decimal) -> None:
    target = next_step(pairs, FIVE)
    average = exact(pairs)
    assert average is not None
    if target is None:
        assert average >= Decimal("4.5")
        return
    assert target > average
    best = (weight, Decimal(5))
    need = needed(pairs, target, best)
    if need is None:
        reached = exact([*pairs, *[best] * MOST_NEEDED])
        assert reached is not None and reached < target
        return
    with_all, with_fewer = exact([*pairs, *[best] * need.count]), exact([*pairs, *[best] * (need.count - 1)])
    assert with_all is not None and with_fewer is not None
    assert with_fewer < target <= with_all


def test_two_more_fives_of_weight_two() -> None:
    pairs = [(Decimal(1), Decimal(4)), (Decimal(2), Decimal(4))]
    assert forecast(pairs, (Decimal(2), Decimal(5)), 2) == Decimal("4.57")


def test_a_scale_without_a_mark_above_cannot_be_reached() -> None:
    pairs = [(Decimal(1), Decimal(4))]
    assert needed(pairs, Decimal("4.5"), (Decimal(1), Decimal(4))) is None


@given(marks)
def test_a_drawing_stays_on_its_paper(pairs: list[tuple[Decimal, Decimal]]) -> None:
    chart = draw(pairs, FIVE)
    if chart is None:
        assert len(pairs) < 3
        return
    points = [tuple(map(int, point.split(","))) for point in chart.line.split()]
    assert len(points) == len(pairs) == len(chart.dots)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in [*points, *chart.dots])
