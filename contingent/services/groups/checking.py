"""The curator's word that the group is composed as it should be (R49, T3.2.3)."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from contingent.enums import GroupKind
from contingent.errors import GroupRefused
from contingent.group_access import check_curates, composition_day
from contingent.models import GroupCheck, StudyGroup
from contingent.queries.groups.checks import checks_of_year, members_on


@transaction.atomic
def check_group(*, group: StudyGroup, seen: Collection[int], remark: str, trace: Trace) -> bool:
    """Keep that the curator has checked the composition they saw; False when it is another one by now."""
    group = _lock(group, trace)
    if group.kind != GroupKind.HOME:
        raise GroupRefused(_("Only a home group or class is checked by its curator."))
    day = composition_day(group.organization.local_day(trace.now))
    members = members_on(group, day)
    if members != sorted(seen):
        return False
    if not members:
        raise GroupRefused(_("There is nobody in the group: there is nothing to check yet."))
    GroupCheck.objects.create(
        group=group, checked_by=trace.actor, checked_at=trace.now, about=day, students=members, remark=remark
    )
    return True


@transaction.atomic
def withdraw_check(*, group: StudyGroup, trace: Trace) -> None:
    """Take the check of this school year back; it stays to be seen who took it back and when."""
    group = _lock(group, trace)
    rows = checks_of_year(group.organization.local_day(trace.now)).filter(group=group)
    rows.order_by().update(withdrawn_at=trace.now, withdrawn_by=trace.actor)


def _lock(group: StudyGroup, trace: Trace) -> StudyGroup:
    rows = StudyGroup.objects.select_related("organization").select_for_update(of=("self",), no_key=True)
    found = rows.get(pk=group.pk)
    check_curates(trace.actor, found, found.organization.local_day(trace.now))
    return found
