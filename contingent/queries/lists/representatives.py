"""The list of representatives: a line for every tie of a person and a student."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from common.dated import holds_on
from contingent.access import listed_representatives
from contingent.enums import GroupKind
from contingent.models import Membership, Representative
from contingent.queries.lists.asked import CURRENT, Asked, in_state
from contingent.queries.lists.students import NO_CONTACTS, ordered
from contingent.queries.lists.words import matching
from contingent.queries.students import show_phone

SORTS = {
    "name": ("user__sort_key", "student__user__sort_key"),
    "student": ("student__user__sort_key", "user__sort_key"),
    "group": ("group_key", "student__user__sort_key", "user__sort_key"),
    "kind": ("kind", "user__sort_key"),
}


@dataclass(frozen=True)
class TieLine:
    """A representative, whose, since when and until when."""

    id: int
    user: int
    name: str
    kind: str
    student: str
    student_user: int
    group: str
    phone: str
    email: str
    starts: date
    ended: date | None


def find_ties(user: User, on: date, asked: Asked) -> QuerySet[Any]:
    """Return the ties that answer by the representative or by the student."""
    places = Membership.objects.filter(holds_on(on), student=OuterRef("student"), group_kind=GroupKind.HOME)
    rows: QuerySet[Any] = listed_representatives(user, on).filter(in_state(asked.state, on))
    if asked.state == CURRENT:
        rows = rows.filter(holds_on(on, "student__"))
    if asked.group is not None:
        rows = rows.filter(Exists(places.filter(group=asked.group)))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.lacks == NO_CONTACTS:
        rows = rows.filter(user__email="") | rows.filter(user__phone="")
    rows = matching(rows, asked.q, people=("user", "student__user")).annotate(
        group_name=Subquery(places.values("group__name")[:1]),
        group_key=Subquery(places.values("group__sort_key")[:1]),
    )
    return rows.order_by(*ordered(SORTS, asked), "pk")


def tie_lines(rows: Any, on: date) -> list[TieLine]:
    """Return the rows of the list."""
    return [_line(tie, on) for tie in rows.select_related("user", "student__user")]


def _line(tie: Representative, on: date) -> TieLine:
    return TieLine(
        id=tie.pk,
        user=tie.user_id,
        name=tie.user.full_name,
        kind=tie.get_kind_display(),
        student=tie.student.user.full_name,
        student_user=tie.student.user_id,
        group=tie.group_name or "",  # type: ignore[attr-defined]
        phone=show_phone(tie.user.phone),
        email=tie.user.email,
        starts=tie.starts,
        ended=tie.ends if tie.ends and tie.ends < on else None,
    )
