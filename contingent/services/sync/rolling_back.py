"""Taking an applied run back as a whole, while nothing depends on it."""

from collections.abc import Iterable

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Delegated, OutsideIdentity, User
from contingent.enums import ChangeKind, SyncState
from contingent.models import (
    Curatorship,
    DoubtfulPair,
    Employee,
    Membership,
    OutsideEmployment,
    OutsideGroup,
    PersonChange,
    Representative,
    SetAside,
    Student,
    StudyGroup,
    SyncRun,
    SyncSource,
)
from contingent.services.people_import.undoing import EXAMPLES, Obstacle
from contingent.services.sync.refusals import SyncRefused
from contingent.services.sync.runs import lock_run
from contingent.services.sync.work import Work

# What a run makes, in the order in which it may be deleted, with the query of their numbers.
NOTED = "SELECT object_id FROM contingent_syncchange WHERE run_id = %(run)s AND kind = 'added' AND model = '{0}'"
MADE: dict[type[models.Model], str] = {
    Membership: "SELECT id FROM contingent_historicalmembership WHERE history_entry = %(token)s AND history_type = '+'",
    Representative: NOTED.format("representative"),
    Curatorship: NOTED.format("curatorship"),
    Student: NOTED.format("student"),
    Employee: NOTED.format("employee"),
    StudyGroup: NOTED.format("studygroup"),
    User: "SELECT person_id FROM contingent_syncchange WHERE run_id = %(run)s AND new_person",
}
# Numbers kept beside what was made go with it.
BESIDE = (OutsideIdentity, OutsideGroup, OutsideEmployment, SetAside)
FIELDS = (
    ChangeKind.CHANGED,
    ChangeKind.LEFT,
    ChangeKind.RETURNED,
    ChangeKind.UNTIED,
    ChangeKind.GONE,
    ChangeKind.ENDED,
)


def run_obstacles(*, run: SyncRun, trace: Trace) -> list[Obstacle]:
    """Return what stands in the way of rolling the run back; write nothing."""
    found = SyncRun.objects.select_related("source", "organization").get(pk=run.pk)
    return obstacles(_work(found, trace))


@transaction.atomic
def roll_back(*, run: SyncRun, trace: Trace) -> list[Obstacle]:
    """Make everything as it was before the run; return what stands in the way, then nothing is changed.

    The night does not apply it again: its run is switched off until someone switches it on.
    """
    found = lock_run(run, trace)
    if found.state == SyncState.ROLLED_BACK:
        return []
    if found.state != SyncState.APPLIED:
        raise SyncRefused(_("This synchronisation has not been applied: there is nothing to roll back."))
    if not found.kept:
        raise SyncRefused(_("This synchronisation is too old: what was before is kept for a month only."))
    work = _work(found, trace)
    for model, ids in MADE.items():
        work.do(f"SELECT 1 FROM {model._meta.db_table} WHERE id IN ({ids}) ORDER BY id FOR UPDATE")  # noqa: S608
    if standing := obstacles(work):
        return standing
    try:
        with transaction.atomic():
            _restore(work)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return [Obstacle(_("something was added this very moment, or stands where something was before"), 1)]
    found.state, found.rolled_back_by, found.rolled_back_at = SyncState.ROLLED_BACK, trace.actor, trace.now
    found.save(update_fields=["state", "rolled_back_by", "rolled_back_at"])
    if not found.decision:
        SyncSource.objects.filter(pk=found.source_id).update(cursor="", etag="", nightly=False)
    return []


def _work(run: SyncRun, trace: Trace) -> Work:
    reason = _("Rolling back the synchronisation No. %d") % run.pk
    return Work(run, run.organization.local_day(trace.now), trace.now, reason, trace.actor.pk)


def obstacles(work: Work) -> list[Obstacle]:
    """Return what stands in the way, in a number of queries that does not grow with the run."""
    return [*_later_runs(work), *_signed_in(work), *_dependents(work), *_changed_since(work)]


