"""Whose diary it is, who reads it, and which other diaries the reader may turn to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from common.dated import holds_on
from common.prepared import Prepared
from contingent.access import diary_students, visible_students
from contingent.enums import GroupKind
from contingent.models import Membership
from journal.models import DiaryGlance
from journal.queries.diary_fresh import HOMEWORK_AHEAD, is_fresh

FIRST_LOOK = timedelta(days=7)
"""How far back changes are new to a reader who has never said that they have read the diary."""


@dataclass(frozen=True, slots=True)
class Diary:
    """One student's diary: the student, where they study and by which clock, whether anything there is new."""

    student: int
    last_name: str
    first_name: str
    patronymic: str
    organization: int
    organization_name: str
    time_zone: str
    group: str
    has_news: bool

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic if there is one."""
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))


@dataclass(frozen=True, slots=True)
class OpenDiary:
    """The diary a reader has opened, and the diaries of their own that they may switch to.

    `own` is false for a curator or the administration, who read it but acknowledge nothing.
    """

    diary: Diary
    others: tuple[Diary, ...]
    own: bool

    @property
    def organizations(self) -> int:
        """In how many organisations the switcher's students study."""
        return len({diary.organization for diary in self.others})


def own_diaries(user: User, now: datetime, on: date) -> list[Diary]:
    """Return the diaries that are the user's own to read, by name (R2, R12)."""
    return [Diary(*row) for row in OWN(user, on, now - FIRST_LOOK, on + HOMEWORK_AHEAD)]


def open_diary(user: User, student: int, now: datetime, on: date) -> OpenDiary | None:
    """Return the student's diary as the user may read it; None when it is not theirs to see.

    Family before staff: a curator who is the student's parent reads it as a parent.
    """
    own = own_diaries(user, now, on)
    for diary in own:
        if diary.student == student:
            return OpenDiary(diary, tuple(own), own=True)
    seen = SEEN(user, on, now - FIRST_LOOK, on + HOMEWORK_AHEAD, student)
    return OpenDiary(Diary(*seen[0]), (), own=False) if seen else None


def heads(students: QuerySet[Any], user: User, on: date, first_look: datetime, ahead: date) -> QuerySet[Any, Any]:
    """Return what the heads of the students' diaries tell, in one query."""
    home = Membership.objects.filter(holds_on(on), student=OuterRef("pk"), group_kind=GroupKind.HOME).values(
        "group__name"
    )[:1]
    rows: QuerySet[Any, Any] = (
        students.annotate(
            home_group=Coalesce(Subquery(home), Value("")),
            seen=last_seen(user, first_look),
        )
        .annotate(fresh=is_fresh(ahead))
        .order_by("user__sort_key", "pk")
        .values_list(
            "pk", "user__last_name", "user__first_name", "user__patronymic",
            "organization", "organization__short_name", "organization__time_zone", "home_group", "fresh",
        )
    )  # fmt: skip
    return rows


def last_seen(user: User, first_look: datetime) -> Coalesce:
    """Return the moment up to which the user has seen the changes of the outer query's student."""
    glances = DiaryGlance.objects.filter(student=OuterRef("pk"), user=user).order_by("-seen_at")
    return Coalesce(
        Subquery(glances.values("seen_until")[:1]),
        Value(first_look),
        output_field=DateTimeField(),
    )


OWN = Prepared(lambda user, on, back, ahead: heads(diary_students(user, on), user, on, back, ahead))
SEEN = Prepared(
    lambda user, on, back, ahead, student: heads(visible_students(user, on).filter(pk=student), user, on, back, ahead)
)
