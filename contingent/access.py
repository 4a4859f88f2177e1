"""Who may see which student and group: rights follow dated facts (decision 5 of the domain)."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import administered_organizations, readable_organizations
from accounts.models import Organization, User
from common.dated import holds_on
from contingent.errors import NotAllowed
from contingent.models import (
    Curatorship,
    Employee,
    ImportBatch,
    Membership,
    Representative,
    Student,
    StudyGroup,
)


def employments(user: User, on: date) -> QuerySet[Employee]:
    """Return the user's own rows on the staff of organisations on the day."""
    return Employee.objects.on(on).filter(user=user)


def curated_groups(user: User, on: date) -> QuerySet[StudyGroup]:
    """Return the home groups of which the user is the curator on the day (R11)."""
    held = Curatorship.objects.filter(holds_on(on), holds_on(on, "employee__"), employee__user=user)
    return StudyGroup.objects.filter(pk__in=held.values("group"))


def visible_groups(user: User, on: date) -> QuerySet[StudyGroup]:
    """Return the groups whose composition the user may read: curated, or of an organisation read."""
    # A union here and below, not an OR: for an OR the database reads the table of the whole region.
    read = StudyGroup.objects.filter(organization__in=readable_organizations(user, on))
    return StudyGroup.objects.filter(pk__in=curated_groups(user, on).values("pk").union(read.values("pk")))


def diary_students(user: User, on: date) -> QuerySet[Student]:
    """Return the students whose diary is the user's to read: themselves and their children (R2, R12)."""
    represented = Representative.objects.filter(holds_on(on), user=user)
    own = Student.objects.filter(user=user)
    return Student.objects.on(on).filter(pk__in=own.values("pk").union(represented.values("student")))


def visible_students(user: User, on: date) -> QuerySet[Student]:
    """Return the students whose card and progress the user may read.

    Own diary; a curator's group on the day; every student of an organisation read whole.
    """
    members = Membership.objects.filter(holds_on(on), group__in=curated_groups(user, on).values("pk"))
    ways = (
        diary_students(user, on).values("pk"),
        Student.objects.filter(organization__in=readable_organizations(user, on)).values("pk"),
    )
    return Student.objects.filter(pk__in=members.values("student").union(*ways))


def visible_imports(user: User, on: date) -> QuerySet[ImportBatch]:
    """Return the loadings of the organisations whose journal the user administers (R22)."""
    return ImportBatch.objects.filter(organization__in=administered_organizations(user, on))


def check_import(user: User, organization: Organization, on: date) -> None:
    """Raise `NotAllowed` unless the user administers the organisation's journal."""
    if not administered_organizations(user, on).filter(pk=organization.pk).exists():
        raise NotAllowed(_("Students are loaded by the journal administrator of the organisation."))
