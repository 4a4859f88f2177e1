"""What a curator sees of their groups, and the management of its organisation, at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.access import readable_organizations
from accounts.models import User
from common.dated import holds_on
from common.prepared import Prepared
from contingent.access import diary_students, followed_groups
from contingent.enums import GroupKind
from contingent.models import Membership, Student, StudyGroup
from curriculum.models import Course, TeachingLoad
from journal.enums import MISSED
from journal.models import Attendance
from journal.queries.unfilled import FILLED
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson

WEEK = timedelta(days=6)
SHOWN = 10


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A curator's group: how many study in it, how many missed a lesson today (R71)."""

    id: int
    name: str
    students: int
    absent: int


@dataclass(frozen=True, slots=True)
class Filling:
    """Lessons that are over, and how many of them are filled (R57, R98)."""

    lessons: int = 0
    filled: int = 0

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down: all of them means all; None when there was no lesson."""
        return self.filled * 100 // self.lessons if self.lessons else None


@dataclass(frozen=True, slots=True)
class BehindLine:
    """A teacher with lessons of the week not filled (R4)."""

    user: int
    teacher: str
    lessons: int


@dataclass(frozen=True, slots=True)
class Overview:
    """An organisation at a glance (R8); `groups` are the home groups alone."""

    id: int
    name: str
    groups: int
    students: int
    courses: int
    teachers: int
    today: Filling
    week: Filling
    all_behind: tuple[BehindLine, ...]

    @property
    def behind(self) -> tuple[BehindLine, ...]:
        """The teachers with the most to fill."""
        return self.all_behind[:SHOWN]

    @property
    def more_behind(self) -> tuple[BehindLine, ...]:
        """All the others: nobody is out of sight (R4)."""
        return self.all_behind[SHOWN:]


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """A student whose diary is the user's to read."""

    student: int
    name: str
    is_self: bool


def read_groups(user: User, on: date) -> list[GroupLine]:
    """Return the groups of which the user is the curator on the day."""
    return [GroupLine(*row) for row in GROUPS(user, on)]


def read_overviews(user: User, now: datetime) -> list[Overview]:
    """Return the organisations whose data the user reads whole, in two queries."""
    rows = ORGANIZATIONS(user, now.date())
    fillings, behind = _week([row[0] for row in rows], now) if rows else ({}, {})
    nothing = (Filling(), Filling())
    return [
        Overview(
            *(row[0], row[1], row[2], row[3], row[4], row[5]),
            *fillings.get(row[0], nothing),
            all_behind=tuple(behind.get(row[0], ())),
        )
        for row in rows
    ]


def read_diaries(user: User, on: date) -> list[DiaryLine]:
    """Return the diaries that are the user's to read: their own and their children's."""
    return [DiaryLine(pk, " ".join(filter(None, names)), owner == user.pk) for pk, owner, *names in DIARIES(user, on)]


DIARIES = Prepared(
    lambda user, on: (
        diary_students(user, on)
        .order_by("user__sort_key")
        .values_list("pk", "user", "user__last_name", "user__first_name", "user__patronymic")
    )
)


def organizations_of(user: User, on: date) -> Any:
    here = OuterRef("pk")
    loads = TeachingLoad.objects.filter(holds_on(on), employee__organization=here)
    year = Course.objects.filter(organization=here, academic_year__starts__lte=on, academic_year__ends__gte=on)
    groups = StudyGroup.objects.filter(organization=here, kind=GroupKind.HOME, closed_on=None)
    students = Student.objects.on(on).filter(organization=here)
    return (
        readable_organizations(user, on)
        .order_by("pk")
        .values_list(
            "id",
            "short_name",
            _count(groups, "organization"),
            _count(students, "organization"),
            _count(year, "organization"),
            _count(loads, "employee__organization", "employee"),
        )
    )


ORGANIZATIONS = Prepared(organizations_of)


def _over(places: Sequence[int], now: datetime) -> QuerySet[Lesson]:
    """Lessons of the last seven days that are over and take a record."""
    on = now.date()
    return Lesson.objects.filter(
        Q(date__lt=on) | Q(date=on, ends_at__lte=now.time()),
        teacher__organization__in=places,
        date__range=(on - WEEK, on),
        status__in=TAKES_RECORD,
    )


def _week(
    places: Sequence[int], now: datetime
) -> tuple[dict[int, tuple[Filling, Filling]], dict[int, list[BehindLine]]]:
    """Return how today and the week are filled, and who is behind, by organisation; one query."""
    today = Q(date=now.date())
    rows = (
        _over(places, now)
        .values_list("teacher__organization", "teacher__user")
        .annotate(
            today=Count("pk", filter=today),
            today_filled=Count("pk", filter=today & FILLED),
            week=Count("pk"),
            week_filled=Count("pk", filter=FILLED),
            last_name=F("teacher__user__last_name"),
            first_name=F("teacher__user__first_name"),
            patronymic=F("teacher__user__patronymic"),
        )
        .order_by("teacher__user__sort_key")
    )
    sums: dict[int, list[int]] = {}
    behind: dict[int, list[BehindLine]] = {}
    for place, user, *counts, last, first, patronymic in rows:
        told = sums.setdefault(place, [0, 0, 0, 0])
        told[:] = map(sum, zip(told, counts, strict=True))
        if left := counts[2] - counts[3]:
            name = User(last_name=last, first_name=first, patronymic=patronymic).short_name
            behind.setdefault(place, []).append(BehindLine(user, name, left))
    for lines in behind.values():
        lines.sort(key=lambda line: -line.lessons)
    fillings = {place: (Filling(a, b), Filling(c, d)) for place, (a, b, c, d) in sums.items()}
    return fillings, behind


def _count(rows: QuerySet[Any], by: str, what: str = "pk") -> Coalesce:
    """Return the number of distinct `what` among the rows of one `by`."""
    counted = rows.order_by().values(by).annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def groups_of(user: User, on: date) -> Any:
    members = Membership.objects.filter(holds_on(on), group=OuterRef("pk"))
    missed = Attendance.objects.filter(
        holds_on(on, "student__memberships__"),
        student__memberships__group=OuterRef("pk"),
        lesson__date=on,
        kind__in=MISSED,
    )
    return (
        followed_groups(user, on)
        .annotate(
            size=_count(members, "group", "student"),
            away=_count(missed, "student__memberships__group", "student"),
        )
        .order_by("sort_key")
        .values_list("pk", "name", "size", "away")
    )


GROUPS = Prepared(groups_of)
