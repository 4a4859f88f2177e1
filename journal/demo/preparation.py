"""How the demo organisations prepared their year: most steps signed in late August, two overdue, one changed since."""

from datetime import date, datetime, time, timedelta
from itertools import cycle

from accounts.audit import CREATED, Trace, write_history
from accounts.enums import Role
from accounts.models import Appointment, Organization
from contingent.models import Employee
from curriculum.models import AcademicYear, StepCheck, StepTerm
from curriculum.preparation_steps import YearAsked, steps_of
from curriculum.queries.readiness import due_date
from journal.demo.state import Place

UNSIGNED = ("codifiers", "publishing")
CHANGED = "group_checks", "programs"
"""The first of these that the organisation has was signed when nothing lacked."""
NOTE = "Проверено по описи, недостающее внесём до 1 октября"
OWN_TERM = ("rooms", 8, 20)
EARLIER = (3, 1, 0, 2)


def prepare(places: list[Place], today: date) -> None:
    """Sign the steps of each place's year by its administration, and give one step a term and a person of its own."""
    for place in places:
        organization = Organization.objects.get(pk=place.id)
        year = AcademicYear.objects.select_related("organization").get(pk=place.year)
        _own_term(organization)
        changed = next(code for code in CHANGED if any(step.code == code for step in steps_of(organization.kind)))
        checks = StepCheck.objects.bulk_create(_checks(organization, year, changed, today))
        for check in checks:
            write_history(Trace(check.signed_by, check.signed_at), [(check, CREATED, None)])


def _checks(organization: Organization, year: AcademicYear, changed: str, today: date) -> list[StepCheck]:
    held = Appointment.objects.filter(organization=organization).select_related("user")
    by_role = {row.role: row.user for row in held}
    asked, early = YearAsked.of(year, today), cycle(EARLIER)
    found: list[StepCheck] = []
    for step in steps_of(organization.kind):
        if step.is_ahead or step.code in UNSIGNED:
            continue
        lacks = () if step.code == changed else step.look(asked).lacks
        day = due_date(step, year, organization.kind) - timedelta(days=next(early))
        found.append(
            StepCheck(
                academic_year=year, step=step.code, lacked={lack.code: lack.many for lack in lacks},
                signed_by=by_role.get(step.role) or by_role[Role.DIRECTOR], note=NOTE if lacks else "",
                signed_at=datetime.combine(day, time(11 + len(found) % 6, 7 * len(found) % 60), organization.zone),
            )
        )  # fmt: skip
    return found


def _own_term(organization: Organization) -> None:
    code, month, day = OWN_TERM
    answers = Employee.objects.filter(organization=organization, user__appointments__role=Role.TEACHER).first()
    StepTerm.objects.create(organization=organization, step=code, month=month, day=day, answers=answers)
