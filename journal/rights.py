"""The facts of the journal behind rights: teaching load, substitution, a page handed over (R27, R61)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.enums import DelegatedRight
from accounts.models import User
from accounts.rights import ReaderFact, RightFact, register_right, register_student_reader
from common.dated import holds_on
from contingent.models import Membership
from contingent.rights import HANDED, handed, reader, readers_by
from curriculum.access import delegated_courses
from curriculum.models import Course, CourseDelegation, TeachingLoad
from journal.access import READS_PAGE, may_give, near, near_lessons, own_loads
from schedule.models import Lesson

PAGE = ("course__study_group", "course__subject")


def called(course: Course) -> str:
    """Return how lists call a page of the journal."""
    return f"{course.study_group.name} · {course.subject.short_name}"


def page_of(course: Course) -> tuple[int, tuple[str | int, ...]]:
    """Return whose page it is and where."""
    return course.organization_id, ("journal:page", course.pk)


@register_right
def by_load(user: User, on: date) -> Iterator[RightFact]:
    """The pages that are the user's own by the teaching load (R27)."""
    rows = own_loads(user, on).select_related(*PAGE).order_by("course__study_group__sort_key", "course", "kind")
    for row in rows.distinct("course__study_group__sort_key", "course", "kind"):
        fact = _("teaching load: %(kind)s") % {"kind": row.get_kind_display()}
        yield RightFact(_("Keeps the page"), fact, row.starts, row.ends, called(row.course), *page_of(row.course))


@register_right
def by_substitution(user: User, on: date) -> Iterator[RightFact]:
    """Lessons of pages that are not the user's own: each is theirs to fill, its page to read while it is near (R61)."""
    rows = near_lessons(user, on).exclude(course__in=own_loads(user, on).values("course"))
    lessons: QuerySet[Any] = rows.select_related(*PAGE).order_by("date", "number")
    for row in lessons:
        day = date_format(row.date, "j E Y")
        right = _("Fills the lesson of %(day)s, reads its page") % {"day": day}
        yield RightFact(
            right,
            _("teacher of the lesson: a substitution"),
            row.date,
            row.closes,
            called(row.course),
            *page_of(row.course),
        )


@register_right
def by_delegation(user: User, on: date) -> Iterator[RightFact]:
    """Pages handed over for a time (decision 5)."""
    rows = delegated_courses(user, on, *READS_PAGE).select_related(
        "given_by", "permission", "content_object__study_group", "content_object__subject"
    )
    for row in rows:
        keeps = row.permission.codename == DelegatedRight.KEEP_PAGE
        right = _("Keeps the page") if keeps else _("Reads the page")
        page = row.content_object
        yield RightFact(right, handed(row), row.starts, row.ends, called(page), page.organization_id, HANDED)


@register_student_reader
def teachers_of(student: int, on: date) -> Iterator[ReaderFact]:
    """Those who see the student's marks on pages: by the load, by a substitution these days, handed over."""
    groups = Membership.objects.filter(holds_on(on), student=student).values("group")
    rows = TeachingLoad.objects.filter(holds_on(on), holds_on(on, "employee__"), course__study_group__in=groups)
    rows = rows.order_by("course", "employee", "-starts").distinct("course", "employee")
    for row in rows.select_related("employee__user", *PAGE):
        yield reader(row.employee.user, _("teaches %(page)s") % {"page": called(row.course)}, row)
    courses = Course.objects.filter(study_group__in=groups)
    given = Lesson.objects.filter(holds_on(on, "teacher__"), may_give(on, "teacher__"), course__in=courses)
    own = TeachingLoad.objects.filter(holds_on(on), course=OuterRef("course"), employee=OuterRef("teacher"))
    lessons: QuerySet[Any] = near(given, on).exclude(Exists(own)).select_related("teacher__user", *PAGE)
    for lesson in lessons.order_by("date"):
        why = _("substitutes in %(page)s") % {"page": called(lesson.course)}
        yield ReaderFact(lesson.teacher.user_id, lesson.teacher.user.full_name, why, lesson.date, lesson.closes)
    yield from readers_by(CourseDelegation.objects.filter(content_object__in=courses), on)
