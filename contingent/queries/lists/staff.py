"""The list of staff."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from accounts.enums import Role
from accounts.models import Appointment, User
from common.dated import holds_on
from contingent.access import listed_employees
from contingent.models import Employee
from contingent.queries.lists.asked import Asked, in_state
from contingent.queries.lists.students import NO_CONTACTS, ordered
from contingent.queries.lists.words import matching
from contingent.queries.students import show_phone

SORTS = {
    "name": ("user__sort_key",),
    "position": ("position", "user__sort_key"),
    "starts": ("starts", "user__sort_key"),
}
NO_ROLE = "none"


@dataclass(frozen=True)
class StaffLine:
    """An employee with the roles they hold on the day."""

    id: int
    user: int
    name: str
    position: str
    roles: tuple[str, ...]
    phone: str
    email: str
    starts: date
    left: date | None


def find_staff(user: User, on: date, asked: Asked) -> QuerySet[Any]:
    """Return the employees that answer."""
    held = Appointment.objects.filter(holds_on(on), user=OuterRef("user"), organization=OuterRef("organization"))
    rows: QuerySet[Any] = listed_employees(user, on).filter(in_state(asked.state, on))
    if asked.role == NO_ROLE:
        rows = rows.exclude(Exists(held))
    elif asked.role:
        rows = rows.filter(Exists(held.filter(role=asked.role)))
    if asked.position:
        rows = rows.filter(position=asked.position)
    if asked.lacks == NO_CONTACTS:
        rows = rows.filter(user__email="") | rows.filter(user__phone="")
    rows = matching(rows, asked.q, also=("position",))
    rows = rows.annotate(roles=ArraySubquery(held.order_by("role").values("role")))
    return rows.order_by(*ordered(SORTS, asked), "pk")


def staff_lines(rows: Any, on: date) -> list[StaffLine]:
    """Return the rows of the list."""
    return [_line(employee, on) for employee in rows.select_related("user")]


def _line(employee: Employee, on: date) -> StaffLine:
    return StaffLine(
        id=employee.pk,
        user=employee.user_id,
        name=employee.user.full_name,
        position=employee.position,
        roles=tuple(str(Role(role).label) for role in employee.roles),  # type: ignore[attr-defined]
        phone=show_phone(employee.user.phone),
        email=employee.user.email,
        starts=employee.starts,
        left=employee.ends if employee.ends and employee.ends < on else None,
    )


def positions(user: User, on: date) -> list[str]:
    """Return the positions that the staff hold on the day."""
    rows = listed_employees(user, on).filter(holds_on(on)).exclude(position="")
    return list(rows.order_by("position").values_list("position", flat=True).distinct())
