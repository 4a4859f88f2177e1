"""A change of teacher during the year: one's load ends on a day, the other's starts the next (R46, R27)."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import CHANGED, CREATED, Trace, write_history
from common.dated import ONE_DAY, holds_on
from contingent.models import Employee
from curriculum.load_access import check_prepares
from curriculum.models import AcademicYear, Course, TeachingLoad
from curriculum.queries.hours import load_before, term_spans
from curriculum.services.load.saving import LoadRefused, active


@transaction.atomic
def hand_over(*, course: Course, giver: int, taker: int, day: date, trace: Trace) -> None:
    """Let the other teacher have the course from the day on; rights follow the load.

    Hours are dealt by days: what of a term had passed stays with the first teacher. They can be
    corrected in the grid afterwards.
    """
    year = course.academic_year
    check_prepares(trace, year.organization)
    AcademicYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    if not year.starts <= day <= year.ends:
        raise LoadRefused(_("The day is not within the academic year."))
    if giver == taker:
        raise LoadRefused(_("Choose another teacher."))
    if not Employee.objects.filter(holds_on(day), organization=year.organization_id, pk=taker).exists():
        raise LoadRefused(_("This person is not on the staff on %(day)s.") % {"day": date_format(day, "j E Y")})
    given = list(active(course, giver, day))
    if not given:
        raise LoadRefused(_("The teacher has no load on this course after that day."))
    had = {(row.kind, row.term): row for row in active(course, taker, day)}
    spans = term_spans([year.pk])[year.pk]
    changed, created = [], []
    for row in given:
        rest, last = row.hours - load_before(row, spans, day), row.ends
        row.hours -= rest
        row.ends = max(day, row.starts) - ONE_DAY
        changed.append(row)
        if own := had.get((row.kind, row.term)):
            own.hours += rest
            changed.append(own)
        else:
            created.append(
                TeachingLoad(
                    course=course, employee_id=taker, kind=row.kind, term=row.term, hours=rest,
                    starts=max(day, row.starts), ends=last,
                )
            )  # fmt: skip
    TeachingLoad.objects.bulk_update(changed, ["hours", "ends"])
    TeachingLoad.objects.bulk_create(created)
    write_history(trace, [*((row, CHANGED, None) for row in changed), *((row, CREATED, None) for row in created)])
