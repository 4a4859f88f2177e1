"""What the door must know of the rooms above: who is of a family, who works, whom a request is told to.

Each room registers its own in `outside.py`, imported when the application is ready.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Appointment, OpenedSession, SignInRequest

Facts = Callable[[date], "QuerySet[Any]"]
"""The rows, each with its `user`, that hold on a day."""

_kinds: dict[str, Facts] = {}
_staff: list[Facts] = [lambda on: Appointment.objects.on(on)]
_asked: list[Callable[[SignInRequest], None]] = []
_linked: list[Callable[[SignInRequest], None]] = []
_devices: list[Callable[[OpenedSession], None]] = []


def register_kind(system: str, facts: Facts) -> None:
    """Say whom an outside system signs in: госуслуги the representatives, РСААГ the students (R24)."""
    _kinds[system] = facts


def register_staff(facts: Facts) -> None:
    """Add a way of being on a staff; an appointment is one already."""
    _staff.append(facts)


def register_telling(*, asked: Callable[[SignInRequest], None], linked: Callable[[SignInRequest], None]) -> None:
    """Add what is done, in the same transaction, when a request is raised and when a person is linked."""
    _asked.append(asked)
    _linked.append(linked)


def register_device_telling(tell: Callable[[OpenedSession], None]) -> None:
    """Add what is done when a person signs in from a browser that has not been seen with them."""
    _devices.append(tell)


def is_of_kind(system: str, on: date) -> Any:
    """Return the condition that a user is one of those whom the system signs in."""
    facts = _kinds.get(system)
    return Q(pk__in=[]) if facts is None else Exists(facts(on).filter(user=OuterRef("pk")))


def works(on: date) -> Any:
    """Return the condition that a user is on a staff or may use the technical pages."""
    condition = Q(is_staff=True) | Q(is_superuser=True)
    for facts in _staff:
        condition |= Q(Exists(facts(on).filter(user=OuterRef("pk"))))
    return condition


def tell_asked(request: SignInRequest) -> None:
    """Let the rooms above tell those who answer."""
    for tell in _asked:
        tell(request)


def tell_linked(request: SignInRequest) -> None:
    """Let the rooms above tell the person with whom the outside identity was linked."""
    for tell in _linked:
        tell(request)


def tell_new_device(session: OpenedSession) -> None:
    """Let the rooms above tell the person of a sign-in from a browser not seen before."""
    for tell in _devices:
        tell(session)
