"""Working days: the production calendar, six days or five, the organisation's own changes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.enums import DayKind
from curriculum.models import CalendarDay
from curriculum.workdays import WorkCalendar, add_working_days, is_working_day, work_calendar, working_days_between
from notifications.deadlines import Term, calendar_of
from schedule.models import BellSchedule, Regime
from tests.factories import OrganizationFactory

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
OWN = st.dictionaries(DAYS, st.sampled_from(DayKind), max_size=5)


@given(day=DAYS, days=st.integers(0, 40), six=st.booleans(), own=OWN)
def test_a_term_ends_on_a_working_day_and_holds_exactly_its_days(
    day: date, days: int, six: bool, own: dict[date, DayKind]
) -> None:
    calendar = WorkCalendar(six, own)
    last = Term(days, calendar.works).last_day(day)
    assert calendar.works(last)
    passed = sum(calendar.works(day + timedelta(n)) for n in range(1, (last - day).days + 1))
    assert passed == max(days, not calendar.works(day))
    through = Term(days, calendar.works).overdue_through(last)
    assert Term(days, calendar.works).last_day(through) < last <= Term(days, calendar.works).last_day(day)


@pytest.mark.parametrize(
    ("day", "five", "six"),
    [
        (date(2026, 11, 4), False, False),
        (date(2026, 11, 20), True, True),
        (date(2026, 11, 21), False, True),
        (date(2026, 11, 22), False, False),
        (date(2025, 11, 1), True, True),
        (date(2025, 11, 3), False, False),
        (date(2026, 12, 31), False, False),
    ],
)
def test_holidays_and_moved_days_are_those_of_the_production_calendar(day: date, five: bool, six: bool) -> None:
    assert (WorkCalendar(is_six_days=False).works(day), WorkCalendar().works(day)) == (five, six)


@pytest.mark.django_db
def test_an_organisation_counts_its_own_days_and_its_regimes() -> None:
    place = OrganizationFactory()
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert add_working_days(place, friday, 1) == date(2026, 11, 21)
    assert working_days_between(place, friday, monday) == 3
    bells = BellSchedule.objects.create(organization=place, name="Основное")
    Regime.objects.create(organization=place, name="Пятидневка", days=5, bells=bells)
    assert add_working_days(place, friday, 1) == monday
    CalendarDay.objects.create(organization=place, date=monday, kind=DayKind.OFF)
    CalendarDay.objects.create(organization=place, date=date(2026, 11, 22), kind=DayKind.WORKING)
    assert add_working_days(place, friday, 1) == date(2026, 11, 22)
    assert add_working_days(place, friday, 2) == date(2026, 11, 24)
    assert not is_working_day(place, monday)
    assert calendar_of(place)(date(2026, 11, 22))
    assert work_calendar(OrganizationFactory()).works(monday)
