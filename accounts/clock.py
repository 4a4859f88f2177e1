"""By whose clock a person's pages tell the day: that of the organisation they belong to (decision 6 of the domain).

The zone is found once, as the session opens, and rests in it: a request asks nothing. A page, a save
or a term of one organisation goes by that organisation's own clock, whoever looks at it.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.signals import user_logged_in
from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.menu import Fact, ties
from accounts.models import Appointment, Organization, User
from common.dated import holds_on
from common.prepared import Prepared

ZONE = "zone"


def own_clock(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer by the clock of the person's organisation; at the door, by the server's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if zone := request.session.get(ZONE):
            with timezone.override(zone):
                return get_response(request)
        return get_response(request)

    return middleware


def zone_of(user: User, on: date) -> str:
    """Return the zone of where the person holds a role, else works, else studies or has children; else none.

    Of several organisations it is the one that came first.
    """
    ((name,),) = _zones(ties())(user, on)
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""


@cache
def _zones(belongs: tuple[Fact, ...]) -> Prepared:
    return Prepared(lambda user, on: _query((_appointed, *belongs), user, on))


def _query(ways: tuple[Fact, ...], user: User, on: date) -> Any:
    places = [Organization.objects.filter(pk__in=way(user, on)).order_by("pk").values("time_zone") for way in ways]
    return User.objects.filter(pk=user.pk).values_list(Coalesce(*[Subquery(place[:1]) for place in places]))


def _appointed(user: User, on: date) -> Any:
    return Appointment.objects.filter(holds_on(on), user=user).values("organization")


@receiver(user_logged_in)
def set_clock(request: HttpRequest, user: User, **_told: Any) -> None:
    """Note the zone in the session that opens."""
    request.session[ZONE] = zone_of(user, timezone.localdate())
