"""How far back each organisation lets marks be entered, and who has changed it (windows A and B, R42, R43)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.access import administered_organizations, readable_organizations
from accounts.models import Organization, User
from journal.models import EntryPolicy

SHOWN = 5
LESSONS, ATTESTATION = "entry_days", "attestation_days"
FIELDS = {LESSONS: "days", ATTESTATION: "attestation"}
USUAL = {LESSONS: EntryPolicy.DEFAULT_DAYS, ATTESTATION: EntryPolicy.DEFAULT_ATTESTATION_DAYS}


@dataclass(frozen=True, slots=True)
class WindowChange:
    """A change of the window, on the organisation's clock; `before` is None where there was none."""

    at: datetime
    author: str
    before: int | None
    after: int


@dataclass(frozen=True, slots=True)
class WindowView:
    """A window of one organisation, the first day that is open today (of window A), the latest changes first."""

    organization: Organization
    name: str
    days: int
    since: date | None
    is_own: bool
    changes: list[WindowChange]

    @property
    def field(self) -> str:
        """The name of its field on the page."""
        return f"{FIELDS[self.name]}-{self.organization.pk}"


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
        for name, first in ((LESSONS, since), (ATTESTATION, None)):
            lines = told[organization.pk, name]
            days = getattr(policy, name)
            views.append(WindowView(organization, name, days, first, organization.pk in own, lines))
    return views


def changes(organizations: Sequence[Organization]) -> dict[tuple[int, str], list[WindowChange]]:
    """Return the latest changes of each window of each organisation."""
    by_pk = {organization.pk: organization for organization in organizations}
    before: dict[tuple[int, str], int] = {}
    found: dict[tuple[int, str], list[WindowChange]] = defaultdict(list)
    rows = EntryPolicy.history.filter(organization__in=by_pk).select_related("history_user")
    for row in rows.order_by("history_id"):
        place = by_pk[row.organization_id]
        author = row.history_user.short_name if row.history_user else ""
        for name in FIELDS:
            key, days = (place.pk, name), getattr(row, name)
            is_usual = key not in before and days == USUAL[name]
            if days != before.get(key) and not is_usual:
                change = WindowChange(place.local(row.history_date), author, before.get(key), days)
                found[key].insert(0, change)
            before[key] = days
    return defaultdict(list, {key: lines[:SHOWN] for key, lines in found.items()})
