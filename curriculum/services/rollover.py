"""The new academic year in one go: what repeats is copied, groups move up, those who finish leave.

It is one transaction, carried out once for a year, and taken back as a whole while nothing of the
new year is used. Nothing of the ended year is deleted: it stays as it was, closed by the windows of entry.
"""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization
from common.dated import lasting
from contingent.enums import BulkKind
from contingent.models import Curatorship, Membership, Student, StudyGroup
from contingent.services.bulk.plan import BulkOrder, BulkPlan
from contingent.services.bulk.students import plan_leave
from contingent.services.people_import.writing import Done, write_audited, write_changes
from curriculum.errors import RolloverRefused
from curriculum.models import (
    AcademicYear,
    AttestationPeriod,
    PeriodDates,
    PreparationAction,
    StudyCalendar,
)
from curriculum.queries.rollover import Choices, RolloverPlan, choices_asked, plan_rollover, standing_rollover
from curriculum.readiness_access import ROLLOVER, check_prepares
from curriculum.rollover_rules import DISSOLVE, FINISH, STAY, UP
from curriculum.services.rollover_programs import copy_programs

WAITING, DONE, FAILED = "waiting", "done", "failed"
KEPT_SECONDS = 3600
BEGINS_WITHIN, ENDS_WITHIN = timedelta(minutes=1), timedelta(minutes=5)


@transaction.atomic
def ask_rollover(*, source: AcademicYear, choices: Choices, seen: str, trace: Trace) -> tuple[PreparationAction, bool]:
    """Ask for the new year as the preview showed it; return it and whether it was asked now.

    A second press returns what is there. Raises `RolloverRefused` when it would not be the same now.
    """
    place = Organization.objects.select_for_update(no_key=True).get(pk=source.organization_id)
    check_prepares(trace.actor, place.pk, place.local_day(trace.now))
    if standing := standing_rollover(source):
        return standing, False
    plan = plan_rollover(source, choices)
    _check(plan, seen)
    asked = {
        "groups": {str(pk): list(told) for pk, told in choices.groups.items()}, "day": plan.day.isoformat(),
        "order": choices.order, "programs": choices.programs, "seen": seen,
    }  # fmt: skip
    action = PreparationAction.objects.create(
        organization=place, kind=ROLLOVER, title=_("New academic year %(name)s") % {"name": plan.name},
        made={"source": source.pk, "state": WAITING, "asked": asked}, done_by=trace.actor, done_at=trace.now,
    )  # fmt: skip
    return action, True


def carry_out_rollover(*, action: int, trace: Trace) -> None:
    """Make the new year that was asked for; what cannot be is told with the action, and nothing is written.

    A mistake of the program is told there too, and raised again for the log.
    """
    try:
        with transaction.atomic():
            _carry_out(action, trace)
    except RolloverRefused as refusal:
        _fail(action, refusal.message)
    except IntegrityError:
        _fail(action, _("Something changed this very moment."))
    except Exception:
        _fail(action, _("The program made a mistake, it is in the log of the server. Ask for help and try again."))
        raise


@transaction.atomic
def _fail(action: int, why: str) -> None:
    row = PreparationAction.objects.select_for_update(of=("self",)).get(pk=action)
    if row.made["state"] == WAITING:
        row.made |= {"state": FAILED, "why": why}
        row.save(update_fields=["made"])


def progress_of(action: PreparationAction) -> int:
    """Return how much of it is made, in percent."""
    return int(cache.get(f"rollover:{action.pk}", 0))


def is_late(action: PreparationAction, now: datetime) -> bool:
    """Whether it has not begun, or has not ended, for so long that the worker may not run."""
    usual = ENDS_WITHIN if progress_of(action) else BEGINS_WITHIN
    return action.made["state"] == WAITING and now - action.done_at > usual


def _carry_out(pk: int, trace: Trace) -> None:
    action = PreparationAction.objects.select_for_update(of=("self",)).get(pk=pk)
    if action.made["state"] != WAITING:
        return
    Organization.objects.select_for_update(no_key=True).get(pk=action.organization_id)
    source = AcademicYear.objects.select_related("organization").get(pk=action.made["source"])
    asked = action.made["asked"]
    choices = choices_asked(asked)
    plan = plan_rollover(source, choices)
    _check(plan, asked["seen"])
    actor = Trace(action.done_by, trace.now, trace.address, choices.order[:100])
    made: dict[str, Any] = {"at": trace.now.isoformat(), "people": _release(plan, actor)}
    made |= _write_year(plan)
    made |= {"groups": _move_groups(plan), "calendars": _write_calendars(plan, made["year"], actor)}
    made["programs"] = copy_programs(plan.programs, made["year"], actor, lambda part: _tell(pk, part))
    made["last_membership"] = Membership.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    action.made |= made | {
        "state": DONE,
        "told": plan.counts | {
            "leavers": plan.leavers, "closed": len(plan.closing), "periods": len(plan.periods),
            "calendars": len(plan.calendars), "programs": len(plan.programs),
        },
    }  # fmt: skip
    action.save(update_fields=["made"])


def _check(plan: RolloverPlan, seen: str) -> None:
    if plan.errors:
        raise RolloverRefused(_("Some groups would have one name. Nothing is written: change the names."))
    if plan.day < plan.source.starts:
        raise RolloverRefused(_("The last day of study is before the year begins."))
    if plan.many(FINISH) and not plan.choices.order.strip():
        raise RolloverRefused(_("Give the order by which students finish."))
    if plan.digest != seen:
        raise RolloverRefused(
            _("This is not what you looked at: your choices or the data have changed. Look it through and press again.")
        )


