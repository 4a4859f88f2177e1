"""What is none is None: an address is typed by anybody."""

from datetime import UTC, date, datetime

import pytest

from common.asked import asked_day, asked_moment, asked_number, asked_numbers


@pytest.mark.parametrize("text", [None, "", "x", "-1", "1.5", " 1", "²", "٣", "9" * 19])
def test_no_number(text: str | None) -> None:
    assert asked_number(text) is None


def test_numbers_come_once_each_in_their_order() -> None:
    assert asked_number("0042") == 42
    assert asked_numbers(["7,3", "x", "3, 5", ""]) == [7, 3, 5]


@pytest.mark.parametrize("text", [None, "", "завтра", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-20T10:00"])
def test_no_day(text: str | None) -> None:
    assert asked_day(text) is None


def test_a_day_and_a_moment() -> None:
    assert asked_day("2026-11-20") == date(2026, 11, 20)
    assert asked_moment("2026-11-20T10:00:00+00:00") == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert asked_moment("2026-11-20T10:00:00") is None
