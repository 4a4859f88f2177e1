"""Migrations that make many things at once without looking at every model of the project for each.

After each operation Django renders anew every model that is tied to the changed one, and here all are
tied to users and organisations: of a minute of migrating fifty seconds went there. Operations of one
kind that stand together do not need each other's outcome, so the models are rendered once for all.
"""

from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

TOGETHER: tuple[tuple[type[Operation], ...], ...] = (
    (migrations.CreateModel,),
    (migrations.AddField,),
    (AddTrigger, RemoveTrigger),
    (migrations.AddConstraint, migrations.RemoveConstraint),
)
FEW = 3
"""So few operations are quicker one by one."""


class Migration(migrations.Migration):
    """A migration whose operations of one kind, where they stand together, are carried out together.

    In such a run nothing may be changed or taken away that the run itself has added.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Apply the migration; told as SQL, or without one transaction for all, it goes Django's own way."""
        if collect_sql or not schema_editor.atomic_migration:
            return super().apply(project_state, schema_editor, collect_sql)
        for _kind, run in groupby(self.operations, kind_of):
            operations = list(run)
            for few in [operations] if len(operations) > FEW else [[each] for each in operations]:
                self._apply_together(few, project_state, schema_editor)
        return project_state

    def _apply_together(
        self, operations: list[Operation], state: ProjectState, schema_editor: BaseDatabaseSchemaEditor
    ) -> None:
        before = state.clone()
        if len(operations) > 1:
            state.__dict__.pop("apps", None)
        for operation in operations:
            operation.state_forwards(self.app_label, state)
        for operation in operations:
            operation.database_forwards(self.app_label, schema_editor, before, state)


def kind_of(operation: Operation) -> Any:
    """Return what is the same for operations that may go together."""
    return next((place for place, kinds in enumerate(TOGETHER) if isinstance(operation, kinds)), id(operation))
