"""Whose rows of a page a user reads: a stream is taught to several groups, a curator answers for one (R11, 152-ФЗ)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from common.prepared import Prepared
from contingent.access import followed_groups
from contingent.enums import GroupKind
from contingent.models import Membership
from curriculum.models import Course
from journal.access import drawn_courses, given_lessons, whole_courses
from journal.models import Mark


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose rows are read of a page that is not read whole, and in which of the user's groups these students are."""

    students: frozenset[int]
    groups: frozenset[int]


def followed_memberships(user: User, on: date) -> QuerySet[Membership]:
    """Return the memberships by which students are the curator's: of the day, and of those who left for no other group.

    Whoever moved to a group of another curator is theirs, with the marks given before.
    """
    groups = followed_groups(user, on).values("pk")
    later = Membership.objects.filter(
        group_kind=GroupKind.HOME, student=OuterRef("student"), starts__gt=OuterRef("starts"), starts__lte=on
    ).exclude(group=OuterRef("group"))
    rows = Membership.objects.filter(group__in=groups, starts__lte=on)
    return rows.filter(Q(ends=None) | Q(ends__gte=on) | ~Exists(later))


def visible_marks(user: User, on: date) -> QuerySet[Mark]:
    """Return the marks on the pages the user may open: of a page read in part, those of their own students."""
    own = followed_memberships(user, on).values("student")
    whole = Mark.objects.filter(work__course__in=whole_courses(user, on).values("pk"))
    part = Mark.objects.filter(work__course__in=drawn_courses(user, on).values("pk"), student__in=own)
    return Mark.objects.filter(pk__in=whole.values("pk").union(part.values("pk")))


def seen_rows(user: User, course: Course, on: date, lesson: int | None = None) -> Seen | None:
    """Return whose rows the user reads of a page that is theirs to open; None: everyone's.

    Who gave the `lesson` reads all of it (R61). The page of a home group is never read in part.
    """
    if course.study_group.kind == GroupKind.HOME or WHOLE(user, on, course.pk):
        return None
    if lesson is not None and given_lessons(user, on).filter(pk=lesson, course=course).exists():
        return None
    rows = OWN_ROWS(user, on, course.study_group)
    return Seen(frozenset(row[0] for row in rows), frozenset(row[1] for row in rows))


def own_rows(user: User, on: date, group: Any) -> QuerySet[Any, Any]:
    """Return the user's students with their groups, of those from which the group is drawn."""
    rows = followed_memberships(user, on).filter(group__derived_groups=group)
    return rows.values_list("student", "group")


WHOLE = Prepared(lambda user, on, pk: whole_courses(user, on).filter(pk=pk).values_list("pk"))
OWN_ROWS = Prepared(own_rows)
