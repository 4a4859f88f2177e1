"""Making study groups, naming, closing, giving them a curator (R45, R86)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import CHANGED, CREATED, Trace, write_history
from accounts.models import Organization
from common.dated import ONE_DAY, holds_on, lasting
from contingent.enums import GroupKind
from contingent.errors import GroupRefused, NotAllowed
from contingent.group_access import check_forms_group, kinds_formed
from contingent.models import Curatorship, Employee, Membership, StudyGroup
from contingent.services.groups.composing import write_moves
from contingent.services.people import Conflict

EXAMPLES = 10
FIELDS = ("level", "specialty", "division")


@transaction.atomic
def make_groups(
    *, organization: int, kind: GroupKind, names: Sequence[str], told: Mapping[str, Any], trace: Trace
) -> list[StudyGroup]:
    """Make groups of one kind, alike but for their names; all of them or none.

    `told` holds the level, the specialty, what it is divided for, and the home groups it is drawn from.
    """
    place = Organization.objects.get(pk=organization)
    if kind not in kinds_formed(trace.actor, place, place.local_day(trace.now)):
        raise NotAllowed(_("Groups are formed by the journal administrator and the deputy directors."))
    made = [
        StudyGroup(organization=place, kind=kind, name=name, **{field: told[field] for field in FIELDS})
        for name in names
    ]
    _save_all(made)
    if kind != GroupKind.HOME:
        for group in made:
            group.sources.set(_sources(place, told))
    return made


def told_of(group: StudyGroup) -> dict[str, Any]:
    """Return what is told of the group now: what its form shows and `change_group` compares."""
    sources = sorted(group.sources.values_list("pk", flat=True)) if group.kind != GroupKind.HOME else []
    return {"name": group.name, **{field: getattr(group, field) for field in FIELDS}, "sources": sources}


@transaction.atomic
def change_group(
    *, group: StudyGroup, seen: Mapping[str, Any], told: Mapping[str, Any], trace: Trace
) -> list[Conflict]:
    """Write what differs from what the editor saw; nothing when somebody else has changed one of these meanwhile.

    Who is in the group stays.
    """
    group = lock_group(group, trace)
    now = told_of(group)
    wanted = {name: told[name] for name in now if told[name] != seen[name]}
    if found := [Conflict(name, now[name]) for name in wanted if now[name] not in (seen[name], wanted[name])]:
        return found
    for name, value in wanted.items():
        if name != "sources":
            setattr(group, name, value)
    _save_all([group])
    if "sources" in wanted and group.kind != GroupKind.HOME:
        group.sources.set(_sources(group.organization, told))
    return []


@transaction.atomic
def close_group(*, group: StudyGroup, day: date, trace: Trace) -> None:
    """Close the group after its last day.

    A home group only when nobody is in it any more; students of a subgroup, stream or activity
    are let out with it, and that can be taken back.
    """
    group = lock_group(group, trace)
    rows = Membership.objects.filter(lasting(day), group=group).select_related("student__user")
    inside = list(rows.order_by("student__user__sort_key"))
    if inside and group.kind == GroupKind.HOME:
        names = ", ".join(place.student.user.short_name for place in inside[:EXAMPLES])
        more = _(" and %(many)d more") % {"many": len(inside) - EXAMPLES} if len(inside) > EXAMPLES else ""
        raise GroupRefused(
            _("There are students in the group after this day: %(names)s. Move them to another group first.")
            % {"names": names + more}
        )
    if inside:
        write_moves(group, [group], inside, [], day + ONE_DAY, "", trace)
    group.closed_on = day
    group.save(update_fields=["closed_on"])


@transaction.atomic
def reopen_group(*, group: StudyGroup, trace: Trace) -> None:
    """Open a closed group again; nobody comes back into it by itself."""
    group = lock_group(group, trace)
    group.closed_on = None
    _save_all([group])


@transaction.atomic
def set_curator(*, group: StudyGroup, employee: int | None, day: date, trace: Trace) -> None:
    """Give the home group a curator from the day on, or none; who was it before is so until the day before."""
    group = lock_group(group, trace)
    if group.kind != GroupKind.HOME:
        raise GroupRefused(_("Only a home group or class has a curator."))
    found = Employee.objects.filter(holds_on(day), organization=group.organization_id, pk=employee or 0).first()
    if employee is not None and found is None:
        raise GroupRefused(_("This person is not on the staff on %(day)s.") % {"day": date_format(day, "j E Y")})
    held = list(Curatorship.objects.filter(lasting(day - ONE_DAY), group=group).select_for_update())
    if found and [row.employee_id for row in held if row.starts <= day] == [found.pk] and held[0].ends is None:
        return
    for row in held:
        row.ends = max(day, row.starts) - ONE_DAY
    Curatorship.objects.bulk_update(held, ["ends"])
    made = [Curatorship(group=group, employee=found, starts=day, ends=found.ends)] if found else []
    Curatorship.objects.bulk_create(made)
    write_history(trace, [*((row, CHANGED, None) for row in held), *((row, CREATED, None) for row in made)])


def lock_group(group: StudyGroup, trace: Trace) -> StudyGroup:
    """Return the group as it is now, to be changed by nobody else meanwhile; raise `NotAllowed` unless theirs to do."""
    rows = StudyGroup.objects.select_related("organization").select_for_update(of=("self",), no_key=True)
    found = rows.get(pk=group.pk)
    check_forms_group(trace.actor, found, found.organization.local_day(trace.now))
    return found


def _sources(organization: Organization, told: Mapping[str, Any]) -> list[StudyGroup]:
    rows = StudyGroup.objects.filter(organization=organization, kind=GroupKind.HOME, pk__in=told["sources"])
    return list(rows)


def _save_all(groups: Sequence[StudyGroup]) -> None:
    for group in groups:
        try:
            with transaction.atomic():
                group.save()
        except IntegrityError:
            raise GroupRefused(
                _("There is an open group “%(name)s” already. Give another name.") % {"name": group.name}
            ) from None
