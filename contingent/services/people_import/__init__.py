"""Loading students, representatives and groups from an Excel workbook (R22, X1).

`workbook` opens the file within bounds, `headers` and `sheets` understand it, `values`, `names`
and `rows` check each cell, `existing` and `matching` find the people there are, `plan` says what
would come of every row, `batches` keeps and carries it out through `writing`, `undoing` takes it
back, `exports` makes the sample workbook and the copy with remarks.
"""

from contingent.services.people_import.batches import (
    apply_import,
    check_people_workbook,
    discard_import,
    purge_checks,
)
from contingent.services.people_import.undoing import Obstacle, obstacles, undo_import

__all__ = [
    "Obstacle",
    "apply_import",
    "check_people_workbook",
    "discard_import",
    "obstacles",
    "purge_checks",
    "undo_import",
]
