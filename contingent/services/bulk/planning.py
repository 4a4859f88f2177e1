"""Which rows are meant, and the plan for them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organization, User
from contingent.access import changing_organizations, listed_employees, listed_representatives, listed_students
from contingent.enums import BulkKind
from contingent.errors import BulkRefused
from contingent.services.bulk.plan import MOST_ROWS, BulkOrder, BulkPlan
from contingent.services.bulk.staff import plan_end_employment, plan_end_tie
from contingent.services.bulk.students import plan_form, plan_leave, plan_transfer

PLANNERS: dict[BulkKind, Callable[[BulkPlan, list[Any]], None]] = {
    BulkKind.TRANSFER: plan_transfer,
    BulkKind.LEAVE: plan_leave,
    BulkKind.FORM: plan_form,
    BulkKind.END_TIE: plan_end_tie,
    BulkKind.END_EMPLOYMENT: plan_end_employment,
}


def kinds_of(user: User, on: date) -> tuple[BulkKind, ...]:
    """Return the ways in which the user changes several people somewhere."""
    return tuple(kind for kind in PLANNERS if changing_organizations(user, on, kind).exists())


def rows_of(kind: BulkKind, user: User, on: date) -> Any:
    """Return the rows of lists that the user may change in this way."""
    own = changing_organizations(user, on, kind).values("pk")
    if kind == BulkKind.END_TIE:
        return listed_representatives(user, on).filter(student__organization__in=own)
    if kind == BulkKind.END_EMPLOYMENT:
        return listed_employees(user, on).filter(organization__in=own)
    return listed_students(user, on).filter(organization__in=own)


def plan_bulk(*, order: BulkOrder, actor: User, on: date, lock: bool = False) -> BulkPlan:
    """Return what the change would come to now, in a number of queries that does not grow with the rows.

    Raises `BulkRefused` when there are none or too many of them. Of people of several organisations
    those of the first one are taken. With `lock` they stay as they were read until the transaction ends.
    """
    if not order.rows:
        raise BulkRefused(_("Nobody is chosen: tick the people in the list."))
    if len(order.rows) > MOST_ROWS:
        raise BulkRefused(_("More than %(most)d at once: narrow the list by a group.") % {"most": MOST_ROWS})
    found = rows_of(order.kind, actor, on).filter(pk__in=order.rows)
    if lock:
        list(found.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    owner = ("student__organization",) if order.kind == BulkKind.END_TIE else ("organization",)
    more = ("student__user",) if order.kind == BulkKind.END_TIE else ()
    rows = list(found.select_related("user", *owner, *more).order_by("user__sort_key", "pk"))
    if not rows:
        raise BulkRefused(_("Nobody is chosen: tick the people in the list."))
    plan = BulkPlan(organization_of(rows[0]), order)
    own = [row for row in rows if organization_of(row) == plan.organization]
    for row in rows:
        if organization_of(row) != plan.organization:
            plan.refuse(row, _("is of another organisation: it is done there separately"))
    PLANNERS[order.kind](plan, own)
    if order.kind in (BulkKind.TRANSFER, BulkKind.LEAVE) and order.day < on and plan.lines:
        plan.warnings.append(_("The day has passed: what the journal holds since then stays in the former group."))
    return plan


def organization_of(row: Any) -> Organization:
    """Return the organisation of a row of a list."""
    owner: Organization = row.student.organization if hasattr(row, "student") else row.organization
    return owner
