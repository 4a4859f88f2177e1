"""Whose messages and mails they are."""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from accounts.access import administered_organizations, organizations_as, readable_organizations
from accounts.enums import Role
from accounts.models import Organization, User
from notifications.models import CaughtMail, InboxMessage


def visible_messages(user: User) -> QuerySet[InboxMessage]:
    """Return the messages addressed to the user: nobody reads another's."""
    return InboxMessage.objects.filter(recipient=user)


def visible_caught_mail(user: User, on: date) -> QuerySet[CaughtMail]:
    """Return the demo's caught mails the user may read; outside the demo there are none.

    One's own, and those to the people of an organisation one directs or whose journal one
    administers.
    """
    if not settings.DEMO:
        return CaughtMail.objects.none()
    own = Q(recipient=user)
    if user.email:
        own |= Q(recipient=None, address__iexact=user.email)
    led = organizations_as(user, on, Role.DIRECTOR, Role.JOURNAL_ADMIN)
    return CaughtMail.objects.filter(own | Q(organization__in=led))


def organizations_with_terms(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations whose terms the user may read (decision 4 of the domain)."""
    return readable_organizations(user, on)


def organizations_to_set(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations whose terms are the user's to set."""
    return administered_organizations(user, on)


def check_set_terms(user: User, on: date) -> None:
    """Raise `PermissionDenied` unless there are terms that are the user's to set."""
    if not organizations_to_set(user, on).exists():
        raise PermissionDenied
