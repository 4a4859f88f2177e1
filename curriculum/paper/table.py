"""A plan as a table of texts: what both the workbook and the PDF show."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from curriculum.enums import HoursKind
from curriculum.layouts import Form
from curriculum.models import ControlForm, Curriculum
from curriculum.paper import words
from curriculum.plan_sheet import Row, Sheet, Term
from curriculum.queries.plans.sheet import read_sheet


@dataclass
class Paper:
    """A plan with all that its papers need."""

    plan: Curriculum
    sheet: Sheet
    forms: list[Form]
    sums: dict[int, dict[tuple[int, HoursKind | None], Decimal]]

    @property
    def title(self) -> str:
        return words.TITLES[self.sheet.rules.kind]

    @property
    def subtitle(self) -> str:
        """The name as the document's second line has it."""
        told = f"{self.plan.code} {self.plan.name}".strip()
        return f"{told}, {self.plan.qualification}" if self.plan.qualification else told

    @property
    def about(self) -> str:
        """Form of teaching, year of intake, version."""
        form = words.FORMS[self.plan.form]  # type: ignore[index]
        return f"Форма обучения: {form}. Год начала подготовки: {self.plan.intake_year}. Версия {self.plan.version}."

    @property
    def approval(self) -> str:
        """The order of approval, or that it is a draft."""
        if self.plan.approved_on is None:
            return "Проект"
        return f"Утверждён: {self.plan.order} от {self.plan.approved_on:%d.%m.%Y}"


def paper_of(plan: Curriculum) -> Paper:
    """Read a plan for its papers."""
    sheet = read_sheet(plan)
    return Paper(plan, sheet, forms_of(plan.organization_id), sheet.sums())


def forms_of(organization: int) -> list[Form]:
    """Return the organisation's control forms in their order."""
    rows = ControlForm.objects.filter(organization=organization).order_by("position", "name")
    return [Form(row.pk, row.kind, row.name, row.short_name) for row in rows]


def hours_of(paper: Paper, row: Row, term: Term, kind: HoursKind | None) -> Decimal:
    """Return the hours of a row, or of all under it, in a term; of all kinds when none is named."""
    return paper.sums[row.id].get((term.id, kind), Decimal(0))


def used_kinds(paper: Paper) -> list[HoursKind]:
    """Return the kinds of hours that the plan has; theory at least."""
    found = {kind for row in paper.sheet.rows for _term, kind in row.hours}
    return [kind for kind in HoursKind if kind in found] or [HoursKind.THEORY]


def controls_of(row: Row, form: int, numbers: dict[int, int]) -> str:
    """Return in which terms a row has the form: “2, 4”, “6к1” where rows are examined together."""
    found = sorted(
        (numbers[control.term], control.together) for control in row.controls if control.form == form
    )  # fmt: skip
    return ", ".join(f"{number}к{together}" if together else str(number) for number, together in found)


def as_number(hours: Decimal) -> Any:
    """Return hours as a cell holds them."""
    return None if not hours else int(hours) if hours == hours.to_integral() else float(hours)
