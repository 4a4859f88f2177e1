"""The own columns of lessons, made by the first mark typed into a lesson without works."""

from collections.abc import Sequence
from datetime import timedelta

from accounts.audit import CREATED, Trace, write_history
from contingent.models import Membership
from journal.models import MarkScale, Work, WorkKind
from journal.services.cells import Column, Entry, Page
from schedule.models import Lesson


def make_implicit_works(page: Page, entries: Sequence[Entry], trace: Trace) -> None:
    """Make the own column of each open lesson without works into which a mark is typed."""
    wanted: dict[int, set[int]] = {}
    for entry in entries:
        if entry.work is None and entry.value and page.work_of(entry) is None:
            wanted.setdefault(entry.lesson or 0, set()).add(entry.student)
    lessons = [page.lessons[pk] for pk in wanted if pk in page.lessons]
    if not lessons:
        return
    kind = WorkKind.objects.filter(organization=page.course.organization_id, is_default=True).first()
    scale = MarkScale.objects.filter(organization=page.course.organization_id, is_default=True).first()
    if kind is None or scale is None:
        return
    for lesson in lessons:
        there = Membership.objects.on(lesson.date).filter(
            group=page.course.study_group_id, student__in=wanted[lesson.pk]
        )
        if not page.rights.closed_lesson(lesson) and there.exists():
            page.add(implicit_work(lesson, kind, scale.pk, trace))


def implicit_work(lesson: Lesson, kind: WorkKind, scale: int, trace: Trace) -> Column:
    """Return the lesson's own column, made now unless someone else has just made it."""
    made = Work(
        course_id=lesson.course_id,
        lesson=lesson,
        kind=kind,
        scale_id=scale,
        weight=kind.weight,
        date=lesson.date,
        due=lesson.date + timedelta(days=kind.mark_days),
        is_implicit=True,
    )
    Work.objects.bulk_create([made], ignore_conflicts=True)
    work = Work.objects.select_for_update(no_key=True).get(lesson=lesson, is_implicit=True)
    if not Work.history.filter(id=work.pk).exists():
        write_history(trace, [(work, CREATED, None)])
    return Column(work.pk, lesson.pk, True, work.scale_id, work.date, work.due, lesson.status, lesson.date)
