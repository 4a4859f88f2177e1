"""Lessons ahead pass to the pages that take over from a day on; those recorded stay where they are (R45)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.errors import CoursesRefused
from curriculum.heirs import Hanging
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson, LessonTopic

Done = dict[str, list[Any]]


def recorded(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """Return those of the lessons of which the rooms above hold anything."""
    held = Q()
    for relation in Lesson._meta.related_objects:
        model: Any = relation.related_model
        if model is not LessonTopic:
            held |= Q(Exists(model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return lessons.filter(held)


def look(pages: Collection[int], day: date) -> dict[int, Hanging]:
    """Tell how many lessons stay on each page and how many pass on, and whether later ones are recorded."""
    rows = Lesson.objects.filter(course__in=pages)
    ahead = Q(date__gte=day)
    counted = rows.order_by().values_list("course").annotate(
        kept=Count("pk", filter=~ahead), ahead=Count("pk", filter=ahead & Q(status__in=TAKES_RECORD))
    )  # fmt: skip
    late: dict[int, list[str]] = {}
    for course, found in recorded(rows.filter(ahead)).order_by("date").values_list("course", "date").distinct():
        late.setdefault(course, []).append(date_format(found, "j E"))
    return {course: _told(kept, passing, late.get(course, [])) for course, kept, passing in counted}


def _told(kept: int, passing: int, late: Sequence[str]) -> Hanging:
    return Hanging(
        ngettext("%(n)d lesson with all that is recorded", "%(n)d lessons with all that is recorded", kept)
        % {"n": kept},
        ngettext("%(n)d lesson ahead", "%(n)d lessons ahead", passing) % {"n": passing},
        _("something is recorded of lessons of %(days)s") % {"days": ", ".join(late[:5])} if late else "",
    )


def pass_on(heirs: Mapping[int, Sequence[int]], day: date) -> Done:
    """Give each lesson ahead to the first heir, and every other heir one like it without a room."""
    rows = Lesson.objects.filter(course__in=heirs, date__gte=day, status__in=TAKES_RECORD).order_by("pk")
    lessons = list(rows.select_for_update(of=("self",)))
    moved, copies = [], []
    for lesson in lessons:
        first, *others = heirs[lesson.course_id]
        moved.append([lesson.pk, lesson.course_id, first])
        copies += [
            Lesson(
                course_id=other, date=lesson.date, number=lesson.number, starts_at=lesson.starts_at,
                ends_at=lesson.ends_at, hours=lesson.hours, teacher_id=lesson.teacher_id, format=lesson.format,
                status=lesson.status,
            )
            for other in others
        ]  # fmt: skip
        lesson.course_id = first
    Lesson.objects.bulk_update(lessons, ["course"])
    Lesson.objects.bulk_create(copies)
    return {"moved": moved, "copies": [lesson.pk for lesson in copies]}


def take_back(done: Done) -> None:
    """Let the lessons be of their first page again; raise `CoursesRefused` when one is recorded or is gone."""
    came = {pk: (before, after) for pk, before, after in done["moved"]}
    rows = Lesson.objects.filter(pk__in=[*came, *done["copies"]])
    lessons = list(rows.order_by("pk").select_for_update(of=("self",)))
    if len(lessons) != len(came) + len(done["copies"]):
        raise CoursesRefused(_("Lessons of these pages have been taken away since. Nothing was undone."))
    if late := recorded(rows).select_related("course__study_group").order_by("date").first():
        told = {"page": late.course.study_group.name, "day": date_format(late.date, "j E")}
        raise CoursesRefused(_("%(page)s: the lesson of %(day)s is recorded already. Nothing was undone.") % told)
    Lesson.objects.filter(pk__in=done["copies"]).delete()
    kept = [lesson for lesson in lessons if lesson.pk in came]
    for lesson in kept:
        lesson.course_id = came[lesson.pk][0]
    Lesson.objects.bulk_update(kept, ["course"])
