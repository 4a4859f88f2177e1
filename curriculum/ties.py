"""What the curriculum ties to a member of staff: the teaching load (R46)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils.translation import ngettext

from accounts.audit import CHANGED, Trace, write_history
from accounts.enums import Role
from common.dated import ONE_DAY, lasting, no_later_than
from contingent.ties import StaffTie, register_staff_tie
from curriculum.models import TeachingLoad
from curriculum.services.delegations import end_delegations, tell_delegations


def tell_loads(employees: Sequence[int], on: date) -> dict[int, list[str]]:
    """Return how many pages the employees keep, by employee."""
    pages: dict[int, set[int]] = defaultdict(set)
    rows = TeachingLoad.objects.filter(lasting(on - ONE_DAY), employee__in=employees)
    for employee, course in rows.values_list("employee", "course"):
        pages[employee].add(course)
    return {
        employee: [ngettext("load: %(n)d page of the journal", "load: %(n)d pages of the journal", n) % {"n": n}]
        for employee, n in ((employee, len(courses)) for employee, courses in pages.items())
    }


def end_loads(employees: Sequence[int], last_day: date, trace: Trace) -> int:
    """Let the employees have no load after the last day; return how many rows of load ended."""
    rows = TeachingLoad.objects.filter(lasting(last_day), employee__in=employees)
    found = list(rows.order_by("pk").select_for_update(no_key=True))
    if found:
        TeachingLoad.objects.filter(pk__in=[row.pk for row in found]).update(ends=no_later_than(last_day))
        write_history(trace, [(row, CHANGED, None) for row in found])
    return len(found)


register_staff_tie(StaffTie("load", tell_loads, end_loads, role=Role.TEACHER))
register_staff_tie(StaffTie("delegation", tell_delegations, end_delegations))