def _later_runs(work: Work) -> Iterable[Obstacle]:
    later = SyncRun.objects.filter(
        organization=work.run.organization_id, state=SyncState.APPLIED, pk__gt=work.run.pk
    ).order_by("-pk")
    numbers = list(later.values_list("pk", flat=True))
    if numbers:
        yield Obstacle(
            _("later synchronisations: roll these back first"), len(numbers), [f"№ {n}" for n in numbers[:EXAMPLES]]
        )


def _signed_in(work: Work) -> Iterable[Obstacle]:
    """People who have been given a password or have signed in are no longer only the source's."""
    rows = work.rows(
        f"SELECT u.last_name || ' ' || left(u.first_name, 1) || '.' FROM accounts_user u WHERE u.id IN ({MADE[User]})"  # noqa: S608
        " AND (u.last_login IS NOT NULL OR u.password NOT LIKE '!%%') ORDER BY u.sort_key"
    )
    if rows:
        yield Obstacle(_("sign-ins or issued passwords"), len(rows), [name for (name,) in rows[:EXAMPLES]])


def _dependents(work: Work) -> Iterable[Obstacle]:
    """Find what refers to anything made, in whatever room, unless it was made by the run itself."""
    for model, ids in MADE.items():
        if not work.rows(f"SELECT 1 FROM ({ids}) made LIMIT 1"):  # noqa: S608
            continue
        for related, column in _pointing_at(model):
            but = f" AND t.id NOT IN ({MADE[related]})" if related in MADE else ""
            rows = work.rows(
                f"SELECT t.{column}, count(*) OVER () FROM {related._meta.db_table} t"  # noqa: S608
                f" WHERE t.{column} IN ({ids}){but} LIMIT {EXAMPLES}"
            )
            if rows:
                named = model._base_manager.filter(pk__in=[pk for pk, _many in rows])
                names = [str(getattr(row, "short_name", None) or row) for row in named]
                yield Obstacle(str(related._meta.verbose_name_plural), rows[0][1], names)


def _pointing_at(model: type[models.Model]) -> Iterable[tuple[type[models.Model], str]]:
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        related = relation.related_model
        if isinstance(related, type) and related not in BESIDE and not hasattr(related, "history_id"):
            yield related, f'"{relation.field.column}"'  # type: ignore[union-attr]


def _changed_since(work: Work) -> Iterable[Obstacle]:
    """What someone has changed after the run is not overwritten."""
    many, names = 0, []
    for model, name, field in _fields(work):
        rows = work.rows(
            "SELECT DISTINCT c.who FROM contingent_syncchange c"  # noqa: S608
            f" LEFT JOIN {model._meta.db_table} t ON t.id = c.object_id"
            " WHERE c.run_id = %(run)s AND c.model = %(model)s AND c.field = %(field)s AND c.kind = ANY(%(kinds)s)"
            f' AND coalesce(t."{field}"::text, \'\') <> c.after'
            " AND c.id = (SELECT max(l.id) FROM contingent_syncchange l WHERE l.run_id = c.run_id"
            " AND l.model = c.model AND l.object_id = c.object_id AND l.field = c.field AND l.kind = ANY(%(kinds)s))",
            model=name, field=field, kinds=_kinds(),
        )  # fmt: skip
        many += len(rows)
        names += [who for (who,) in rows]
    if many:
        yield Obstacle(_("changes made after the synchronisation"), many, names[:EXAMPLES])


def _kinds() -> list[str]:
    return [*(kind.value for kind in FIELDS), ChangeKind.TIED.value]


def _fields(work: Work) -> Iterable[tuple[type[models.Model], str, str]]:
    """Return the (model, its name, field) of which the run changed something."""
    rows = work.rows(
        "SELECT DISTINCT model, field FROM contingent_syncchange"
        " WHERE run_id = %(run)s AND kind = ANY(%(kinds)s) AND field <> '' ORDER BY model, field",
        kinds=_kinds(),
    )
    by_name = {model._meta.model_name: model for model in apps.get_models()}
    return [(by_name[name], name, field) for name, field in rows]


