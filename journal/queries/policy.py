"""How far back each organisation lets marks be entered, and who has changed it (window A, R42)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.access import administered_organizations, readable_organizations
from accounts.models import Organization, User
from journal.models import EntryPolicy

SHOWN = 5


@dataclass(frozen=True, slots=True)
class WindowChange:
    """A change of the window, on the organisation's clock; `before` is None where there was none."""

    at: datetime
    author: str
    before: int | None
    after: int


@dataclass(frozen=True, slots=True)
class WindowView:
    """The window of one organisation, the first day that is open today, the latest changes first."""

    organization: Organization
    days: int
    since: date
    is_own: bool
    changes: list[WindowChange]

    @property
    def field(self) -> str:
        """The name of its field on the page."""
        return f"days-{self.organization.pk}"


def windows_for(user: User, now: datetime, on: date) -> list[WindowView]:
    """Return the windows of the organisations the user reads, and which are theirs to set."""
    organizations = list(readable_organizations(user, on).order_by("short_name"))
    own = set(administered_organizations(user, on).values_list("pk", flat=True))
    policies = {row.organization_id: row for row in EntryPolicy.objects.filter(organization__in=organizations)}
    told = changes(organizations)
    views = []
    for organization in organizations:
        policy = policies.get(organization.pk) or EntryPolicy(organization=organization)
        since = policy.open_since(organization.local_day(now))
        views.append(WindowView(organization, policy.entry_days, since, organization.pk in own, told[organization.pk]))
    return views


def changes(organizations: Sequence[Organization]) -> dict[int, list[WindowChange]]:
    """Return the latest changes of each organisation's window."""
    by_pk = {organization.pk: organization for organization in organizations}
    before: dict[int, int] = {}
    found: dict[int, list[WindowChange]] = defaultdict(list)
    rows = EntryPolicy.history.filter(organization__in=by_pk).select_related("history_user")
    for row in rows.order_by("history_id"):
        place = by_pk[row.organization_id]
        author = row.history_user.short_name if row.history_user else ""
        if row.entry_days != before.get(place.pk):
            at = place.local(row.history_date)
            found[place.pk].insert(0, WindowChange(at, author, before.get(place.pk), row.entry_days))
        before[place.pk] = row.entry_days
    return defaultdict(list, {pk: lines[:SHOWN] for pk, lines in found.items()})
