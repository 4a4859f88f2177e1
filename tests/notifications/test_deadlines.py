"""Terms are counted in days on the organisation's own clock."""

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
