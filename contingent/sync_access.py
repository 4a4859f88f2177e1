"""Who sees and leads the exchange with outside systems (X1, X2, R17)."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import administered_organizations, readable_organizations
from accounts.models import Organization, User
from contingent.access import curated_groups
from contingent.errors import NotAllowed
from contingent.models import DoubtfulPair, SetAside, SyncRun, SyncSource


def visible_sources(user: User, on: date) -> QuerySet[SyncSource]:
    """Return the sources of the organisations that the user reads whole: directors, deputies, administrators."""
    return SyncSource.objects.filter(organization__in=readable_organizations(user, on))


def visible_runs(user: User, on: date) -> QuerySet[SyncRun]:
    """Return the synchronisations of the organisations that the user reads whole."""
    return SyncRun.objects.filter(organization__in=readable_organizations(user, on))


def visible_pairs(user: User, on: date) -> QuerySet[DoubtfulPair]:
    """Return the doubtful pairs of the organisations that the user reads whole."""
    return DoubtfulPair.objects.filter(source__organization__in=readable_organizations(user, on))


def visible_set_aside(user: User, on: date) -> QuerySet[Any]:
    """Return what is set aside and not mended: of the user's own groups, and of organisations read whole (R22)."""
    rows = SetAside.objects.filter(mended_at=None)
    own = rows.filter(group__in=curated_groups(user, on).values("pk"))
    read = rows.filter(source__organization__in=readable_organizations(user, on))
    return SetAside.objects.filter(pk__in=own.values("pk").union(read.values("pk")))


def leads_sync(user: User, organization: Organization | int, on: date) -> bool:
    """Whether the user administers the organisation's journal: the director reads, the administrator leads."""
    pk = organization if isinstance(organization, int) else organization.pk
    return administered_organizations(user, on).filter(pk=pk).exists()


def check_leads_sync(user: User, organization: Organization, on: date) -> None:
    """Raise `NotAllowed` unless the user administers the organisation's journal."""
    if not leads_sync(user, organization, on):
        raise NotAllowed(_("The exchange is led by the journal administrator of the organisation."))
