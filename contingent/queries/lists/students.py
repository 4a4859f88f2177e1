"""The list of students."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from accounts.models import User
from common.dated import holds_on
from contingent.access import listed_students
from contingent.enums import GroupKind
from contingent.models import Membership, Representative, Student
from contingent.queries.lists.asked import ALL, LEFT, Asked, in_state
from contingent.queries.lists.words import matching
from contingent.queries.students import show_phone

NO_CONTACTS, NO_REPRESENTATIVE, NO_GROUP = "contacts", "representative", "group"
SORTS = {
    "name": ("user__sort_key",),
    "group": ("group_key", "user__sort_key"),
    "born": ("user__birth_date", "user__sort_key"),
    "form": ("form", "user__sort_key"),
}


@dataclass(frozen=True)
class StudentLine:
    """One student in the list; `left` is the last day of one who has left."""

    id: int
    user: int
    name: str
    group: str
    birth_date: date | None
    phone: str
    email: str
    outside_id: str
    form: str
    has_representative: bool
    starts: date
    left: date | None


def find_students(user: User, on: date, asked: Asked) -> QuerySet[Any]:
    """Return the students that answer; who has left or is to come is shown with their latest group."""
    home = Membership.objects.filter(student=OuterRef("pk"), group_kind=GroupKind.HOME)
    past = asked.state in (LEFT, ALL)
    places = home.order_by("-starts") if past else home.filter(holds_on(on))
    ties = Representative.objects.filter(holds_on(on), student=OuterRef("pk"))
    rows: QuerySet[Any] = listed_students(user, on).filter(in_state(asked.state, on))
    if asked.group is not None:
        rows = rows.filter(Exists((home if past else places).filter(group=asked.group)))
    if asked.level is not None:
        rows = rows.filter(Exists((home if past else places).filter(group__level=asked.level)))
    if asked.form:
        rows = rows.filter(form=asked.form)
    if asked.lacks == NO_CONTACTS:
        rows = rows.filter(user__email="") | rows.filter(user__phone="")
    if asked.lacks == NO_REPRESENTATIVE:
        rows = rows.exclude(Exists(ties))
    if asked.lacks == NO_GROUP:
        rows = rows.exclude(Exists(home if past else places))
    rows = matching(rows, asked.q, also=("outside_id",)).annotate(
        group_name=Subquery(places.values("group__name")[:1]),
        group_key=Subquery(places.values("group__sort_key")[:1]),
        tied=Exists(ties),
    )
    return rows.order_by(*ordered(SORTS, asked), "pk")


def ordered(sorts: dict[str, tuple[str, ...]], asked: Asked) -> list[Any]:
    """Return the order that is asked: the column itself may go downward, who has nothing in it is last."""
    first, *rest = sorts.get(asked.by, sorts["name"])
    column = F(first)
    return [column.desc(nulls_last=True) if asked.is_downward else column.asc(nulls_last=True), *rest]


def student_lines(rows: Any, on: date) -> list[StudentLine]:
    """Return the rows of the list."""
    return [_line(student, on) for student in rows.select_related("user")]


def _line(student: Student, on: date) -> StudentLine:
    person = student.user
    return StudentLine(
        id=student.pk,
        user=person.pk,
        name=person.full_name,
        group=student.group_name or "",  # type: ignore[attr-defined]
        birth_date=person.birth_date,
        phone=show_phone(person.phone),
        email=person.email,
        outside_id=student.outside_id,
        form=student.get_form_display(),
        has_representative=student.tied,  # type: ignore[attr-defined]
        starts=student.starts,
        left=student.ends if student.ends and student.ends < on else None,
    )
