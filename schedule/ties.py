"""What the schedule ties to a member of staff and to a page: the lessons ahead (R61, R45)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count
from django.utils.translation import ngettext

from contingent.ties import StaffTie, register_staff_tie
from curriculum.heirs import Heritage, register_heritage
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson
from schedule.services.passing_on import look, pass_on, take_back


def tell_lessons(employees: Sequence[int], on: date) -> dict[int, list[str]]:
    """Return how many lessons from the day on wait for the employees, by employee."""
    ahead = Lesson.objects.filter(teacher__in=employees, date__gte=on, status__in=TAKES_RECORD)
    counted = ahead.order_by().values_list("teacher").annotate(n=Count("pk"))
    return {
        employee: [
            ngettext("%(n)d lesson ahead: name another teacher", "%(n)d lessons ahead: name another teacher", n)
            % {"n": n}
        ]
        for employee, n in counted
    }


register_staff_tie(StaffTie("lessons", tell_lessons))
register_heritage(Heritage("lessons", look, pass_on, take_back))
