"""Queries kept as SQL answer as the querysets they were made of."""

from datetime import date
from typing import Any

import pytest

from common.dated import holds_on
from common.prepared import Prepared
from contingent.models import Membership
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 5)


def members(group: object, on: date) -> Any:
    return Membership.objects.filter(holds_on(on), group=group).order_by("pk").values_list("pk", "starts")


def test_each_call_asks_with_its_own_values() -> None:
    ask = Prepared(members)
    one, other = MembershipFactory(), MembershipFactory(ends=DAY)
    for row, on in ((one, DAY), (other, DAY), (other, date(2026, 10, 6)), (one, date(2026, 8, 31))):
        assert ask(row.group, on) == list(members(row.group, on))
        assert ask(row.group.pk, on) == ask(row.group, on)


def test_equal_values_do_not_meet() -> None:
    """Two numbers of the same value keep their own places."""
    ask = Prepared(lambda first, second: Membership.objects.filter(group=first, student=second).values_list("pk"))
    row = MembershipFactory()
    other = MembershipFactory(group=row.group)
    assert ask(row.group_id, row.student_id) == [(row.pk,)]
    assert ask(row.group_id, other.student_id) == [(other.pk,)]


def test_a_day_counted_in_python_is_refused() -> None:
    """It would stay the day of the first call for as long as the process lives."""
    ask = Prepared(lambda on: Membership.objects.filter(starts=date(2026, 9, 1), ends__gte=on).values_list("pk"))
    with pytest.raises(ValueError, match="Count days in SQL"):
        ask(DAY)


def test_words_are_looked_for_as_they_are() -> None:
    """Another word with every call, and no sign in it means anything but itself."""
    ask = Prepared(
        lambda word, group: Membership.objects.filter(group=group, order__contains=word).values_list("order")
    )
    row = MembershipFactory(order=r"100% и 5_1 \\ конец")
    for word, found in (("100%", True), ("5_1", True), ("5%1", False), ("\\", True), ("конец", True), ("нет", False)):
        assert bool(ask(word, row.group)) is found, word
