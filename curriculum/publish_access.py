"""Who publishes an organisation's programmes, and what anyone may read of it without signing in (R3, R6)."""

from datetime import date

from django.db.models import QuerySet

from accounts.access import organizations_as
from accounts.enums import Role
from accounts.models import Organization, User
from curriculum.enums import DocumentState
from curriculum.models import Curriculum, LocalAct, LocalActVersion, StudyCalendar, WorkProgram

CURRICULA, CALENDARS, PROGRAMS = "curricula", "calendars", "programs"
"""Kinds of documents that are published."""
PUBLISHERS = (Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN)
KEPT = (DocumentState.APPROVED, DocumentState.ARCHIVED)
"""What was approved stays under its address when a newer version has taken its place."""


def publishing_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations whose public pages the user keeps."""
    return organizations_as(user, on, *PUBLISHERS)


def public_organizations() -> QuerySet[Organization]:
    """Return the organisations that have public pages."""
    return Organization.objects.filter(slug__isnull=False)


def public_curricula(organization: Organization) -> QuerySet[Curriculum]:
    """Return the curricula anyone may read."""
    return Curriculum.objects.filter(organization=organization, published_at__isnull=False, state__in=KEPT)


def public_calendars(organization: Organization) -> QuerySet[StudyCalendar]:
    """Return the calendar study schedules anyone may read."""
    return StudyCalendar.objects.filter(academic_year__organization=organization, published_at__isnull=False)


def public_programs(organization: Organization) -> QuerySet[WorkProgram]:
    """Return the work programmes anyone may read; their authors are not told."""
    return WorkProgram.objects.filter(organization=organization, published_at__isnull=False, state__in=KEPT)


def public_acts(organization: Organization) -> QuerySet[LocalAct]:
    """Return the local acts that have a version."""
    return LocalAct.objects.filter(organization=organization, versions__isnull=False).distinct()


def public_act_versions(organization: Organization) -> QuerySet[LocalActVersion]:
    """Return every version of the local acts: what was in force stays readable."""
    return LocalActVersion.objects.filter(act__organization=organization)
