"""Whose calendars, courses and load are: the administration's of the organisation (R38, R45, R46)."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import readable_organizations
from accounts.audit import Trace
from accounts.models import Organization, User
from curriculum.models import Course, PreparationAction, StudyCalendar
from curriculum.reference_access import check_keeps

COURSES, LOAD = "courses:", "load:"
"""How the kinds of actions on courses and on the load begin."""


def visible_calendars(user: User, on: date) -> QuerySet[StudyCalendar]:
    """Return the calendar study schedules of the organisations the user reads whole, drafts too."""
    return StudyCalendar.objects.filter(academic_year__organization__in=readable_organizations(user, on))


def formed_courses(user: User, on: date) -> QuerySet[Course]:
    """Return the courses of the organisations the user reads whole."""
    return Course.objects.filter(organization__in=readable_organizations(user, on))


def visible_course_actions(user: User, on: date) -> QuerySet[PreparationAction]:
    """Return what was done at once to courses and to the load of the organisations the user reads whole."""
    found = PreparationAction.objects.filter(organization__in=readable_organizations(user, on))
    return found.filter(kind__startswith=COURSES) | found.filter(kind__startswith=LOAD)


def check_prepares(trace: Trace, organization: Organization) -> None:
    """Raise `NotAllowed` unless the person writes the calendars, courses and load there."""
    message = _("Calendars, courses and the load are kept by the director, the deputies and the journal administrator.")
    check_keeps(trace.actor, organization, organization.local_day(trace.now), message)
