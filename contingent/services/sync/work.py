"""One run at work: its numbers, and the few shapes of statement that it writes with."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from contingent.enums import ChangeKind
from contingent.models import SyncChange, SyncRun

FULL_NAME = "concat_ws(' ', {0}.last_name, {0}.first_name, nullif({0}.patronymic, ''))"
# Of so few rows any plan is good.
SMALL = 100
# A temporary table that took so many bytes, dead rows and all, or takes so many rows now, is worth a new file:
# nobody sweeps it.
LARGE, MANY = 512 * 1024, 500
# Filled not only by `make`.
ASIDE = "sync_problem"
OWN_TABLES = "pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r' AND relname LIKE 'sync\\_%%'"
CHANGE = "run_id, kind, model, object_id, person_id, group_id, new_person, who, field, before, after"


@dataclass
class Work:
    """What a run compares and writes; every statement may use its values by name.

    `told` tells how many records of each kind the batch has, `made` how many rows each temporary table
    had at first: with none, nothing comes of it. `counts` and `aside` are what the report counts.
    """

    run: SyncRun
    today: date
    now: datetime
    reason: str
    user: int | None = None
    told: Counter[str] = field(default_factory=Counter)
    made: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    aside: int = 0
    newly_aside: int = 0
    held: int = 0
    has_unknown: bool = False
    tied: int = 0
    known: set[str] = field(default_factory=set)
    thought_large: set[str] = field(default_factory=set)
    worn: set[str] = field(default_factory=set)
    report: list[SyncChange] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        return {
            "run": self.run.pk,
            "source": self.run.source_id,
            "organization": self.run.organization_id,
            "system": self.run.source.system,
            "today": self.today,
            "now": self.now,
            "full": self.run.full,
            "token": self.run.token,
            "user": self.user,
            "reason": self.reason,
        }

    def do(self, statement: str, **more: Any) -> int:
        """Execute a statement, return how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self.values | more)
            return int(cursor.rowcount)

    def rows(self, statement: str, **more: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self.values | more)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def begin(self) -> None:
        """Find the temporary tables that the session has from a run before; they are empty.

        Some the planner still takes for as large as they were then, some are full of dead rows.
        """
        found = self.rows(f"SELECT relname, reltuples, pg_relation_size(oid) FROM {OWN_TABLES}")  # noqa: S608
        self.known = {name for name, _rows, _size in found}
        self.thought_large = {name for name, rows, _size in found if rows > SMALL}
        self.worn = {name for name, _rows, size in found if size > LARGE}

    def clean(self) -> None:
        """Leave nothing in the temporary tables: they hold personal data and outlive the transaction (R5)."""
        used = self.known & ({name for name, rows in self.made.items() if rows} | {ASIDE})
        anew = self.known & self.worn | {name for name in used if self.made.get(name, 0) > MANY}
        statements = [f"DELETE FROM {name}" for name in sorted(used - anew)]  # noqa: S608
        if anew:
            statements.append(f"TRUNCATE {', '.join(sorted(anew))}")
        if statements:
            self.do(";".join(statements))
        self.made.clear()

    def make(
        self, table: str, select: str, *, when: bool = True, index: str = "", analyze: str = "", **more: Any
    ) -> int:
        """Fill a temporary table with a query, return with how many rows; known to the planner when it is large.

        The table is the session's: making it anew for every run would cost more than a small run
        itself. `clean` empties it. With `when` false it stays empty unasked.
        """
        if table not in self.known:
            # Half of each page is left for rows to be changed in place.
            self.do(f"CREATE TEMPORARY TABLE {table} WITH (fillfactor = 50) AS {select} WITH NO DATA", **more)
            if index:
                self.do(f"CREATE {index.replace('INDEX', f'INDEX ON {table}')}")
            self.known.add(table)
        elif self.made.get(table):
            self.do(f"DELETE FROM {table}")  # noqa: S608
        self.made[table] = self.do(f"INSERT INTO {table} {select}", **more) if when else 0
        if self.made[table] > SMALL or table in self.thought_large:
            self.do(f"ANALYZE {table} {analyze}")
            self.thought_large.discard(table)
        return self.made[table]

    def insert(self, model: type[models.Model], columns: Mapping[str, str], rest: str, **more: Any) -> int:
        """Insert rows of a query: `columns` are its expressions by column, all others have the model's default."""
        fields = [f for f in model._meta.concrete_fields if not f.generated]
        blank = {f.column: f.get_default() for f in fields if f.column not in columns and not f.primary_key}
        defaults = {f"default_{name}": value for name, value in blank.items()}
        names = ", ".join(f'"{name}"' for name in [*columns, *blank])
        values = ", ".join([*columns.values(), *(f"%({name})s" for name in defaults)])
        table = model._meta.db_table
        return self.do(f"INSERT INTO {table} ({names}) SELECT {values} {rest}", **defaults, **more)

    def note(self, kind: ChangeKind, model: str, rest: str, **columns: str) -> int:
        """Add changes to the report; `columns` are expressions over the query `rest`."""
        blank = {
            "person_id": "NULL::bigint",
            "group_id": "NULL::bigint",
            "new_person": "false",
            "who": "''",
            "field": "''",
            "before": "''",
            "after": "''",
        }
        told = {"object_id": "NULL"} | blank | columns
        many = self.do(
            f"INSERT INTO contingent_syncchange ({CHANGE})"
            f" SELECT %(run)s, %(kind)s, %(model)s, {', '.join(told[name] for name in CHANGE.split(', ')[3:])} {rest}",
            kind=kind,
            model=model,
        )
        if many:
            self.counts[kind] += many
            self.counts[f"{kind}.{model}"] += many
        return many

    def history(self, model: Any, kind: str, ids: str) -> None:
        """Add the history rows of rows just written or about to go; `ids` is a query of their numbers."""
        history = model.history.model
        columns = [f.column for f in history.tracked_fields]
        names = ", ".join(f'"{name}"' for name in columns)
        own = ", ".join(f't."{name}"' for name in columns)
        self.do(
            f"INSERT INTO {history._meta.db_table} ({names}, history_date, history_user_id,"  # noqa: S608
            " history_change_reason, history_type, history_entry)"
            f" SELECT {own}, %(now)s, %(user)s, %(reason)s, %(type)s, %(token)s"
            f" FROM {model._meta.db_table} t WHERE t.id IN ({ids})",
            type=kind,
        )
