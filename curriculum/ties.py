"""What the curriculum ties to people: the teaching load of staff (R46), students' plans of their own (R37, R44)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from accounts.audit import CHANGED, Trace, write_history
from accounts.enums import Role
from accounts.models import User
from common.dated import ONE_DAY, lasting, no_later_than
from contingent.ties import StaffTie, StudentTie, register_staff_tie, register_student_tie
from curriculum.enums import PlanKind
from curriculum.models import TeachingLoad
from curriculum.plan_access import visible_individual_plans
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


def tell_plans(reader: User, students: Sequence[int], on: date) -> dict[int, list[StudentTie]]:
    """Return the individual and adapted plans of the students that the reader may open, the latest first."""
    found: dict[int, list[StudentTie]] = defaultdict(list)
    rows = visible_individual_plans(reader, on).filter(student__in=students).select_related("curriculum")
    for row in rows.order_by("-starts"):
        words = ", ".join(filter(None, (str(PlanKind(row.kind).label), row.order, str(row.curriculum))))
        url = reverse("curriculum:individual_plan", args=[row.pk])
        found[row.student_id].append(StudentTie(words, url, row.starts, row.ends))
    return found


register_student_tie(tell_plans)
register_staff_tie(StaffTie("load", tell_loads, end_loads, role=Role.TEACHER))
register_staff_tie(StaffTie("delegation", tell_delegations, end_delegations))
