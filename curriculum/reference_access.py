"""Who reads and who keeps the references of an organisation (R33)."""

from datetime import date

from django.db.models import QuerySet

from accounts.access import organizations_as, readable_organizations
from accounts.enums import Role
from accounts.models import Organization, User
from curriculum.errors import NotAllowed
from curriculum.models import PreparationAction

KEEPERS = (Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN)


def kept_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations whose references the user keeps: administration and journal administrators."""
    return organizations_as(user, on, *KEEPERS)


def check_keeps(user: User, organization: Organization, on: date, message: str) -> None:
    """Raise `NotAllowed` unless the user keeps the references of the organisation."""
    if not kept_organizations(user, on).filter(pk=organization.pk).exists():
        raise NotAllowed(message)


def visible_reference_actions(user: User, on: date) -> QuerySet[PreparationAction]:
    """Return the loadings of references in the organisations that the user reads whole."""
    found = PreparationAction.objects.filter(organization__in=readable_organizations(user, on))
    return found.filter(kind__startswith="reference:")