def _write_year(plan: RolloverPlan) -> dict[str, Any]:
    """Make the year with its periods and own dates of levels."""
    year = plan.target
    if year is None:
        year = AcademicYear.objects.create(
            organization=plan.organization, name=plan.name, starts=plan.starts, ends=plan.ends
        )
    made = {
        told.source: AttestationPeriod.objects.create(
            academic_year=year, kind=told.kind, number=told.number, name=told.name,
            starts=told.starts, ends=told.ends,
        )
        for told in plan.periods
    }  # fmt: skip
    own = [
        PeriodDates(period=made[period], level=level, group_id=group, starts=starts, ends=ends)
        for period, level, group, starts, ends in plan.own_dates
        if period in made
    ]
    PeriodDates.objects.bulk_create(own)
    return {
        "year": year.pk, "year_made": plan.target is None, "periods": [row.pk for row in made.values()],
        "own_dates": [row.pk for row in own],
    }  # fmt: skip


def _release(plan: RolloverPlan, trace: Trace) -> dict[str, Any]:
    """Let the students of finishing groups leave; end the places and the curators of all groups that are closed."""
    finishing = [move.pk for move in plan.moves if move.action == FINISH]
    inside = Membership.objects.filter(lasting(plan.day), group__in=finishing).values("student")
    students = list(Student.objects.filter(pk__in=inside).select_related("user").order_by("pk").select_for_update(
        of=("self",), no_key=True
    ))  # fmt: skip
    order = BulkOrder(BulkKind.LEAVE, tuple(row.pk for row in students), plan.day, plan.choices.order)
    leaving = BulkPlan(plan.organization, order)
    plan_leave(leaving, students)
    changed = [asdict(step) for line in leaving.lines for step in line.steps]
    gone = {line.row for line in leaving.lines}
    changed += [
        {"model": "student", "pk": row.pk, "field": "leaving_order", "before": row.leaving_order,
         "after": plan.choices.order}
        for row in students
        if row.pk in gone and row.leaving_order != plan.choices.order
    ]  # fmt: skip
    known = {(step["model"], step["pk"]) for step in changed if step["field"] == "ends"}
    closed = [*(move.pk for move in plan.moves if move.action in (FINISH, DISSOLVE)), *(pk for pk, _n in plan.closing)]
    for name, model in (("membership", Membership), ("contingent.curatorship", Curatorship)):
        rows: Any = model._default_manager.filter(lasting(plan.day), group__in=closed).order_by("pk")
        changed += [_ended(name, row, plan.day) for row in rows if (name, row.pk) not in known]
    write_audited(changed, "after", trace)
    write_changes(changed, "after")
    return asdict(Done(changed=changed))


def _ended(name: str, row: Any, day: date) -> dict[str, Any]:
    """Return the change by which a dated row ends with the day; one that begins later never held."""
    last = max(day, row.starts - timedelta(days=1))
    before = row.ends.isoformat() if row.ends else ""
    return {"model": name, "pk": row.pk, "field": "ends", "before": before, "after": last.isoformat()}


def _move_groups(plan: RolloverPlan) -> list[dict[str, Any]]:
    """Give groups their new names and years, close those that end; return what each was and is."""
    wanted: dict[int, dict[str, Any]] = {pk: {"closed_on": plan.day.isoformat()} for pk, _name in plan.closing}
    for move in plan.moves:
        if move.action == UP:
            wanted[move.pk] = {"name": move.new_name, "level": move.new_level}
        elif move.action != STAY:
            wanted[move.pk] = {"closed_on": plan.day.isoformat()}
    rows = list(StudyGroup.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True))
    kept = [{"pk": row.pk, "before": group_state(row), "after": group_state(row) | wanted[row.pk]} for row in rows]
    write_groups(kept, "after")
    return kept


def group_state(group: StudyGroup) -> dict[str, Any]:
    """Return what of a group a new year changes."""
    return {
        "name": group.name, "level": group.level,
        "closed_on": group.closed_on.isoformat() if group.closed_on else None,
    }  # fmt: skip


def write_groups(kept: list[dict[str, Any]], side: str) -> None:
    """Set groups to one side of what is kept; names pass through ones nobody has, for they take each other's."""
    rows = StudyGroup.objects.in_bulk([told["pk"] for told in kept])
    for row in rows.values():
        row.name = f"~{row.pk}"
    StudyGroup.objects.bulk_update(rows.values(), ["name"])
    for told in kept:
        row, state = rows[told["pk"]], told[side]
        row.name, row.level = state["name"], state["level"]
        row.closed_on = date.fromisoformat(state["closed_on"]) if state["closed_on"] else None
    StudyGroup.objects.bulk_update(rows.values(), ["name", "level", "closed_on"])


def _write_calendars(plan: RolloverPlan, year: int, trace: Trace) -> list[int]:
    rows = [
        StudyCalendar(academic_year_id=year, group_id=group, weeks=weeks, changed_at=trace.now, changed_by=trace.actor)
        for group, weeks in plan.calendars
    ]
    StudyCalendar.objects.bulk_create(rows)
    return [row.pk for row in rows]


def _tell(action: int, percent: int) -> None:
    """Let the page show how much is made: the transaction itself shows nothing before its end."""
    cache.set(f"rollover:{action}", percent, KEPT_SECONDS)
