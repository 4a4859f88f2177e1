"""Undoing a loading as a whole, while nothing depends on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import DELETED, Trace, write_history
from accounts.models import User
from contingent.access import check_import
from contingent.enums import ImportStatus
from contingent.errors import ImportRefused
from contingent.models import ImportBatch, Membership, Representative, Student, StudyGroup
from contingent.services.people_import.batches import KEPT_DAYS, forget_rows, lock_batch
from contingent.services.people_import.writing import changed_model, note_people, write_audited, write_changes

EXAMPLES = 5
MADE: dict[type[models.Model], str] = {
    Membership: "memberships",
    Representative: "representatives",
    Student: "students",
    User: "users",
    StudyGroup: "groups",
}


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of undoing: of what kind, how many, whose for example."""

    what: str
    many: int
    examples: list[str] = field(default_factory=list)


@transaction.atomic
def undo_import(*, batch: ImportBatch, trace: Trace) -> list[Obstacle]:
    """Take back all that the loading made and changed; return what stands in the way, if anything.

    Either everything is restored or nothing. Undoing twice is harmless. The history of the
    memberships stays, with the undoing added to it.
    """
    batch = lock_batch(batch)
    check_import(trace.actor, batch.organization, batch.organization.local_day(trace.now))
    if batch.status == ImportStatus.UNDONE:
        return []
    if batch.status != ImportStatus.APPLIED:
        raise ImportRefused(_("This workbook has not been loaded: there is nothing to undo."))
    if not batch.done:
        raise ImportRefused(
            _("This loading is too old to undo: its rows are kept for %(days)d days only.") % {"days": KEPT_DAYS}
        )
    if found := take_back(batch.done, trace):
        return found
    batch.status, batch.undone_by, batch.undone_at = ImportStatus.UNDONE, trace.actor, trace.now
    batch.save(update_fields=["status", "undone_by", "undone_at", *forget_rows(batch)])
    return []


def take_back(done: dict[str, Any], trace: Trace) -> list[Obstacle]:
    """Undo what `done` tells was made and changed, all or nothing; return what stands in the way.

    Called in a transaction.
    """
    lock_made(done)
    if found := obstacles(done):
        return found
    try:
        with transaction.atomic():
            _restore(done, trace)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return [Obstacle(_("something was added this very moment: try again"), 1)]
    return []


def lock_made(done: dict[str, Any]) -> None:
    """Lock what was made, so that nothing new can begin to depend on it while it is looked at."""
    for model, name in MADE.items():
        rows = model._default_manager.filter(pk__in=done[name]).order_by("pk")
        list(rows.select_for_update().values_list("pk", flat=True))


def obstacles(done: dict[str, Any]) -> list[Obstacle]:
    """Return what stands in the way of undoing, in a number of queries that does not grow."""
    return [*_signed_in(done["users"]), *_dependents(done), *_changed_since(done["changed"])]


def _signed_in(users: Sequence[int]) -> Iterable[Obstacle]:
    """People who have been given a password or have signed in are no longer only the workbook's."""
    no_password = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    known = User.objects.filter(pk__in=users).filter(Q(last_login__isnull=False) | ~no_password)
    names = [user.short_name for user in known.order_by("sort_key")]
    if names:
        yield Obstacle(_("sign-ins or issued passwords"), len(names), names[:EXAMPLES])


def _dependents(done: dict[str, Any]) -> Iterable[Obstacle]:
    for model, name in MADE.items():
        ids = done[name]
        if not ids:
            continue
        for related, column in pointing_at(model):
            rows = related._base_manager.filter(**{f"{column}__in": ids})
            if related in MADE:
                rows = rows.exclude(pk__in=done[MADE[related]])
            elif related is Membership.history.model:
                rows = rows.exclude(id__in=done["memberships"])
            many = rows.count()
            if many:
                owners = rows.order_by().values_list(column, flat=True).distinct()[:EXAMPLES]
                people = model._base_manager.filter(pk__in=list(owners))
                yield Obstacle(_what(related), many, [_name(row) for row in people])


def pointing_at(model: type[models.Model]) -> Iterable[tuple[type[models.Model], str]]:
    """Return every (model, column) in the project that refers to the model, whatever room it is in."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield relation.related_model, relation.field.name  # type: ignore[union-attr, misc]


def _what(related: type[models.Model]) -> str:
    return str(related._meta.verbose_name_plural)


def _name(row: models.Model) -> str:
    return str(getattr(row, "short_name", None) or row)


def _changed_since(changes: Sequence[dict[str, Any]]) -> Iterable[Obstacle]:
    """Fields that someone has changed after the loading are not overwritten."""
    names = []
    for kind in sorted({change["model"] for change in changes}):
        model = changed_model(kind)
        mine = [change for change in changes if change["model"] == kind]
        rows = model._default_manager.select_for_update().in_bulk({change["pk"] for change in mine})
        for change in mine:
            row = rows.get(change["pk"])
            if row is None or _text(getattr(row, change["field"])) != change["after"]:
                names.append(_name(row) if row and kind == "user" else "")
    if names:
        yield Obstacle(_("changes made later"), len(names), [n for n in names if n][:EXAMPLES])


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _restore(done: dict[str, Any], trace: Trace) -> None:
    made = list(Membership.objects.filter(pk__in=done["memberships"]).order_by("pk"))
    write_history(trace, [(place, DELETED, None) for place in made])
    for model, name in MADE.items():
        rows = model._default_manager.filter(pk__in=done[name])
        rows._raw_delete(rows.db)
        if model is Membership:
            write_audited(done["changed"], "before", trace)
    write_changes(done["changed"], "before")
    note_people(done["changed"], "after", "before", trace)
