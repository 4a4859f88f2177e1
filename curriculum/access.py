"""Which rights are handed to whom for a time, and who hands them (decision 5 of the domain)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.access import readable_organizations
from accounts.enums import DelegatedRight
from accounts.models import Delegated, User
from contingent.access import delegated
from contingent.models import GroupDelegation, Student, StudentDelegation, StudyGroup
from curriculum.models import Course, CourseDelegation


@dataclass(frozen=True)
class Kind:
    """What may be delegated: rows of rights, the objects they are to, the rights themselves."""

    name: str
    model: Any
    target: Any
    rights: tuple[DelegatedRight, ...]


PAGE, GROUP, STUDENT = "page", "group", "student"
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(PAGE, CourseDelegation, Course, (DelegatedRight.KEEP_PAGE, DelegatedRight.READ_PAGE)),
        Kind(GROUP, GroupDelegation, StudyGroup, (DelegatedRight.READ_GROUP,)),
        Kind(STUDENT, StudentDelegation, Student, (DelegatedRight.READ_STUDENT,)),
    )
}


def delegated_courses(user: User, on: date, *rights: DelegatedRight) -> QuerySet[Any]:
    """Return the rows by which pages are the user's to read or to keep on the day; `content_object` is the page."""
    return delegated(CourseDelegation, user, on, *rights)


def visible_delegations(user: User, on: date, kind: Kind) -> QuerySet[Delegated]:
    """Return the rights handed over, past ones too, in the organisations the user reads whole.

    The administration hands over and takes back in the whole organisation; a teacher's or a
    curator's own page or group is not theirs to hand on (R27).
    """
    found: QuerySet[Delegated] = kind.model.objects.filter(
        content_object__organization__in=readable_organizations(user, on)
    )
    return found


def delegable(user: User, on: date, kind: Kind) -> QuerySet[Any]:
    """Return the objects to which the user may hand over rights."""
    found: QuerySet[Any] = kind.target.objects.filter(organization__in=readable_organizations(user, on))
    return found
