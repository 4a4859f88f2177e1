"""Writing many rows at once: COPY of the facts, their history by the server, one transaction.

The database's own guards stay on: a row whose history is missing is refused here as anywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models


@dataclass
class Rows:
    """Rows of one model that wait to be written; their ids are known at once."""

    model: type[models.Model]
    first: int
    waiting: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        fields = [f for f in self.model._meta.concrete_fields if not f.generated]
        self.names = [f.attname for f in fields]
        self.columns = [str(f.column) for f in fields]
        self.blank = {f.attname: None if f.primary_key else f.get_default() for f in fields}
        self.next = self.first

    def add(self, **values: Any) -> int:
        """Take a row in and return its id; what is not named has the model's default."""
        row = self.blank | values
        if len(row) != len(self.names):
            raise TypeError(f"{self.model.__name__} has no {set(row) - set(self.names)}")
        row["id"] = pk = self.next
        self.next += 1
        self.waiting.append(tuple(row[name] for name in self.names))
        return pk


class Bulk:
    """The tables that one load writes, in the order in which they refer to each other."""

    def __init__(self, *tables: type[models.Model]) -> None:
        self.cursor = connection.cursor()
        names = ", ".join(quoted(model._meta.db_table) for model in tables)
        self.cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
        self.tables = {model: Rows(model, self._free_id(model)) for model in tables}

    def __getitem__(self, model: type[models.Model]) -> Rows:
        return self.tables[model]

    def write(self) -> None:
        """Write everything that waits."""
        for model, rows in self.tables.items():
            if rows.waiting:
                self.copy(model._meta.db_table, rows.columns, rows.waiting)
                self._set_sequence(model, rows.next - 1)
                rows.waiting = []

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Send rows to a table by COPY."""
        named = ", ".join(map(quoted, columns))
        with self.cursor.copy(f"COPY {quoted(table)} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def write_history(self, model: type[models.Model], *, at: str, by: str, kind: str = "'+'") -> None:
        """Add a history row for each row of this load; `at`, `by` and `kind` are SQL over the row."""
        history: Any = model.history.model  # type: ignore[attr-defined]
        columns = [f.column for f in history.tracked_fields]
        own = ", ".join(f"t.{quoted(column)}" for column in columns)
        self.cursor.execute(
            f"""
            INSERT INTO {quoted(history._meta.db_table)}
                ({", ".join(map(quoted, columns))}, history_date, history_user_id, history_type)
            SELECT {own}, {at}, {by}, {kind} FROM {quoted(model._meta.db_table)} t
            WHERE t.id >= %s ORDER BY t.id
            """,  # noqa: S608
            [self.tables[model].first],
        )

    def analyze(self) -> None:
        """Let the planner know the new rows: the guards look each one up in its history."""
        for model in self.tables:
            self.cursor.execute(f"ANALYZE {quoted(model._meta.db_table)}")
            if history := getattr(model, "history", None):
                self.cursor.execute(f"ANALYZE {quoted(history.model._meta.db_table)}")

    def _free_id(self, model: type[models.Model]) -> int:
        self.cursor.execute(
            f"SELECT coalesce(max(id), 0) + 1 FROM {quoted(model._meta.db_table)}"  # noqa: S608
        )
        return int(self.cursor.fetchone()[0])

    def _set_sequence(self, model: type[models.Model], last: int) -> None:
        self.cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, last])


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
