"""Who may see which student and group: rights follow dated facts (decision 5 of the domain)."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import administered_organizations, organizations_as, readable_organizations
from accounts.enums import DelegatedRight, Role
from accounts.models import Delegated, Organization, User
from common.dated import holds_on
from contingent.enums import BulkKind, GroupKind, RepresentativeKind
from contingent.errors import NotAllowed
from contingent.models import (
    BulkAction,
    Curatorship,
    Employee,
    GroupDelegation,
    ImportBatch,
    Membership,
    Representative,
    Student,
    StudentDelegation,
    StudyGroup,
)

ANSWERS = (RepresentativeKind.PARENT, RepresentativeKind.GUARDIAN)
"""Who answers for a student by law; a trusted person is let in by one of these."""
FORMING = (BulkKind.TRANSFER, BulkKind.COMPOSE)
"""Changes of several people by which groups are formed."""


def employments(user: User, on: date) -> QuerySet[Employee]:
    """Return the user's own rows on the staff of organisations on the day."""
    return Employee.objects.on(on).filter(user=user)


def curated_groups(user: User, on: date) -> QuerySet[StudyGroup]:
    """Return the home groups of which the user is the curator on the day (R11)."""
    held = Curatorship.objects.filter(holds_on(on), holds_on(on, "employee__"), employee__user=user)
    return StudyGroup.objects.filter(pk__in=held.values("group"))


def delegated(model: type[Delegated], user: User, on: date, *rights: DelegatedRight) -> QuerySet[Any]:
    """Return the rows by which such rights are the user's on the day: until their last day, and while on the staff."""
    staff = Employee.objects.on(on).filter(user=OuterRef("user"), organization=OuterRef("content_object__organization"))
    rows: QuerySet[Any] = model.objects.on(on).filter(Exists(staff), user=user, permission__codename__in=rights)
    return rows


def followed_groups(user: User, on: date) -> QuerySet[StudyGroup]:
    """Return the groups the user reads as a curator does: curated, or delegated to them (R11)."""
    # A union here and below, not an OR: for an OR the database reads the table of the whole region.
    given = delegated(GroupDelegation, user, on, DelegatedRight.READ_GROUP).values("content_object")
    return StudyGroup.objects.filter(pk__in=curated_groups(user, on).values("pk").union(given))


def visible_groups(user: User, on: date) -> QuerySet[StudyGroup]:
    """Return the groups whose composition the user may read: as a curator, or of an organisation read."""
    read = StudyGroup.objects.filter(organization__in=readable_organizations(user, on))
    return StudyGroup.objects.filter(pk__in=followed_groups(user, on).values("pk").union(read.values("pk")))


def diary_students(user: User, on: date) -> QuerySet[Student]:
    """Return the students whose diary is the user's to read: themselves, their children, and whose parent let them in.

    A trusted person is let in by a parent or guardian, and for as long as that one answers for the child (R2, R12).
    """
    ties = Representative.objects.filter(holds_on(on), user=user)
    trusting = Representative.objects.filter(
        holds_on(on), kind__in=ANSWERS, user=OuterRef("admitted_by"), student=OuterRef("student")
    )
    represented = ties.filter(Q(admitted_by=None) | Exists(trusting))
    own = Student.objects.filter(user=user)
    return Student.objects.on(on).filter(pk__in=own.values("pk").union(represented.values("student")))


def represented_students(user: User, on: date) -> QuerySet[Student]:
    """Return the students for whom the user answers as a parent or guardian; a trusted person does not (R12)."""
    answers = Representative.objects.filter(holds_on(on), user=user, kind__in=ANSWERS)
    return Student.objects.on(on).filter(pk__in=answers.values("student"))


def visible_students(user: User, on: date) -> QuerySet[Student]:
    """Return the students whose card and progress the user may read.

    Own diary; a group read as its curator does; a student delegated; every student of an organisation read whole.
    """
    members = Membership.objects.filter(holds_on(on), group__in=followed_groups(user, on).values("pk"))
    ways = (
        delegated(StudentDelegation, user, on, DelegatedRight.READ_STUDENT).values("content_object"),
        diary_students(user, on).values("pk"),
        Student.objects.filter(organization__in=readable_organizations(user, on)).values("pk"),
    )
    return Student.objects.filter(pk__in=members.values("student").union(*ways))


