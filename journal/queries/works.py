"""What the form of a work offers to choose from."""

from django.db.models import Count, QuerySet

from curriculum.models import Course
from journal.access import EntryRights
from journal.models import MarkScale, Work, WorkKind
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson


def kinds(course: Course) -> QuerySet[WorkKind]:
    """Return the kinds of work of the course's organisation, as it orders them."""
    return WorkKind.objects.filter(organization=course.organization_id).order_by("position", "pk")


def scales(course: Course) -> QuerySet[MarkScale]:
    """Return the scales of the course's organisation, the usual one first."""
    scales = MarkScale.objects.filter(organization=course.organization_id)
    return scales.order_by("-is_default", "name")


def open_lessons(course: Course, rights: EntryRights, keep: int | None = None) -> QuerySet[Lesson]:
    """Return the lessons a work may be put to: not closed yet or still to come, and `keep`."""
    lessons = Lesson.objects.filter(course=course, status__in=TAKES_RECORD)
    if not rights.owns_course:
        lessons = lessons.filter(pk__in=rights.own_lessons)
    given = lessons.filter(date__gte=rights.open_since)
    kept = lessons.filter(pk__in=[] if keep is None else [keep])
    return (given | kept).order_by("date", "number")


def course_works(course: Course) -> QuerySet[Work]:
    """Return the works of a page with how many marks each has."""
    works = Work.objects.filter(course=course).select_related("lesson", "kind", "scale", "course")
    return works.annotate(mark_count=Count("marks"))
