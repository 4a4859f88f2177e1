"""Changing several people of a list at once: what it would come to, doing it, taking it back (R104).

A plan is made twice: for the preview, and under locks when it is applied. When the two differ,
nothing is written and the new plan is shown.
"""

from contingent.services.bulk.actions import apply_bulk, undo_bulk
from contingent.services.bulk.plan import BulkOrder, BulkPlan
from contingent.services.bulk.planning import plan_bulk

__all__ = ["BulkOrder", "BulkPlan", "apply_bulk", "plan_bulk", "undo_bulk"]
