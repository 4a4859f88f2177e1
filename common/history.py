"""History that the database itself guards (R64, T4.1, S4.2; decision 2 of the domain).

Every audited row has its history table: who, when, before and after, why, from which address.
Triggers refuse to change, delete or empty a history table, and refuse a transaction in which an
audited row changed without a history row of the same transaction that tells the new value.
"""

from collections.abc import Sequence
from typing import Any

import pgtrigger
import pgtrigger.compiler
from django.db import models
from simple_history.models import HistoricalRecords

from common.sql import CurrentTransaction


class GuardSql(pgtrigger.compiler.UpsertTriggerSql):
    """A trigger as django-pgtrigger installs it, but one that no session can ask to stand aside.

    The package's own template asks that question in a subtransaction for every row: in a load of
    300,000 marks with as many deferred checks waiting, that made the time grow with its square.
    """

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS trigger LANGUAGE plpgsql AS $$
                {declare}
                BEGIN {func} END
            $$;
            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table} {timing} {referencing}
                FOR EACH {level} {condition} EXECUTE FUNCTION {execute};
            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Guard(pgtrigger.Trigger):
    """A rule that the database keeps whoever writes."""

    def compile(self, model: Any) -> pgtrigger.compiler.Trigger:
        sql = super().compile(model).sql
        return pgtrigger.compiler.Trigger(name=self.name, sql=GuardSql(**sql.kwargs))


class HistoryRow(models.Model):
    """What every history row holds beside the row's own fields.

    `history_entry` is the id the client made for the change: a replayed save is known by it.
    """

    history_address = models.GenericIPAddressField(null=True)
    history_entry = models.UUIDField(null=True, db_index=True)
    history_transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        abstract = True


class GuardedRecords(HistoricalRecords):  # type: ignore[misc]
    """A history that `needs_history` looks into: by the row and the transaction at once.

    By the row alone it would read all that ever happened to the row, for every change of it.
    """

    def __init__(self, *, no_db_index: Sequence[str] = (), **options: Any) -> None:
        super().__init__(no_db_index=["id", *no_db_index], **options)

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        looked_up = models.Index(fields=["id", "history_transaction"], name=f"{model._meta.model_name}_told")
        options: dict[str, Any] = super().get_meta_options(model)
        return options | {"indexes": [looked_up]}


def audited(*, guarded: bool = False, **options: Any) -> HistoricalRecords:
    """Return the history of a model whose changes are answerable; `guarded` by `needs_history`."""
    kind = GuardedRecords if guarded else HistoricalRecords
    return kind(bases=[HistoryRow], user_db_constraint=False, **options)


def user_is_forgotten(column: str = "user_id") -> str:
    """Return the condition that the user a history row is of has been anonymised (152-ФЗ)."""
    return f"EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.{column} AND u.anonymised_at IS NOT NULL)"  # noqa: S608


FORGOTTEN: dict[str, tuple[str, ...]] = {}
"""Columns of history tables whose words are emptied of a person anonymised: the application may write these alone."""


def append_only(history_model: type[models.Model], *, forgets: str | tuple[str, ...] = (), when: str = "") -> None:
    """Let the database refuse any change of the rows once written to a history table.

    The columns `forgets` may be emptied together, and nothing else changed with them, where `when`
    holds: of a person whose data are anonymised (152-ФЗ).
    """
    columns = (forgets,) if isinstance(forgets, str) else forgets
    FORGOTTEN[history_model._meta.db_table] = columns
    is_empty = " AND ".join(f"NEW.{column} = ''" for column in columns)
    but = "".join(f" - '{column}'" for column in columns)
    emptied = (
        f"""
            IF TG_OP = 'UPDATE' AND {is_empty}
                AND to_jsonb(NEW){but} = to_jsonb(OLD){but} AND {when}
            THEN
                RETURN NEW;
            END IF;
        """
        if columns
        else ""
    )
    pgtrigger.register(
        Guard(
            name="append_only",
            operation=pgtrigger.Update | pgtrigger.Delete,
            when=pgtrigger.Before,
            func=f"{emptied}RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;",
        ),
        never_emptied(),
    )(history_model)


def never_emptied() -> Guard:
    """Return the trigger that refuses TRUNCATE: it asks no trigger of a row, so no history would be needed."""
    return Guard(
        name="never_emptied",
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;",
    )


def needs_history(history_table: str, *told: str) -> Guard:
    """Return the trigger that refuses a commit in which a row changed and its history did not.

    `told` are the columns whose new value the history row must repeat.
    """
    repeats = "".join(f" AND h.{column} IS NOT DISTINCT FROM NEW.{column}" for column in told)
    return Guard(
        name="needs_history",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        declare=[("told", "boolean")],
        func=f"""
            IF TG_OP = 'DELETE' THEN
                SELECT EXISTS (
                    SELECT 1 FROM {history_table} h WHERE h.id = OLD.id AND h.history_type = '-'
                    AND h.history_transaction = pg_current_xact_id()::text::bigint
                ) INTO told;
            ELSIF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
                RETURN NULL;
            ELSE
                SELECT EXISTS (
                    SELECT 1 FROM {history_table} h WHERE h.id = NEW.id AND h.history_type <> '-'
                    AND h.history_transaction = pg_current_xact_id()::text::bigint{repeats}
                ) INTO told;
            END IF;
            IF NOT told THEN
                RAISE EXCEPTION 'a change of % has no history row in its transaction', TG_TABLE_NAME
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        """,  # noqa: S608 - the names are the project's own
    )


def lesson_is_given() -> Guard:
    """Return the trigger that refuses a record of a lesson that did not take place."""
    return Guard(
        name="lesson_is_given",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("lesson_id"),  # type: ignore[no-untyped-call]
        when=pgtrigger.Before,
        func="PERFORM schedule_lesson_takes_record(NEW.lesson_id); RETURN NEW;",
    )
