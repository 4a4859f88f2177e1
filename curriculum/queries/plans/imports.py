"""Plans read from workbooks lately: what may still be taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from curriculum.plan_access import visible_plan_imports

SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A loading that is not undone."""

    id: int
    title: str
    person: str
    done_at: datetime


def recent_imports(user: User, on: date) -> list[ImportLine]:
    """Return the loadings of the last month that stand."""
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    rows = visible_plan_imports(user, on).filter(undone_at=None, done_at__gte=since).select_related("done_by")
    return [
        ImportLine(row.pk, row.title, row.done_by.short_name, row.done_at) for row in rows.order_by("-done_at")[:10]
    ]
