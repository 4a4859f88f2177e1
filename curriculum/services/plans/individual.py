"""A student's own plan: given, changed, ended (R37, R44)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import CHANGED, CREATED, Trace, write_history
from contingent.models import Student
from curriculum.enums import HoursKind, PlanKind
from curriculum.errors import PlanRefused
from curriculum.models import (
    ControlForm,
    Curriculum,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    IndividualPlan,
    PlanDifference,
)
from curriculum.services.plans.edits import MOST_HOURS, parsed
from curriculum.services.plans.making import check_place


@dataclass(frozen=True, slots=True)
class OwnTold:
    """What is told of a student's own plan; no last day: it still holds."""

    kind: PlanKind
    order: str
    starts: date
    ends: date | None


@transaction.atomic
def give_individual(*, student: int, curriculum: Curriculum, told: OwnTold, trace: Trace) -> IndividualPlan:
    """Give a student a plan of their own. Raises `NotAllowed`, `PlanRefused` when they have one on those days."""
    check_place(curriculum.organization, trace)
    if not Student.objects.filter(pk=student, organization=curriculum.organization_id).exists():
        raise PlanRefused(_("The student is not of the organisation of this curriculum."))
    made = IndividualPlan(
        student_id=student, curriculum=curriculum, kind=told.kind, order=told.order, starts=told.starts, ends=told.ends
    )
    _write(lambda: IndividualPlan.objects.bulk_create([made]))
    write_history(trace, [(made, CREATED, None)])
    return made


@transaction.atomic
def change_individual(*, plan: IndividualPlan, told: OwnTold, trace: Trace) -> None:
    """Change the kind, the order or the days. Raises `NotAllowed`, `PlanRefused`."""
    check_place(plan.curriculum.organization, trace)
    row = IndividualPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    row.kind, row.order, row.starts, row.ends = told.kind, told.order, told.starts, told.ends
    _write(lambda: IndividualPlan.objects.bulk_update([row], ["kind", "order", "starts", "ends"]))
    write_history(trace, [(row, CHANGED, None)])


def _write(act: Any) -> None:
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        raise PlanRefused(_("The student has a plan of their own on some of these days already.")) from error


@transaction.atomic
def set_differences(*, plan: IndividualPlan, year: int, told: Mapping[str, str], trace: Trace) -> int:
    """Keep what differs in a year of study, all of it at once; return how much differs.

    `told` holds `h-row-term-kind` with hours and `f-row-term` with a control form; what is empty or
    the same as the group's is no difference. Raises `NotAllowed`, `PlanRefused`.
    """
    check_place(plan.curriculum.organization, trace)
    row = IndividualPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    terms = set(
        CurriculumTerm.objects.filter(curriculum=plan.curriculum_id, study_year=year).values_list("pk", flat=True)
    )
    items = set(CurriculumItem.objects.filter(curriculum=plan.curriculum_id).values_list("pk", flat=True))
    forms = set(ControlForm.objects.filter(organization=plan.curriculum.organization_id).values_list("pk", flat=True))
    hours = CurriculumHours.objects.filter(item__curriculum=plan.curriculum_id, term__in=terms)
    groups = {
        (item, term, kind): number for item, term, kind, number in hours.values_list("item", "term", "kind", "hours")
    }
    made = []
    for name, value in told.items():
        parts = name.split("-")
        if not value.strip() or parts[0] not in ("h", "f"):
            continue
        try:
            item, term = int(parts[1]), int(parts[2])
        except (IndexError, ValueError):
            continue
        if item not in items or term not in terms:
            continue
        if parts[0] == "f":
            if value.isdigit() and int(value) in forms:
                made.append(PlanDifference(plan=row, item_id=item, term_id=term, form_id=int(value)))
            continue
        kind = parts[3] if len(parts) > 3 and parts[3] in HoursKind.values else ""
        number = parsed(value, MOST_HOURS)
        if not kind or number is None:
            raise PlanRefused(_("“%(text)s” is not hours.") % {"text": value[:20]})
        if number != groups.get((item, term, kind), Decimal(0)):
            made.append(PlanDifference(plan=row, item_id=item, term_id=term, kind=kind, hours=number))
    PlanDifference.objects.filter(plan=row, term__in=terms).delete()
    PlanDifference.objects.bulk_create(made)
    write_history(trace, [(row, CHANGED, None)])
    return len(made)
