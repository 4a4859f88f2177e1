"""What the list of students reads."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.access import readable_organizations
from accounts.models import User
from common.dated import holds_on
from common.sql import sort_key
from contingent.access import curated_groups, visible_groups
from contingent.enums import GroupKind
from contingent.models import Membership, Representative, Student, StudyGroup

ON_PAGE = 50


@dataclass(frozen=True)
class StudentLine:
    """One student in the list."""

    name: str
    group: str
    birth_date: date | None
    phone: str
    email: str
    outside_id: str
    has_representative: bool


@dataclass(frozen=True)
class GroupChoice:
    id: int
    name: str


def show_phone(phone: str) -> str:
    """Return a Russian number as people read it: +7 902 123-45-67; another as it is kept."""
    if len(phone) == 12 and phone.startswith("+7"):
        return f"{phone[:2]} {phone[2:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:]}"
    return phone


def roster_groups(user: User, on: date) -> list[GroupChoice]:
    """Return the open home groups whose composition the user may read."""
    rows = visible_groups(user, on).filter(kind=GroupKind.HOME).filter(Q(closed_on=None) | Q(closed_on__gte=on))
    return [GroupChoice(pk, name) for pk, name in rows.order_by("sort_key", "pk").values_list("pk", "name")]


def has_roster(user: User, on: date) -> bool:
    """Whether there is any list of students for the user: a curator's or an administration's."""
    return (
        StudyGroup.objects.filter(pk__in=curated_groups(user, on)).exists() or readable_organizations(user, on).exists()
    )


def roster(user: User, on: date, text: str, group: int | None) -> QuerySet[Any]:
    """Return the students whose list the user keeps or reads, found by name and group."""
    places = Membership.objects.filter(holds_on(on), student=OuterRef("pk"), group_kind=GroupKind.HOME)
    ties = Representative.objects.filter(holds_on(on), student=OuterRef("pk"))
    curated = Membership.objects.filter(
        holds_on(on), group_kind=GroupKind.HOME, group__in=curated_groups(user, on).values("pk")
    )
    read = Student.objects.filter(organization__in=readable_organizations(user, on))
    # A union, not an OR: for an OR the database reads all students of the region.
    rows = Student.objects.filter(holds_on(on), pk__in=read.values("pk").union(curated.values("student")))
    if group is not None:
        rows = rows.filter(Exists(places.filter(group=group)))
    for word in sort_key(text).split():
        rows = rows.filter(user__sort_key__contains=word)
    found: QuerySet[Any] = rows.annotate(
        group_name=Subquery(places.values("group__name")[:1]),
        tied=Subquery(ties.values("pk")[:1]),
        sorted_by=F("user__sort_key"),
    ).order_by("sorted_by", "pk")
    return found


def student_lines(rows: QuerySet[Any]) -> list[StudentLine]:
    """Return the rows of the list."""
    return [
        StudentLine(
            student.user.full_name,
            student.group_name or "",
            student.user.birth_date,
            show_phone(student.user.phone),
            student.user.email,
            student.outside_id,
            student.tied is not None,
        )
        for student in rows.select_related("user")
    ]


def list_students(user: User, on: date, text: str, group: int | None, page: str) -> Page[Any]:
    """Return a page of the list of students."""
    found: Any = Paginator(roster(user, on, text, group), ON_PAGE).get_page(page)
    found.object_list = student_lines(found.object_list)
    return cast("Page[Any]", found)
