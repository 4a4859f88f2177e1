"""What was done at once to courses and to the load lately, and can be undone (R45, R46)."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organization
from curriculum.load_access import COURSES, LOAD
from curriculum.models import PreparationAction

SHOWN = 10


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action with who did it and when, on the organisation's clock."""

    id: int
    title: str
    who: str
    at: datetime
    is_undone: bool


def latest_actions(organization: Organization, kind: str = COURSES) -> list[ActionLine]:
    """Return the latest actions on courses, or on the load."""
    rows = PreparationAction.objects.filter(organization=organization, kind__startswith=kind)
    return [
        ActionLine(
            row.pk, row.title, row.done_by.short_name, organization.local(row.done_at), row.undone_at is not None
        )
        for row in rows.select_related("done_by").order_by("-done_at")[:SHOWN]
    ]


def latest_load_actions(organization: Organization) -> list[ActionLine]:
    """Return the latest actions on the load."""
    return latest_actions(organization, LOAD)
