"""What the search answers as one types: only groups, pages and students the person may see."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.dated import holds_on
from common.prepared import Prepared
from common.sql import sort_key
from contingent.access import visible_groups, visible_students
from contingent.enums import GroupKind
from contingent.models import Membership, Student, StudyGroup
from curriculum.models import Course
from journal.access import taught_courses
from journal.queries.courses import CourseFilter, listed_courses

SHORTEST = 2
WORDS = 6
LINES = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: what it is called, what it is beside that, where it leads."""

    title: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers, by what they are; `asked` is false while too little has been typed."""

    asked: bool
    groups: tuple[Found, ...] = ()
    courses: tuple[Found, ...] = ()
    students: tuple[Found, ...] = ()

    @property
    def sections(self) -> list[tuple[str, str, tuple[Found, ...]]]:
        """The parts that have answers: (id, title, answers)."""
        parts = [
            ("groups", _("Groups"), self.groups),
            ("courses", _("Journal pages"), self.courses),
            ("students", _("Students"), self.students),
        ]
        return [part for part in parts if part[2]]


def search_all(user: User, on: date, text: str) -> Answers:
    """Return what answers to all the words, in any order, ё as е; at most four queries."""
    words = sort_key(text).split()[:WORDS]
    if len("".join(words)) < SHORTEST:
        return Answers(asked=False)
    own = _own_students(user, on, words)
    return Answers(
        asked=True,
        groups=tuple(_groups(user, on, words)),
        courses=tuple(_courses(user, on, text)),
        students=tuple(own + _students(user, on, words)[: max(0, LINES - len(own))]),
    )


def _groups(user: User, on: date, words: list[str]) -> list[Found]:
    groups: QuerySet[StudyGroup] = visible_groups(user, on).filter(closed_on=None)
    for word in words:
        groups = groups.filter(search_key__contains=word)
    return [Found(group.name, group.specialty, _pages(group=group.pk)) for group in groups.order_by("sort_key")[:LINES]]


def _courses(user: User, on: date, text: str) -> list[Found]:
    found = listed_courses(user, on, CourseFilter(q=" ".join(text.split()[:WORDS])))
    return [
        Found(
            f"{course.study_group.name} · {course.subject.name}",
            ", ".join(course.teachers),  # type: ignore[attr-defined]
            reverse("journal:page", args=[course.pk]),
        )
        for course in found[:LINES]
    ]


def _own_students(user: User, on: date, words: list[str]) -> list[Found]:
    """Students on the teacher's own pages: each leads to their row of the page."""
    courses: dict[int, list[tuple[int, str]]] = {}
    for course, group, subject in OWN_COURSES(user, on):
        courses.setdefault(group, []).append((course, subject))
    if not courses:
        return []
    rows: QuerySet[Membership] = Membership.objects.filter(holds_on(on), group__in=courses)
    for word in words:
        rows = rows.filter(student__user__sort_key__contains=word)
    found = rows.select_related("student__user", "group").order_by("student__user__sort_key", "pk")[:LINES]
    lines = [
        Found(
            row.student.user.full_name,
            f"{row.group.name} · {subject}",
            f"{reverse('journal:page', args=[course])}#s{row.student_id}",
        )
        for row in found
        for course, subject in courses[row.group_id]
    ]
    return lines[:LINES]


def _students(user: User, on: date, words: list[str]) -> list[Found]:
    """Students whose diary the user may read: a curator's, an organisation's, their own."""
    home = Membership.objects.filter(holds_on(on), student=OuterRef("pk"), group_kind=GroupKind.HOME)
    students: QuerySet[Student] = visible_students(user, on).filter(holds_on(on))
    for word in words:
        students = students.filter(user__sort_key__contains=word)
    found = (
        students.annotate(group=Subquery(home.values("group__name")[:1]))
        .select_related("user")
        .order_by("user__sort_key", "pk")[:LINES]
    )
    return [
        Found(
            student.user.full_name,
            _("diary, %(group)s") % {"group": student.group} if student.group else _("diary"),
            reverse("diary:week", args=[student.pk]),
        )
        for student in found
    ]


OWN_COURSES = Prepared(
    lambda user, on: (
        Course.objects.filter(
            pk__in=taught_courses(user, on).values("pk"),
            academic_year__starts__lte=on,
            academic_year__ends__gte=on,
        )
        .order_by("pk")
        .values_list("pk", "study_group", "subject__short_name")
    )
)


def _pages(**asked: int | None) -> str:
    told = {key: value for key, value in asked.items() if value}
    return f"{reverse('journal:courses')}?{urlencode(told)}"
