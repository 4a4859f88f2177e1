"""Doing a change of several people, and taking it back."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import CREATED, Trace, write_history
from accounts.models import Appointment, Organization
from common.dated import lasting
from contingent.access import check_change
from contingent.enums import BulkKind
from contingent.errors import BulkRefused
from contingent.models import BulkAction, Employee, Membership
from contingent.records import records_of
from contingent.services.bulk.plan import BulkOrder, BulkPlan
from contingent.services.bulk.planning import plan_bulk
from contingent.services.leaving import bare, end_employments
from contingent.services.people_import.undoing import EXAMPLES, Obstacle, pointing_at, take_back
from contingent.services.people_import.writing import AT_ONCE, CHANGED_MODELS, Done, write_audited, write_changes
from contingent.services.trusted import restore_consents, withdraw_consents


@transaction.atomic
def apply_bulk(*, order: BulkOrder, seen: str, trace: Trace, on: date) -> BulkAction | BulkPlan:
    """Do what the preview showed, as a whole; when it would not be the same now, return the new plan instead.

    Raises `BulkRefused` when nothing is to be done or somebody has to remain in a role.
    """
    plan = plan_bulk(order=order, actor=trace.actor, on=on)
    Organization.objects.select_for_update(no_key=True).get(pk=plan.organization.pk)
    plan = plan_bulk(order=order, actor=trace.actor, on=on, lock=True)
    check_change(trace.actor, plan.organization, plan.organization.local_day(trace.now), order.kind)
    if plan.digest != seen:
        return plan
    if not plan.lines:
        raise BulkRefused(_("There is nothing to do: it cannot be done to any of the chosen."))
    done = _end_employments(plan, trace) if order.kind == BulkKind.END_EMPLOYMENT else _write(plan, trace)
    if order.kind == BulkKind.END_TIE:
        withdraw_consents(ties=[line.row for line in plan.lines], trace=trace)
    return BulkAction.objects.create(
        organization=plan.organization,
        kind=order.kind,
        actor=trace.actor,
        at=trace.now,
        asked={"day": order.day.isoformat(), "order": order.order, "group": order.group, "form": order.form},
        people=[line.user for line in plan.lines],
        done=asdict(done),
    )


def _write(plan: BulkPlan, trace: Trace) -> Done:
    """Write the steps of the plan: places are closed before others are opened."""
    done = Done(changed=[asdict(step) for line in plan.lines for step in line.steps])
    write_audited(done.changed, "after", trace)
    write_changes(done.changed, "after")
    if plan.order.kind == BulkKind.LEAVE:
        done.changed += _write_orders("student", [line.row for line in plan.lines], plan.order.order)
    opened = [
        Membership(
            student_id=place.student,
            group_id=place.group,
            group_kind=place.group_kind,
            starts=date.fromisoformat(place.starts),
            ends=date.fromisoformat(place.ends) if place.ends else None,
            order=plan.order.order,
        )
        for line in plan.lines
        for place in line.opens
    ]
    Membership.objects.bulk_create(opened, batch_size=AT_ONCE)
    write_history(trace, [(place, CREATED, None) for place in opened])
    done.memberships = [place.pk for place in opened]
    return done


def _end_employments(plan: BulkPlan, trace: Trace) -> Done:
    """End employments with all that hangs on them, and keep what each of these rows held."""
    employees = [line.row for line in plan.lines]
    if trace.actor.pk in {line.user for line in plan.lines}:
        raise BulkRefused(_("You cannot end your own employment: ask another journal administrator."))
    held = _hanging(plan, employees)
    before_bare = set(bare({plan.organization.pk}, plan.order.day))
    left = end_employments(employees=employees, last_day=plan.order.day, trace=trace)
    if set(left.without) - before_bare:
        raise BulkRefused(_("Nobody would remain as director or as journal administrator. Appoint another one first."))
    done = Done(changed=_write_orders("employee", employees, plan.order.order))
    for label, model, before in held:
        after = dict(model._default_manager.filter(pk__in=before).values_list("pk", "ends"))
        done.changed += [
            {"model": label, "pk": pk, "field": "ends", "before": _text(ends), "after": _text(after[pk])}
            for pk, ends in before.items()
            if after[pk] != ends
        ]
    return done


def _write_orders(name: str, rows: list[int], order: str) -> list[dict[str, Any]]:
    """Keep the order by which the students or employees leave; return what was changed."""
    model: Any = CHANGED_MODELS[name]
    found = model.objects.filter(pk__in=rows).exclude(leaving_order=order).order_by("pk")
    before = list(found.values_list("pk", "leaving_order"))
    model.objects.filter(pk__in=[pk for pk, _order in before]).update(leaving_order=order)
    return [{"model": name, "pk": pk, "field": "leaving_order", "before": was, "after": order} for pk, was in before]


def _hanging(plan: BulkPlan, employees: list[int]) -> list[tuple[str, Any, dict[int, date | None]]]:
    """Return the dated rows that may end with the employments, whatever room they are in: model, rows, last days."""
    users = [line.user for line in plan.lines]
    last = lasting(plan.order.day)
    found: list[tuple[str, Any, Any]] = [
        ("employee", Employee, Employee.objects.filter(last, pk__in=employees)),
        (
            Appointment._meta.label,
            Appointment,
            Appointment.objects.filter(last, organization=plan.organization, user__in=users),
        ),
    ]
    for model, column in pointing_at(Employee):
        names = {field.name for field in model._meta.concrete_fields}
        if {"starts", "ends"} <= names and "history_date" not in names:
            found.append((model._meta.label, model, model._base_manager.filter(last, **{f"{column}__in": employees})))
    return [(label, model, dict(rows.values_list("pk", "ends"))) for label, model, rows in found]


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


@transaction.atomic
def undo_bulk(*, action: BulkAction, trace: Trace) -> list[Obstacle]:
    """Take the change back as a whole; return what stands in the way, if anything. Twice is harmless."""
    Organization.objects.select_for_update(no_key=True).get(pk=action.organization_id)
    action = BulkAction.objects.select_for_update(of=("self",)).select_related("organization").get(pk=action.pk)
    day = action.organization.local_day(trace.now)
    check_change(trace.actor, action.organization, day, BulkKind(action.kind))
    if action.undone_at:
        return []
    if found := _recorded_since(action) or take_back(action.done, trace):
        return found
    if action.kind == BulkKind.END_TIE:
        restore_consents(ties=[change["pk"] for change in action.done["changed"]], withdrawn_at=action.at)
    action.undone_by, action.undone_at = trace.actor, trace.now
    action.save(update_fields=["undone_by", "undone_at"])
    return []


def _recorded_since(action: BulkAction) -> list[Obstacle]:
    """Return what was recorded of the students on the pages of the group they were moved to."""
    made = list(Membership.objects.filter(pk__in=action.done["memberships"]).select_related("student__user"))
    if not made:
        return []
    names = {place.student_id: place.student.user.short_name for place in made}
    found = records_of(list(names), made[0].group_id, made[0].starts)
    if not found:
        return []
    told = sorted(names[student] for student in found)[:EXAMPLES]
    return [Obstacle(_("marks and absences in the new group"), sum(found.values()), told)]
