"""Who reads study groups, makes and composes them, and checks them (R13, R45, R49, R86).

The administration reads all groups of its organisation; journal administrators and deputies make
and compose them. The officer for additional education does so with activities. A curator reads
and checks their own group, and reads what is drawn from it.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from accounts.access import organizations_as, readable_organizations
from accounts.enums import Role
from accounts.models import Organization, User
from common.dated import holds_on
from contingent.access import curated_groups, followed_groups, listed_students
from contingent.enums import BulkKind, GroupKind
from contingent.errors import NotAllowed
from contingent.models import BulkAction, Membership, Student, StudyGroup

SUMMER = (7, 8)
DERIVED = (GroupKind.SUBGROUP, GroupKind.STREAM, GroupKind.ACTIVITY)


def forming_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations all of whose groups the user makes and composes (R45)."""
    return organizations_as(user, on, Role.JOURNAL_ADMIN, Role.DEPUTY)


def activity_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations in which the user leads additional education (R13)."""
    return organizations_as(user, on, Role.ADDITIONAL_EDUCATION)


def kinds_formed(user: User, organization: Organization | int, on: date) -> tuple[GroupKind, ...]:
    """Return the kinds of groups that the user may make in the organisation."""
    pk = organization if isinstance(organization, int) else organization.pk
    if forming_organizations(user, on).filter(pk=pk).exists():
        return tuple(GroupKind)
    return (GroupKind.ACTIVITY,) if activity_organizations(user, on).filter(pk=pk).exists() else ()


def formed_groups(user: User, on: date) -> QuerySet[StudyGroup]:
    """Return the groups that the user composes, renames, closes."""
    whole = StudyGroup.objects.filter(organization__in=forming_organizations(user, on))
    activities = StudyGroup.objects.filter(organization__in=activity_organizations(user, on), kind=GroupKind.ACTIVITY)
    return StudyGroup.objects.filter(pk__in=whole.values("pk").union(activities.values("pk")))


def forms_group(user: User, group: StudyGroup, on: date) -> bool:
    """Whether the user composes the group."""
    return formed_groups(user, on).filter(pk=group.pk).exists()


def listed_groups(user: User, on: date) -> QuerySet[StudyGroup]:
    """Return the groups of the user's list: followed ones with what is drawn from them, and those of organisations."""
    # A union, not an OR: for an OR the database reads the groups of the whole region.
    followed = followed_groups(user, on).values("pk")
    ways = (
        StudyGroup.objects.filter(sources__in=followed, kind__in=DERIVED).values("pk"),
        StudyGroup.objects.filter(organization__in=readable_organizations(user, on)).values("pk"),
        formed_groups(user, on).values("pk"),
    )
    return StudyGroup.objects.filter(pk__in=followed.union(*ways))


def has_groups(user: User, on: date) -> Any:
    """Whether there is a list of groups for the user, as an expression."""
    return (
        Exists(followed_groups(user, on))
        | Exists(readable_organizations(user, on))
        | Exists(activity_organizations(user, on))
    )


def composition_day(today: date) -> date:
    """Return the day whose composition is meant on the day: in summer that of 1 September (R49)."""
    return date(today.year, 9, 1) if today.month in SUMMER else today


def read_students(user: User, on: date) -> QuerySet[Student]:
    """Return the students whose data the user reads in groups: of their lists, and those to come into their groups."""
    coming = Membership.objects.filter(
        holds_on(composition_day(on)), group_kind=GroupKind.HOME, group__in=followed_groups(user, on).values("pk")
    )
    listed = listed_students(user, on).values("pk")
    return Student.objects.filter(pk__in=listed.union(coming.values("student")))


def members_seen(user: User, group: StudyGroup, on: date) -> QuerySet[Student]:
    """Return the students whom the user may see in the group: a curator sees their own in a stream of several groups.

    Who composes the group sees its students, and those whom it can be composed of.
    """
    if forms_group(user, group, on):
        return Student.objects.filter(organization=group.organization_id)
    return read_students(user, on).filter(organization=group.organization_id)


def visible_compositions(user: User, group: StudyGroup, on: date) -> QuerySet[BulkAction]:
    """Return the changes of the group's composition that the user may take back."""
    rows = BulkAction.objects.filter(organization=group.organization_id, kind=BulkKind.COMPOSE)
    return rows.filter(asked__groups__contains=[group.pk]) if forms_group(user, group, on) else rows.none()


def can_check(user: User, group: StudyGroup, on: date) -> bool:
    """Whether the user checks the group: its curator alone; a delegated right to read it is not enough (R49)."""
    return curated_groups(user, on).filter(pk=group.pk).exists()


def check_forms_group(user: User, group: StudyGroup, on: date) -> None:
    """Raise `NotAllowed` unless the user makes and composes the group."""
    if not forms_group(user, group, on):
        raise NotAllowed(_("Groups are formed by the journal administrator and the deputy directors."))


def check_curates(user: User, group: StudyGroup, on: date) -> None:
    """Raise `NotAllowed` unless the user is the group's curator on the day."""
    if not can_check(user, group, on):
        raise NotAllowed(_("The composition of a group is checked by its curator."))
