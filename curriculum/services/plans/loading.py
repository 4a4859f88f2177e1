"""A plan read from a workbook becomes a draft, in one action that can be undone until it is used."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization
from curriculum.enums import CurriculumKind
from curriculum.errors import PlanRefused
from curriculum.models import (
    Course,
    Curriculum,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    ItemControl,
    PreparationAction,
    Subject,
)
from curriculum.plan_access import IMPORT, is_written, stamp
from curriculum.plan_rows import LoadedRow
from curriculum.services.plans.making import NewPlan, create_curriculum
from curriculum.services.plans.states import check_unused, locked
from curriculum.services.plans.subjects import fill_subjects


@transaction.atomic
def load_plan(
    *, organization: Organization, told: NewPlan, rows: Sequence[LoadedRow], weeks: dict[int, Decimal], file: str,
    trace: Trace,
) -> Curriculum:  # fmt: skip
    """Make a draft of the understood rows; those with reasons against them are left out.

    `weeks` are those the headings tell by term (by parallel of a weekly plan). Raises `PlanRefused`.
    """
    kept = [row for row in rows if not row.reasons]
    if not any(not row.is_holder for row in kept):
        raise PlanRefused(_("There is no row to load. Check which column is the name and which are hours."))
    plan = create_curriculum(organization=organization, told=told, trace=trace)
    terms = _terms(plan, weeks)
    items = _items(plan, kept)
    CurriculumHours.objects.bulk_create(
        CurriculumHours(item=item, term=terms[term], kind=kind, hours=hours)
        for row, item in zip(kept, items, strict=True)
        for (term, kind), hours in row.hours.items()
        if term in terms
    )
    ItemControl.objects.bulk_create(
        ItemControl(item=item, term=terms[term], form_id=form, complex_number=together)
        for row, item in zip(kept, items, strict=True)
        for (term, form), together in {(term, form): together for term, form, together in row.controls}.items()
        if term in terms
    )
    subjects = fill_subjects(plan, organization.local_day(trace.now))
    PreparationAction.objects.create(
        organization=organization, kind=IMPORT, done_by=trace.actor, done_at=trace.now,
        title=_("Curriculum “%(name)s” from %(file)s") % {"name": str(plan)[:150], "file": file[:100]},
        made={"curriculum": plan.pk, "subjects": subjects.made, "changed_at": stamp(plan)},
    )  # fmt: skip
    return plan


def _terms(plan: Curriculum, weeks: dict[int, Decimal]) -> dict[int, CurriculumTerm]:
    """Return the plan's terms by what the sheet calls them, with the weeks that it tells."""
    terms = {}
    for term in plan.terms.all():
        key = term.number if plan.kind == CurriculumKind.COLLEGE else term.study_year
        if key in weeks and 0 <= weeks[key] <= 53:
            term.weeks = weeks[key]
        terms[key] = term
    CurriculumTerm.objects.bulk_update(terms.values(), ["weeks"])
    return terms


def _items(plan: Curriculum, rows: Sequence[LoadedRow]) -> list[CurriculumItem]:
    """Make the rows, each under the nearest above it that holds others and stands higher."""
    items = [
        CurriculumItem(
            curriculum=plan, kind=row.kind, code=row.code, name=row.name, is_optional=row.is_optional,
            position=place * 10,
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip
    CurriculumItem.objects.bulk_create(items)
    above: list[tuple[int, CurriculumItem]] = []
    for row, item in zip(rows, items, strict=True):
        while above and above[-1][0] >= row.depth:
            above.pop()
        item.parent = above[-1][1] if above else None
        if row.is_holder:
            above.append((row.depth, item))
    CurriculumItem.objects.bulk_update(items, ["parent"])
    return items


@transaction.atomic
def undo_import(*, action: PreparationAction, trace: Trace) -> None:
    """Take a loading back whole. Raises `PlanRefused` once its plan or a subject of it is used or changed."""
    action = PreparationAction.objects.select_for_update(no_key=True).get(pk=action.pk)
    if action.undone_at is not None:
        raise PlanRefused(_("This loading is undone already."))
    plan = Curriculum.objects.select_related("organization").filter(pk=action.made["curriculum"]).first()
    if plan is not None:
        plan = locked(plan, trace)
        if not is_written(plan):
            raise PlanRefused(_("The curriculum is approved: the loading cannot be undone."))
        if stamp(plan) != action.made["changed_at"]:
            raise PlanRefused(_("The curriculum was changed since. Delete the draft on its page if it is not needed."))
        check_unused(plan, _("Groups or pages of the journal refer to this curriculum."))
        plan.delete()
    subjects = Subject.objects.filter(pk__in=action.made["subjects"])
    used = CurriculumItem.objects.filter(subject__in=subjects).values_list("subject__name", flat=True).first()
    used = used or Course.objects.filter(subject__in=subjects).values_list("subject__name", flat=True).first()
    if used:
        raise PlanRefused(_("The subject “%(name)s” of this loading is used by now.") % {"name": used})
    subjects.delete()
    action.undone_by, action.undone_at = trace.actor, trace.now
    action.save(update_fields=["undone_by", "undone_at"])
