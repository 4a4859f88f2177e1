"""Each person lives by the day of their organisation, wherever the server stands (decision 33)."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.clock import zone_of
from accounts.enums import Role
from tests.factories import (
    PASSWORD,
    TODAY,
    AppointmentFactory,
    EmployeeFactory,
    OrganizationFactory,
    RepresentativeFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
EAST, WEST = "Asia/Kamchatka", "Europe/Kaliningrad"
MORNING_THERE = datetime(2026, 11, 20, 18, tzinfo=UTC)  # 23:00 by the server's clock, tomorrow's 6:00 in Kamchatka
EVENING_THERE = datetime(2026, 11, 20, 20, tzinfo=UTC)  # tomorrow's 1:00 by the server's clock, 22:00 in Kaliningrad
PLACES = ["journal:home", "contingent:staff", "contingent:appointments", "notifications:terms", "curriculum:plans"]


@pytest.mark.parametrize(
    ("zone", "now", "day"), [(EAST, MORNING_THERE, date(2026, 11, 21)), (WEST, EVENING_THERE, date(2026, 11, 20))]
)
def test_a_role_holds_on_the_days_of_its_organisation(
    client: Client, monkeypatch: pytest.MonkeyPatch, zone: str, now: datetime, day: date
) -> None:
    """A director for this one day, as it is there, has every page; the server's day is another."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert timezone.localdate() != day
    there = OrganizationFactory(time_zone=zone)
    director = EmployeeFactory(user__username="petrova", organization=there).user
    AppointmentFactory(user=director, organization=there, role=Role.DIRECTOR, starts=day, ends=day)
    client.post("/sign-in/", {"username": "petrova", "password": PASSWORD})
    pages = {name: client.get(reverse(name)) for name in PLACES}
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(PLACES, 200)
    start = pages["journal:home"].context["page"]
    assert start.on == day
    assert start.overviews
    assert timezone.get_current_timezone_name() == "Asia/Yekaterinburg"


def test_of_several_clocks_it_is_that_of_the_work() -> None:
    parent = UserFactory()
    RepresentativeFactory(user=parent, student=StudentFactory(organization__time_zone=WEST))
    assert zone_of(parent, TODAY) == WEST
    EmployeeFactory(user=parent, organization__time_zone=EAST)
    assert zone_of(parent, TODAY) == EAST
    assert zone_of(UserFactory(), TODAY) == ""
    lost = EmployeeFactory(organization__time_zone="Nowhere/At all").user
    assert zone_of(lost, TODAY) == ""