def _restore(work: Work) -> None:
    work.history(Membership, "-", MADE[Membership] + " AND history_date IS NOT NULL")
    work.history(Curatorship, "-", MADE[Curatorship])
    _forget_numbers(work)
    for model, ids in MADE.items():
        work.do(f"DELETE FROM {model._meta.db_table} WHERE id IN ({ids})")  # noqa: S608
        if model is Representative:
            _restore_fields(work)


def _forget_numbers(work: Work) -> None:
    """Take back the numbers that the run tied; pairs it decided of are open again."""
    work.do(f"""
        DELETE FROM accounts_outsideidentity WHERE system = %(system)s AND (user_id IN ({MADE[User]}) OR key IN (
            SELECT after FROM contingent_syncchange WHERE run_id = %(run)s AND kind = 'tied' AND model = 'user'))
    """)  # noqa: S608
    work.do(f"""
        DELETE FROM contingent_outsidegroup WHERE source_id = %(source)s AND (group_id IN ({MADE[StudyGroup]})
            OR key IN (SELECT after FROM contingent_syncchange
                WHERE run_id = %(run)s AND kind = 'tied' AND model = 'studygroup'))
    """)  # noqa: S608
    work.do("""
        UPDATE contingent_outsidegroup SET curator = '' WHERE group_id IN (
            SELECT group_id FROM contingent_syncchange WHERE run_id = %(run)s AND model = 'curatorship')
    """)
    work.do(f"DELETE FROM contingent_outsideemployment WHERE employee_id IN ({MADE[Employee]})")  # noqa: S608
    work.do("""
        UPDATE contingent_outsideemployment SET is_gone = false WHERE employee_id IN (
            SELECT object_id FROM contingent_syncchange
            WHERE run_id = %(run)s AND kind = 'left' AND model = 'employee')
    """)
    work.do(f"UPDATE contingent_setaside SET group_id = NULL WHERE group_id IN ({MADE[StudyGroup]})")  # noqa: S608
    DoubtfulPair.objects.filter(run=work.run).update(state="open", decided_by=None, decided_at=None, run=None)


def _restore_fields(work: Work) -> None:
    """Set every changed field to what it was, with a history row where the model has a history."""
    kinds = _kinds()
    for model, name, field in _fields(work):
        kind = model._meta.get_field(field)
        before = f"nullif(c.before, '')::{kind.db_type(connection)}" if kind.null else "c.before"
        if isinstance(kind, models.IntegerField):
            before = "c.before::integer"
        # Who ended a delegated right is told by its row: it is not ended any more.
        also = ", ended_by_id = NULL, ended_at = NULL" if issubclass(model, Delegated) and field == "ends" else ""
        changed = work.do(
            f'UPDATE {model._meta.db_table} t SET "{field}" = {before}{also} FROM ('  # noqa: S608
            "SELECT DISTINCT ON (object_id) object_id, before FROM contingent_syncchange"
            " WHERE run_id = %(run)s AND model = %(model)s AND field = %(field)s AND kind = ANY(%(kinds)s)"
            " ORDER BY object_id, id) c WHERE c.object_id = t.id",
            model=name, field=field, kinds=kinds,
        )  # fmt: skip
        if changed and model is User:
            _note_person(work, field)
        if changed and hasattr(model, "history"):
            ids = (
                "SELECT object_id FROM contingent_syncchange WHERE run_id = %(run)s"  # noqa: S608
                f" AND model = '{name}' AND field = '{field}' AND kind = ANY(ARRAY{kinds!r})"
            )
            work.history(model, "~", ids)


def _note_person(work: Work, field: str) -> None:
    """Add to the history of people that a field of theirs is again what it was."""
    work.insert(
        PersonChange,
        {
            "person_id": "object_id", "field": "%(field)s", "before": "after", "after": "before", "at": "%(now)s",
            "by_id": "%(user)s::bigint", "reason": "left(%(reason)s, 120)",
        },
        "FROM contingent_syncchange WHERE run_id = %(run)s AND model = 'user' AND field = %(field)s"
        " AND kind = ANY(%(kinds)s) ORDER BY id",
        field=field, kinds=_kinds(),
    )  # fmt: skip
