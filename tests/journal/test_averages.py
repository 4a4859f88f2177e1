"""Averages and percentages: exact, rounded half up, within what they are made of."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from journal.averages import attendance_percent, weighted_average

weights = st.decimals(min_value="0.01", max_value="99.99", places=2)
values = st.decimals(min_value="0", max_value="100", places=2)
marks = st.lists(st.tuples(weights, values), min_size=1, max_size=40)


@given(marks)
def test_average_is_the_exact_one_rounded(given_marks: list[tuple[Decimal, Decimal]]) -> None:
    total = sum((Fraction(w) for w, _v in given_marks), Fraction())
    exact = sum((Fraction(w) * Fraction(v) for w, v in given_marks), Fraction()) / total
    average = weighted_average(given_marks)
    assert average is not None
    assert abs(Fraction(average) - exact) <= Fraction(1, 200)


@given(marks)
def test_average_lies_between_the_least_and_the_greatest(given_marks: list[tuple[Decimal, Decimal]]) -> None:
    average = weighted_average(given_marks)
    assert average is not None
    assert min(v for _w, v in given_marks) <= average <= max(v for _w, v in given_marks)


@given(marks, st.randoms())
def test_order_does_not_matter(given_marks: list[tuple[Decimal, Decimal]], random: object) -> None:
    shuffled = sorted(given_marks, key=lambda _pair: random.random())  # type: ignore[attr-defined]
    assert weighted_average(shuffled) == weighted_average(given_marks)


@given(values, st.lists(weights, min_size=1))
def test_equal_marks_average_to_themselves(value: Decimal, given_weights: list[Decimal]) -> None:
    assert weighted_average([(w, value) for w in given_weights]) == value


def test_half_is_rounded_up_as_teachers_do() -> None:
    one = Decimal(1)
    assert weighted_average([(one, Decimal("4.00")), (one, Decimal("4.01"))]) == Decimal("4.01")


def test_of_nothing_there_is_no_average() -> None:
    assert weighted_average([]) is None
    assert attendance_percent(0, 0) is None


@given(st.integers(1, 300), st.data())
def test_percent_is_the_nearest_whole_one(lessons: int, data: st.DataObject) -> None:
    missed = data.draw(st.integers(0, lessons))
    percent = attendance_percent(lessons, missed)
    assert percent is not None and 0 <= percent <= 100
    assert abs(Fraction(percent) - 100 * Fraction(lessons - missed, lessons)) <= Fraction(1, 2)
    assert (percent == 100) >= (missed == 0)