def listed_students(user: User, on: date) -> QuerySet[Student]:
    """Return the students of the lists the user keeps or reads: a curator's group, an organisation read whole."""
    # A union, not an OR: for an OR the database reads all students of the region.
    home = Membership.objects.filter(holds_on(on), group_kind=GroupKind.HOME)
    curated = home.filter(holds_on(on, "student__"), group__in=followed_groups(user, on).values("pk"))
    read = Student.objects.filter(organization__in=readable_organizations(user, on))
    return Student.objects.filter(pk__in=read.values("pk").union(curated.values("student")))


def listed_representatives(user: User, on: date) -> QuerySet[Representative]:
    """Return the ties to the students of the user's lists."""
    return Representative.objects.filter(student__in=listed_students(user, on).values("pk"))


def listed_employees(user: User, on: date) -> QuerySet[Employee]:
    """Return the staff of the organisations the user reads whole: a curator has no list of staff."""
    return Employee.objects.filter(organization__in=readable_organizations(user, on))


def carded_students(user: User, on: date) -> QuerySet[Student]:
    """Return the students whose card the user may open: of their lists, or delegated one by one (R11)."""
    given = delegated(StudentDelegation, user, on, DelegatedRight.READ_STUDENT).values("content_object")
    return Student.objects.filter(pk__in=listed_students(user, on).values("pk").union(given))


def carded_representatives(user: User, on: date) -> QuerySet[Representative]:
    """Return the ties to these students."""
    return Representative.objects.filter(student__in=carded_students(user, on).values("pk"))


def carded_people(user: User, on: date) -> QuerySet[User]:
    """Return the people whose card the user may open: at least one of their ties is the user's to see."""
    ways = (
        carded_representatives(user, on).values("user"),
        listed_employees(user, on).values("user"),
    )
    return User.objects.filter(pk__in=carded_students(user, on).values("user").union(*ways))


def changing_organizations(user: User, on: date, kind: BulkKind) -> QuerySet[Organization]:
    """Return the organisations in which the user changes several people of a list in this way.

    A transfer is the forming of groups, which deputies do too (R10, R45; T3.2.1, S3.2); all else,
    who studies and works here and who represents whom, is kept by the journal administrator.
    """
    if kind in FORMING:
        return organizations_as(user, on, Role.JOURNAL_ADMIN, Role.DEPUTY)
    return administered_organizations(user, on)


def visible_bulk_actions(user: User, on: date) -> QuerySet[BulkAction]:
    """Return the changes of several people that the user could have made, of all who make such."""
    forming = changing_organizations(user, on, BulkKind.TRANSFER).values("pk")
    return BulkAction.objects.filter(
        Q(organization__in=administered_organizations(user, on).values("pk"))
        | Q(organization__in=forming, kind__in=FORMING)
    )


def visible_imports(user: User, on: date) -> QuerySet[ImportBatch]:
    """Return the loadings of the organisations whose journal the user administers (R22)."""
    return ImportBatch.objects.filter(organization__in=administered_organizations(user, on))


def check_import(user: User, organization: Organization, on: date) -> None:
    """Raise `NotAllowed` unless the user administers the organisation's journal."""
    if not administered_organizations(user, on).filter(pk=organization.pk).exists():
        raise NotAllowed(_("Students are loaded by the journal administrator of the organisation."))


def check_people(user: User, organization: Organization, on: date) -> None:
    """Raise `NotAllowed` unless the user keeps the lists of the organisation current (R104)."""
    if not administered_organizations(user, on).filter(pk=organization.pk).exists():
        raise NotAllowed(_("Lists are kept by the journal administrator of the organisation."))


def check_change(user: User, organization: Organization, on: date, kind: BulkKind) -> None:
    """Raise `NotAllowed` unless the user changes several people of the organisation in this way."""
    if not changing_organizations(user, on, kind).filter(pk=organization.pk).exists():
        raise NotAllowed(_("Lists are kept by the journal administrator of the organisation."))
