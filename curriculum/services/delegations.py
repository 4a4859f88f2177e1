"""Rights handed to a named member of staff for a time: given, ended, given back (decision 5, R27)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import Permission
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import readable_organizations
from accounts.audit import CHANGED, CREATED, Trace, write_history
from accounts.enums import DelegatedRight
from accounts.models import Delegated, Organization
from common.dated import ONE_DAY, lasting, overlaps
from contingent.models import Employee
from curriculum.access import KINDS, Kind, delegable
from curriculum.errors import DelegationRefused, NotAllowed
from curriculum.queries.delegations import last_possible_day


@transaction.atomic
def give_delegation(
    *, kind: Kind, target: int, right: DelegatedRight, user: int, starts: date, ends: date, trace: Trace
) -> Delegated:
    """Hand a right to a member of staff until a day; the trace holds the reason.

    Raises `NotAllowed` when the object is not the actor's to hand over, `DelegationRefused` when
    the person is not on the staff, has the right then, or the days are not possible.
    """
    thing = kind.target.objects.select_related("organization").filter(pk=target).first()
    place = thing.organization if thing else None
    today = place.local_day(trace.now) if place else date.min
    if place is None or not delegable(trace.actor, today, kind).filter(pk=target).exists():
        raise NotAllowed(_("Rights are handed over by the administration of the organisation."))
    check_days(place, starts, ends, today)
    if right not in kind.rights:
        raise DelegationRefused(_("There is no such right to this."))
    if user == trace.actor.pk:
        raise DelegationRefused(_("A right is handed to another person, not to oneself."))
    staff = Employee.objects.on(starts).filter(organization=place, user=user).select_for_update(no_key=True)
    if not staff.exists():
        raise DelegationRefused(_("On that day this person is not on the staff of the organisation."))
    permission = Permission.objects.get(codename=right, content_type__app_label=kind.target._meta.app_label)
    same = kind.model.objects.filter(user=user, permission=permission, content_object=target)
    if same.filter(overlaps(starts, ends), lasting(starts - ONE_DAY)).exists():
        raise DelegationRefused(_("The person has this right then already. End it first, or choose other days."))
    made: Delegated = kind.model(
        user_id=user, permission=permission, content_object=thing, starts=starts, ends=ends,
        given_by=trace.actor, given_at=trace.now, reason=trace.reason,
    )  # fmt: skip
    kind.model.objects.bulk_create([made])
    write_history(trace, [(made, CREATED, None)])
    return made


def check_days(place: Organization, starts: date, ends: date, today: date) -> None:
    """Refuse days that have passed, that are turned round, or go past the academic year."""
    last = last_possible_day(place, starts)
    if starts < today or ends < starts:
        raise DelegationRefused(_("The days are not possible: from today on, the last not before the first."))
    if ends > last:
        raise DelegationRefused(
            _("A right is handed over until %(day)s at the latest: the end of the academic year.")
            % {"day": date_format(last, "j E Y")}
        )


@transaction.atomic
def end_delegation(*, kind: Kind, delegation: int, trace: Trace) -> Delegated:
    """Take a right back at once. Raises `NotAllowed`; one that holds no more is refused."""
    row, today = locked(kind, delegation, trace)
    if row.ended_at is not None or (row.ends is not None and row.ends < today):
        raise DelegationRefused(_("The right has ended already."))
    row.end_at_once(today)
    row.ended_by, row.ended_at = trace.actor, trace.now
    return keep(row, trace)


@transaction.atomic
def undo_end(*, kind: Kind, delegation: int, trace: Trace) -> Delegated:
    """Give a right that was taken back today its last day again."""
    row, today = locked(kind, delegation, trace)
    place = row.content_object.organization
    if row.ended_at is None or place.local_day(row.ended_at) != today:
        raise DelegationRefused(_("Only what was taken back today is given back like that: hand it over anew."))
    before = kind.model.history.filter(id=row.pk, ended_at=None).order_by("-history_id").first()
    others = kind.model.objects.filter(
        user=row.user_id, permission=row.permission_id, content_object=row.content_object
    )
    if others.exclude(pk=row.pk).filter(overlaps(row.starts, before.ends), lasting(row.starts - ONE_DAY)).exists():
        raise DelegationRefused(_("The person has this right then already. End it first, or choose other days."))
    row.ends, row.ended_by, row.ended_at = before.ends, None, None
    return keep(row, trace)


def locked(kind: Kind, delegation: int, trace: Trace) -> tuple[Delegated, date]:
    """Return the row to change and the day it is there; `NotAllowed` when it is not the actor's to change."""
    row: Delegated = (
        kind.model.objects.select_for_update(of=("self",), no_key=True)
        .select_related("content_object__organization")
        .get(pk=delegation)
    )
    today = row.content_object.organization.local_day(trace.now)
    if not readable_organizations(trace.actor, today).filter(pk=row.content_object.organization_id).exists():
        raise NotAllowed(_("Rights are handed over by the administration of the organisation."))
    return row, today


def keep(row: Delegated, trace: Trace) -> Delegated:
    """Write the row with its history."""
    told = {"ends": row.ends, "ended_by": row.ended_by, "ended_at": row.ended_at}
    type(row)._default_manager.filter(pk=row.pk).update(**told)
    write_history(trace, [(row, CHANGED, None)])
    return row


def tell_delegations(employees: Sequence[int], on: date) -> dict[int, list[str]]:
    """Return how many rights are handed to the employees, by employee."""
    counts: dict[int, int] = defaultdict(int)
    for kind in KINDS.values():
        rows = of_staff(kind, employees, on - ONE_DAY)
        for employee in rows.annotate(employee=staff_of(employees).values("pk")[:1]).values_list("employee", flat=True):
            counts[employee] += 1
    return {
        employee: [ngettext("%(n)d delegated right", "%(n)d delegated rights", n) % {"n": n}]
        for employee, n in counts.items()
        if n
    }


def end_delegations(employees: Sequence[int], last_day: date, trace: Trace) -> int:
    """End the rights handed to the employees after the last day; return how many."""
    ended = 0
    for kind in KINDS.values():
        for row in of_staff(kind, employees, last_day).select_for_update(of=("self",), no_key=True):
            row.ends, row.ended_by, row.ended_at = max(last_day, row.starts - ONE_DAY), trace.actor, trace.now
            keep(row, trace)
            ended += 1
    return ended


def of_staff(kind: Kind, employees: Sequence[int], last_day: date) -> models.QuerySet[Delegated]:
    """Return the rights that the employees have in their organisations after the last day."""
    found: models.QuerySet[Delegated] = kind.model.objects.filter(Exists(staff_of(employees)), lasting(last_day))
    return found


def staff_of(employees: Sequence[int]) -> models.QuerySet[Employee]:
    """Return the one of the employees to whom the outer query's right is handed."""
    return Employee.objects.filter(
        pk__in=employees, user=OuterRef("user"), organization=OuterRef("content_object__organization")
    )
