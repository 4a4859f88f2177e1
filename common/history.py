"""History that the database itself guards (R64, T4.1, S4.2; decision 2 of the domain).

Every audited row has its history table: who, when, before and after, why, from which address.
Triggers refuse to change, delete or empty a history table, and refuse a transaction in which an
audited row changed without a history row of the same transaction that tells the new value.
"""

from typing import Any

import pgtrigger
from django.db import models
from simple_history.models import HistoricalRecords

from common.sql import CurrentTransaction


class HistoryRow(models.Model):
    """What every history row holds beside the row's own fields.

    `history_entry` is the id the client made for the change: a replayed save is known by it.
    """

    history_address = models.GenericIPAddressField(null=True)
    history_entry = models.UUIDField(null=True, db_index=True)
    history_transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        abstract = True


def audited(**options: Any) -> HistoricalRecords:
    """Return the history of a model whose changes are answerable."""
    return HistoricalRecords(bases=[HistoryRow], user_db_constraint=False, **options)


def append_only(history_model: type[models.Model]) -> None:
    """Let the database refuse any change of the rows once written to a history table."""
    pgtrigger.register(
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_emptied",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;",
        ),
    )(history_model)


def needs_history(history_table: str, *told: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses a commit in which a row changed and its history did not.

    `told` are the columns whose new value the history row must repeat.
    """
    repeats = "".join(f" AND h.{column} IS NOT DISTINCT FROM NEW.{column}" for column in told)
    return pgtrigger.Trigger(
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
