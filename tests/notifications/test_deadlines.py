"""Terms are counted in working days on the organisation's own clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Organization
from notifications.deadlines import Term, waking_time

ZONES = ("Asia/Yekaterinburg", "Europe/Kaliningrad", "Asia/Kamchatka", "America/Sao_Paulo", "Asia/Beirut")
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def organization(zone: str) -> Organization:
    return Organization(time_zone=zone)


def test_a_day_for_a_lesson_of_monday_runs_out_when_wednesday_begins() -> None:
    due = Term(1).due_at(organization("Asia/Yekaterinburg"), date(2026, 11, 16))
    assert due == datetime(2026, 11, 17, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "days", "last"),
    [(20, 0, 20), (20, 1, 21), (20, 2, 23), (21, 0, 21), (21, 1, 23), (21, 7, 30), (22, 0, 23), (22, 2, 24)],
)
def test_sundays_are_not_counted(day: int, days: int, last: int) -> None:
    """20 November 2026 is a Friday."""
    assert Term(days).last_day(date(2026, 11, day)) == date(2026, 11, last)


@given(day=DAYS, days=st.integers(0, 60))
def test_a_term_never_ends_on_a_sunday_and_holds_its_working_days(day: date, days: int) -> None:
    last = Term(days).last_day(day)
    assert last.weekday() != 6
    working = [day + timedelta(n) for n in range(1, (last - day).days + 1) if (day + timedelta(n)).weekday() != 6]
    assert len(working) == max(days, day.weekday() == 6)


@given(today=DAYS, days=st.integers(0, 60))
def test_what_is_overdue_is_all_that_began_up_to_one_day(today: date, days: int) -> None:
    term = Term(days)
    through = term.overdue_through(today)
    assert all((term.last_day(through + timedelta(n)) < today) == (n <= 0) for n in range(-10, 11))


@given(zone=st.sampled_from(ZONES), day=DAYS, days=st.integers(0, 60), seconds=st.integers(-90_000, 90_000))
def test_a_day_is_overdue_exactly_from_its_due_moment(zone: str, day: date, days: int, seconds: int) -> None:
    """What the query looks for and the moment shown to people never disagree, summer time or not."""
    here, term = organization(zone), Term(days)
    due = term.due_at(here, day)
    now = due.astimezone(UTC) + timedelta(seconds=seconds)
    assert (day <= term.overdue_through(here.local_day(now))) == (now >= due)


@given(moment=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_reminder_waits_for_the_morning_and_never_longer(moment: datetime) -> None:
    here = organization("Asia/Yekaterinburg")
    goes = waking_time(here, moment)
    assert moment <= goes <= moment + timedelta(hours=10)
    assert 7 <= here.local(goes).hour < 21


@pytest.mark.parametrize(("hour", "waits"), [(1, True), (2, False), (15, False), (16, True)])
def test_night_in_the_organisation_not_on_the_server(hour: int, waits: bool) -> None:
    now = datetime(2026, 11, 20, hour, 30, tzinfo=UTC)
    assert (waking_time(organization("Asia/Yekaterinburg"), now) > now) is waits
