"""By when each step is due and who answers: the regulation's terms beside the organisation's own (R33, R44–R51)."""

from dataclasses import dataclass
from datetime import date

from accounts.enums import Role
from common.dated import holds_on
from contingent.models import Employee
from curriculum.models import AcademicYear
from curriculum.preparation_steps import steps_of
from curriculum.queries.readiness import due_date, own_terms


@dataclass(frozen=True, slots=True)
class TermRow:
    """A step of the form: its day and who answers, as kept."""

    code: str
    title: str
    clause: str
    usual: date
    day: date
    answers: int | None
    role: str

    @property
    def is_own(self) -> bool:
        return self.day != self.usual or self.answers is not None


def term_rows(year: AcademicYear) -> list[TermRow]:
    """Return the steps of the year with their days, in one query."""
    own, kind = own_terms(year.organization), year.organization.kind
    return [
        TermRow(
            code=step.code,
            title=str(step.title),
            clause=step.clauses[kind],
            usual=due_date(step, year, kind),
            day=due_date(step, year, kind, own.get(step.code)),
            answers=own[step.code].answers_id if step.code in own else None,
            role=str(Role(step.role).label),
        )
        for step in steps_of(kind)
        if not step.is_ahead
    ]


def staff_choices(organization: int, on: date) -> list[tuple[int, str]]:
    """Return who may answer for a step: everyone on the staff."""
    rows = Employee.objects.filter(holds_on(on), organization=organization).select_related("user")
    return [(row.pk, row.user.full_name) for row in rows.order_by("user__sort_key", "pk")]
