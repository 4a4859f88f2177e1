"""What the pages of appointments read (R18–R21)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.access import readable_organizations, visible_appointments
from accounts.enums import Role
from accounts.models import Appointment, Organization, User
from accounts.offices import roles_given_by
from common.dated import holds_on
from common.sql import sort_key
from contingent.models import Employee
from contingent.ties import staff_ties

ON_PAGE = 50
FOUND = 20
COMMAND = "manage.py appoint_director"
NOW, COMING, ENDED = "", "coming", "ended"


@dataclass(frozen=True)
class AppointmentFilter:
    """What the list is narrowed to; `state` is what holds now, is to come, or has ended."""

    q: str = ""
    role: str = ""
    state: str = NOW
    place: int | None = None


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """An appointment as the list and its own page show it."""

    id: int
    person: str
    position: str
    role: str
    organization: Organization
    starts: date
    ends: date | None
    given_by: str
    order: str
    state: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What was done to an appointment: when, by whom, to which days, why."""

    at: datetime
    author: str
    is_new: bool
    starts: date
    ends: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A member of staff to choose: the employment, who, as what, in which roles."""

    employee: int
    user: int
    name: str
    position: str
    organization: Organization
    starts: date
    ends: date | None
    roles: str


def list_appointments(user: User, on: date, asked: AppointmentFilter, page: str) -> Page[Any]:
    """Return a page of the appointments of the organisations the user reads, by role and name."""
    rows = visible_appointments(user, on)
    if asked.state == COMING:
        rows = rows.filter(starts__gt=on).exclude(ends__lt=F("starts"))
    elif asked.state == ENDED:
        rows = rows.filter(ends__lt=on)
    else:
        rows = rows.filter(holds_on(on))
    if asked.role in Role:
        rows = rows.filter(role=asked.role)
    if asked.place:
        rows = rows.filter(organization=asked.place)
    for word in sort_key(asked.q).split()[:6]:
        rows = rows.filter(user__sort_key__contains=word)
    latest = ("-ends",) if asked.state == ENDED else ()
    found: Any = Paginator(told(rows).order_by(*latest, rank(), "user__sort_key", "pk"), ON_PAGE).get_page(page)
    found.object_list = [line(row, on) for row in found.object_list]
    return cast("Page[Any]", found)


def rank() -> Case:
    """Return the expression for a role's place in the list: as the roles are told."""
    return Case(*(When(role=role, then=Value(place)) for place, role in enumerate(Role)), default=Value(len(Role)))


def told(rows: QuerySet[Appointment]) -> QuerySet[Any]:
    """Return the appointments with all that a line says of them."""
    held = Employee.objects.filter(user=OuterRef("user"), organization=OuterRef("organization")).order_by("-starts")
    related = rows.select_related("user", "organization", "given_by")
    found: QuerySet[Any] = related.annotate(position=Subquery(held.values("position")[:1]))
    return found


def line(row: Any, on: date) -> AppointmentLine:
    """Return an appointment in words."""
    state = COMING if row.starts > on else NOW
    if row.ends is not None and row.ends < max(on, row.starts):
        state = ENDED
    return AppointmentLine(
        row.pk, row.user.full_name, row.position or "", str(Role(row.role).label), row.organization, row.starts,
        row.ends, row.given_by.short_name if row.given_by else "", row.order, state,
    )  # fmt: skip


def find_appointment(user: User, on: date, pk: int) -> AppointmentLine | None:
    """Return one appointment; None if it is not the user's to see."""
    row = told(visible_appointments(user, on).filter(pk=pk)).first()
    return line(row, on) if row else None


def may_end(user: User, on: date, pk: int) -> bool:
    """Whether the appointment's role is the user's to take back."""
    row = visible_appointments(user, on).get(pk=pk)
    return row.role in roles_given_by(user, row.organization_id, on)


def appointment_history(appointment: AppointmentLine) -> list[HistoryLine]:
    """Return what was done to the appointment, the latest first, on the organisation's clock."""
    rows = Appointment.history.filter(id=appointment.id).select_related("history_user").order_by("-history_id")
    return [
        HistoryLine(
            appointment.organization.local(row.history_date),
            row.history_user.short_name if row.history_user and row.history_change_reason != COMMAND else "",
            row.history_type == "+",
            row.starts,
            row.ends,
            "" if row.history_change_reason == COMMAND else row.history_change_reason or "",
        )
        for row in rows
    ]


def ends_with(pk: int, on: date) -> tuple[list[str], list[str]]:
    """Return in words what ends with the appointment, and what the person keeps while on the staff."""
    row = Appointment.objects.get(pk=pk)
    employees = list(
        Employee.objects.on(on).filter(user=row.user_id, organization=row.organization_id).values_list("pk", flat=True)
    )
    ended: list[str] = []
    kept: list[str] = []
    for tie in staff_ties():
        words = [text for texts in tie.tell(employees, on).values() for text in texts]
        (ended if tie.role == row.role and tie.end else kept).extend(words)
    return ended, kept


def roles_to_give(user: User, on: date) -> dict[int, tuple[Role, ...]]:
    """Return which roles the user may give, by organisation."""
    places = readable_organizations(user, on).values_list("pk", flat=True)
    return {place: roles_given_by(user, place, on) for place in places}


def places_of(user: User, on: date) -> list[Organization]:
    """Return the organisations whose appointments the user sees."""
    return list(readable_organizations(user, on).order_by("short_name"))


def staff_rows(places: Iterable[int], on: date) -> QuerySet[Any]:
    """Return who is on the staff on the day or comes to it later."""
    rows: QuerySet[Any] = Employee.objects.filter(organization__in=places).filter(
        Q(ends=None) | (Q(ends__gte=on) & Q(ends__gte=F("starts")))
    )
    return rows.select_related("user", "organization").order_by("user__sort_key", "pk")


def find_staff(places: Iterable[int], on: date, text: str) -> list[StaffLine]:
    """Return the first members of staff whose name or position holds every word."""
    rows = staff_rows(places, on)
    for word in sort_key(text).split()[:6]:
        rows = rows.filter(Q(user__sort_key__contains=word) | Q(position__icontains=word))
    return staff_lines(rows[:FOUND], on)


def one_of_staff(places: Iterable[int], on: date, employee: int | None) -> StaffLine | None:
    """Return the member of staff; None when there is none such in these organisations."""
    lines = staff_lines(staff_rows(places, on).filter(pk=employee), on) if employee else []
    return lines[0] if lines else None


def staff_lines(rows: Sequence[Any] | QuerySet[Any], on: date) -> list[StaffLine]:
    """Return the employees with their roles of the day; one more query for all of them."""
    found = list(rows)
    held = Appointment.objects.filter(holds_on(on), user__in={row.user_id for row in found}).order_by("role")
    roles: dict[tuple[int, int], list[str]] = {}
    for user, place, role in held.values_list("user", "organization", "role"):
        roles.setdefault((user, place), []).append(str(Role(role).label))
    return [
        StaffLine(
            row.pk, row.user_id, row.user.full_name, row.position, row.organization, row.starts, row.ends,
            ", ".join(roles.get((row.user_id, row.organization_id), ())),
        )
        for row in found
    ]  # fmt: skip
