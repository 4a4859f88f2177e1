"""Plans for representatives and staff: ties and employments that end."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Appointment
from common.dated import holds_on, lasting
from contingent.models import Employee, Representative, Student
from contingent.services.bulk.plan import BulkPlan, Line, Step
from contingent.ties import staff_ties

ONE_DAY = timedelta(days=1)
EXAMPLES = 10


def plan_end_tie(plan: BulkPlan, ties: Sequence[Representative]) -> None:
    """Plan that the ties hold no more from the day on: the diary is closed to these people that day."""
    for tie in ties:
        last = max(plan.order.day, tie.starts) - ONE_DAY
        if tie.ends is not None and tie.ends <= last:
            plan.refuse(tie, _("the tie has ended already, the last day was %(day)s") % {"day": _day(tie.ends)})
        else:
            step = Step("representative", tie.pk, "ends", _text(tie.ends), last.isoformat())
            told = {"kind": tie.get_kind_display(), "student": tie.student.user.full_name}
            words = (_("%(kind)s: %(student)s") % told,)
            plan.lines.append(Line(tie.pk, tie.user_id, tie.user.full_name, words, (step,)))
    ended = [line.row for line in plan.lines]
    remaining = Representative.objects.filter(holds_on(plan.order.day), student=OuterRef("pk")).exclude(pk__in=ended)
    alone = Student.objects.filter(representatives__in=ended).exclude(Exists(remaining)).distinct()
    for student in alone.select_related("user").order_by("user__sort_key", "pk")[:EXAMPLES]:
        plan.warnings.append(_("%(name)s will have no representative.") % {"name": student.user.full_name})


def plan_end_employment(plan: BulkPlan, employees: Sequence[Employee]) -> None:
    """Plan the end of employments with every appointment and tie after the last day (R19–R21, R36)."""
    last = plan.order.day
    held = _held(plan, employees, last)
    for employee in employees:
        if employee.starts > last:
            plan.refuse(employee, _("is on the staff from %(day)s only") % {"day": _day(employee.starts)})
        elif employee.ends is not None and employee.ends <= last:
            plan.refuse(employee, _("has left already, the last day was %(day)s") % {"day": _day(employee.ends)})
        else:
            step = Step("employee", employee.pk, "ends", _text(employee.ends), last.isoformat())
            words = tuple(held[employee.pk]) or (_("no roles, groups and load"),)
            plan.lines.append(Line(employee.pk, employee.user_id, employee.user.full_name, words, (step,)))


def _held(plan: BulkPlan, employees: Sequence[Employee], last: date) -> dict[int, list[str]]:
    """Return what ends with each employment, in words."""
    found: dict[int, list[str]] = defaultdict(list)
    by_user = {employee.user_id: employee.pk for employee in employees}
    rows = Appointment.objects.filter(lasting(last), organization=plan.organization, user__in=by_user)
    for user, role in rows.order_by("role").values_list("user", "role"):
        found[by_user[user]].append(str(Role(role).label))
    for tie in staff_ties():
        for pk, words in tie.tell([employee.pk for employee in employees], last + ONE_DAY).items():
            found[pk].extend(words)
    return found


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(day: date) -> str:
    return date_format(day, "j E Y")
