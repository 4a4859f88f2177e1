"""Taking a new year back: as a whole, while nothing of it is used; else the reasons are named."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization
from contingent.models import Membership, StudyGroup
from contingent.services.people_import.undoing import Obstacle, pointing_at, take_back
from curriculum.errors import RolloverRefused
from curriculum.models import (
    AcademicYear,
    AttestationPeriod,
    PeriodDates,
    PreparationAction,
    ProgramSection,
    StudyCalendar,
    Topic,
    WorkProgram,
)
from curriculum.readiness_access import check_prepares
from curriculum.services.rollover import DONE, FAILED, WAITING, group_state, write_groups
from curriculum.services.rollover_programs import delete_programs

EXAMPLES = 5
OURS: dict[type[Any], str] = {
    AttestationPeriod: "periods", PeriodDates: "own_dates", StudyCalendar: "calendars", WorkProgram: "programs",
}  # fmt: skip


@transaction.atomic
def undo_rollover(*, action: PreparationAction, trace: Trace) -> list[Obstacle]:
    """Take the new year back; return what stands in the way, if anything. Twice is harmless.

    One that waits to be made is not made any more.
    """
    place = Organization.objects.select_for_update(no_key=True).get(pk=action.organization_id)
    check_prepares(trace.actor, place.pk, place.local_day(trace.now))
    row = PreparationAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if row.undone_at:
        return []
    if row.made["state"] == WAITING:
        row.made |= {"state": FAILED, "why": _("It was given up before it was made.")}
        row.save(update_fields=["made"])
        return []
    if row.made["state"] != DONE:
        raise RolloverRefused(_("The new year is not made yet: there is nothing to take back."))
    list(AcademicYear.objects.filter(pk=row.made["year"]).select_for_update())
    if obstacles := used(row.made):
        return obstacles
    try:
        with transaction.atomic():
            _delete(row.made)
            write_groups(row.made["groups"], "before")
            if obstacles := take_back(row.made["people"], trace):
                transaction.set_rollback(True)
    except IntegrityError:
        obstacles = [Obstacle(_("something was added this very moment: try again"), 1)]
    if not obstacles:
        row.undone_by, row.undone_at = trace.actor, trace.now
        row.save(update_fields=["undone_by", "undone_at"])
    return obstacles


def used(made: dict[str, Any]) -> list[Obstacle]:
    """Return what of the new year is used or changed, in a number of queries that does not grow."""
    return [*_pointing(made), *_written_since(made), *_groups_changed(made)]


def _pointing(made: dict[str, Any]) -> list[Obstacle]:
    """Rows of any room that refer to what was made: courses, loads, signed steps, lessons through them."""
    found = []
    owned: dict[type[Any], list[int]] = {
        WorkProgram: made["programs"],
        AttestationPeriod: made["periods"],
        AcademicYear: [made["year"]],
    }
    within: dict[type[Any], tuple[type[Any], ...]] = {WorkProgram: (ProgramSection, Topic)}
    for model, ids in owned.items():
        for related, column in pointing_at(model):
            if related in within.get(model, ()) or not ids:
                continue
            rows = related._base_manager.filter(**{f"{column}__in": ids})
            if related in OURS:
                rows = rows.exclude(pk__in=made[OURS[related]])
            if related._meta.model_name and related._meta.model_name.startswith("historical"):
                continue
            if (model is not AcademicYear or made["year_made"] or related.__name__ == "Course") and (n := rows.count()):
                found.append(Obstacle(str(related._meta.verbose_name_plural), n))
    return found


def _written_since(made: dict[str, Any]) -> list[Obstacle]:
    at = datetime.fromisoformat(made["at"])
    found = []
    for model in (StudyCalendar, WorkProgram):
        rows = model._default_manager.filter(pk__in=made[OURS[model]])
        changed = rows.exclude(changed_at=at).count() + len(made[OURS[model]]) - rows.count()
        if changed:
            what = _("changed since: %(what)s") % {"what": model._meta.verbose_name_plural}
            found.append(Obstacle(what, changed))
    return found


def _groups_changed(made: dict[str, Any]) -> list[Obstacle]:
    """Groups renamed, moved or opened since; former names given to others; students enrolled since."""
    kept = made["groups"]
    rows = StudyGroup.objects.in_bulk([told["pk"] for told in kept])
    changed = [
        told["after"]["name"]
        for told in kept
        if told["pk"] not in rows or group_state(rows[told["pk"]]) != told["after"]
    ]
    names = {told["before"]["name"] for told in kept if not told["before"]["closed_on"]}
    place = next(iter(rows.values())).organization_id if rows else 0
    taken = StudyGroup.objects.filter(organization=place, closed_on=None, name__in=names).exclude(pk__in=rows)
    enrolled = Membership.objects.filter(group__in=rows, pk__gt=made["last_membership"]).count()
    found = []
    if changed:
        found.append(Obstacle(_("groups changed since"), len(changed), sorted(changed)[:EXAMPLES]))
    if others := sorted(taken.values_list("name", flat=True)):
        found.append(Obstacle(_("new groups that have the former names"), len(others), others[:EXAMPLES]))
    if enrolled:
        found.append(Obstacle(_("students enrolled since into groups of the new year"), enrolled))
    return found


def _delete(made: dict[str, Any]) -> None:
    delete_programs(made["programs"])
    StudyCalendar.objects.filter(pk__in=made["calendars"]).delete()
    PeriodDates.objects.filter(pk__in=made["own_dates"]).delete()
    AttestationPeriod.objects.filter(pk__in=made["periods"]).delete()
    if made["year_made"]:
        AcademicYear.objects.filter(pk=made["year"]).delete()
