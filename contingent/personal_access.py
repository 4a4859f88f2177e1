"""Whose rights and personal data a person answers for (152-ФЗ, R5)."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import administered_organizations, organizations_as, readable_organizations
from accounts.enums import Role
from accounts.models import Organization, User
from contingent.errors import NotAllowed
from contingent.models import Employee, Representative, Student


def answered_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations for whose personal data the user answers: as a director or journal administrator."""
    return organizations_as(user, on, Role.DIRECTOR, Role.JOURNAL_ADMIN)


def tied_people(organizations: QuerySet[Organization]) -> QuerySet[User]:
    """Return everyone who is or ever was tied to one of the organisations."""
    within = organizations.values("pk")
    ways = (
        Employee.objects.filter(organization__in=within).values("user"),
        Representative.objects.filter(student__organization__in=within).values("user"),
    )
    return User.objects.filter(pk__in=Student.objects.filter(organization__in=within).values("user").union(*ways))


def explained_people(user: User, on: date) -> QuerySet[User]:
    """Return the people whose rights the user may ask about: tied to an organisation read whole."""
    return tied_people(readable_organizations(user, on))


def explained_students(user: User, on: date) -> QuerySet[Student]:
    """Return the students of whom the user may ask who sees them."""
    return Student.objects.filter(organization__in=readable_organizations(user, on))


def answered_people(user: User, on: date) -> QuerySet[User]:
    """Return the people for whose personal data the user answers."""
    return tied_people(answered_organizations(user, on))


def check_keep_personal(user: User, person: User, on: date) -> None:
    """Raise `NotAllowed` unless the user administers the journal of an organisation that the person is tied to."""
    if not tied_people(administered_organizations(user, on)).filter(pk=person.pk).exists():
        raise NotAllowed(_("Consents and requests of people are recorded by the journal administrator."))
