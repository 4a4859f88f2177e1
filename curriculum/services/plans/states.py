"""A curriculum on its way: rules, terms, approved, taken back, archived, deleted."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import Trace
from common.dated import ONE_DAY, lasting
from curriculum.enums import DocumentState
from curriculum.errors import PlanChanged, PlanRefused
from curriculum.models import CourseItem, Curriculum, CurriculumBinding, CurriculumTerm, IndividualPlan
from curriculum.plan_access import is_written, stamp
from curriculum.services.plans.making import MOST_TERMS, check_place


def locked(plan: Curriculum, trace: Trace) -> Curriculum:
    """Lock the curriculum, so that savings of one wait in turn. Raises `NotAllowed`."""
    check_place(plan.organization, trace)
    rows = Curriculum.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organization", "changed_by").get(pk=plan.pk)


def check_written(plan: Curriculum) -> None:
    """Raise `PlanRefused` when the curriculum is read only."""
    if not is_written(plan):
        raise PlanRefused(_("The curriculum is approved and cannot be changed. Make a new version of it."))


def check_seen(plan: Curriculum, seen: str) -> None:
    """Raise `PlanChanged` when the editor saw an older one, naming who saved and when."""
    if stamp(plan) == seen:
        return
    moment = plan.changed_at.astimezone(plan.organization.zone)
    raise PlanChanged(
        _("%(person)s saved this curriculum on %(day)s at %(time)s.")
        % {
            "person": plan.changed_by.short_name if plan.changed_by else _("Somebody"),
            "day": date_format(moment, "j E"),
            "time": f"{moment:%H:%M:%S}",
        }
    )


def touch(plan: Curriculum, trace: Trace, *fields: str) -> None:
    """Keep who saved and when, with the fields."""
    plan.changed_at, plan.changed_by = trace.now, trace.actor
    plan.save(update_fields=[*fields, "changed_at", "changed_by"])


@transaction.atomic
def change_rules(*, plan: Curriculum, told: dict[str, Any], seen: str, trace: Trace) -> Curriculum:
    """Change the names and the rules of a plan. Raises `PlanRefused`, `PlanChanged`."""
    plan = locked(plan, trace)
    check_written(plan)
    check_seen(plan, seen)
    for name, value in told.items():
        setattr(plan, name, value)
    try:
        with transaction.atomic():
            touch(plan, trace, *told)
    except IntegrityError as error:
        raise PlanRefused(
            _("There is a curriculum of this name, form and year of intake already: make a new version of it.")
        ) from error
    return plan


@transaction.atomic
def add_term(*, plan: Curriculum, seen: str, trace: Trace) -> None:
    """Add a term after the last one. Raises `PlanRefused`, `PlanChanged`."""
    plan = locked(plan, trace)
    check_written(plan)
    check_seen(plan, seen)
    last = plan.terms.order_by("-number").first()
    number = last.number + 1 if last else 1
    if number > MOST_TERMS:
        raise PlanRefused(_("A plan has from 1 to %(most)d terms.") % {"most": MOST_TERMS})
    if plan.is_weekly:
        year, weeks = (last.study_year + 1 if last else 1), Decimal(34)
    else:
        year, weeks = (number + 1) // 2, Decimal(17 if number % 2 else 24)
    CurriculumTerm.objects.create(curriculum=plan, number=number, study_year=year, weeks=weeks)
    touch(plan, trace)


@transaction.atomic
def drop_term(*, plan: Curriculum, seen: str, trace: Trace) -> None:
    """Take the last term away. Raises `PlanRefused` while it holds anything, `PlanChanged`."""
    plan = locked(plan, trace)
    check_written(plan)
    check_seen(plan, seen)
    last = plan.terms.order_by("-number").first()
    if last is None or last.number == 1:
        raise PlanRefused(_("A plan has from 1 to %(most)d terms.") % {"most": MOST_TERMS})
    if last.hours.exists() or last.controls.exists():
        raise PlanRefused(_("The last term has hours or control forms. Clear them first."))
    last.delete()
    touch(plan, trace)


@transaction.atomic
def approve(*, plan: Curriculum, order: str, approved_on: date, seen: str, trace: Trace) -> None:
    """Approve a plan by an order; from now on it is read only. Raises `PlanRefused`, `PlanChanged`."""
    plan = locked(plan, trace)
    check_written(plan)
    check_seen(plan, seen)
    if approved_on > plan.organization.local_day(trace.now):
        raise PlanRefused(_("The day of approval has not come yet."))
    plan.state, plan.order, plan.approved_on, plan.approved_by = DocumentState.APPROVED, order, approved_on, trace.actor
    touch(plan, trace, "state", "order", "approved_on", "approved_by")


@transaction.atomic
def take_approval_back(*, plan: Curriculum, trace: Trace) -> None:
    """Make an approved plan a draft again while nobody studies by it. Raises `PlanRefused`."""
    plan = locked(plan, trace)
    if plan.state != DocumentState.APPROVED:
        raise PlanRefused(_("Only an approved curriculum can be made a draft again."))
    if plan.published_at:
        raise PlanRefused(_("The curriculum is published. Make a new version of it."))
    check_unused(plan, _("Groups study by this curriculum. Make a new version of it."))
    plan.state, plan.order, plan.approved_on, plan.approved_by = DocumentState.DRAFT, "", None, None
    touch(plan, trace, "state", "order", "approved_on", "approved_by")


def check_unused(plan: Curriculum, refusal: str) -> None:
    """Raise `PlanRefused` when a group, a page of the journal or a student's own plan refers to the plan."""
    used = (
        CurriculumBinding.objects.filter(curriculum=plan),
        CourseItem.objects.filter(item__curriculum=plan),
        IndividualPlan.objects.filter(curriculum=plan),
    )
    if any(rows.exists() for rows in used):
        raise PlanRefused(refusal)


@transaction.atomic
def archive(*, plan: Curriculum, trace: Trace) -> None:
    """Put a plan away. Raises `PlanRefused` while a group studies by it."""
    plan = locked(plan, trace)
    today = plan.organization.local_day(trace.now)
    if CurriculumBinding.objects.filter(lasting(today - ONE_DAY), curriculum=plan, group__closed_on=None).exists():
        raise PlanRefused(_("Groups study by this curriculum. Give them another one first."))
    plan.state = DocumentState.ARCHIVED
    touch(plan, trace, "state")


@transaction.atomic
def restore(*, plan: Curriculum, trace: Trace) -> None:
    """Bring a plan back from the archive, approved if it was."""
    plan = locked(plan, trace)
    if plan.state == DocumentState.ARCHIVED:
        plan.state = DocumentState.APPROVED if plan.approved_on else DocumentState.DRAFT
        touch(plan, trace, "state")


@transaction.atomic
def delete_draft(*, plan: Curriculum, trace: Trace) -> None:
    """Delete a plan that nobody has approved or used. Raises `PlanRefused`."""
    plan = locked(plan, trace)
    if not is_written(plan):
        raise PlanRefused(_("Only a draft can be deleted. Put the curriculum into the archive."))
    check_unused(plan, _("Groups or pages of the journal refer to this curriculum."))
    plan.delete()
