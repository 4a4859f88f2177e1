"""Marks and their comments."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from journal.models import Mark, ScaleGrade, Work, WorkKind
from journal.services.audit import (
    CHANGED,
    CREATED,
    DELETED,
    Trace,
    delete,
    upsert,
    write_history,
)
from journal.services.cells import Entry, Outcome, Page, conflict, refused, replayed, saved
from schedule.models import Lesson

WRITTEN = ("scale", "grade", "comment", "author", "updated_at")


def save_marks(page: Page, entries: Sequence[Entry], trace: Trace) -> list[Outcome]:
    """Give, change and clear marks, each only where the cell still holds what its author saw."""
    make_implicit_works(page, entries, trace)
    marks = current_marks(page, entries)
    done = replayed(Mark.history.model, entries)
    outcomes, changed, cleared, history = [], [], [], []
    for entry in entries:
        work = page.work_of(entry)
        if entry.id in done:
            outcomes.append(saved(entry, work.pk if work else None))
            continue
        reason = mark_refusal(page, entry, work)
        if reason or work is None:
            empty = not reason and not entry.value
            outcomes.append(saved(entry) if empty else refused(entry, reason))
            continue
        mark = marks.get((work.pk, entry.student))
        code = mark.grade.code if mark else ""
        if code == entry.value:
            outcomes.append(saved(entry, work.pk))
        elif code != entry.was:
            author, at = (mark.author, mark.updated_at) if mark else (None, None)
            outcomes.append(conflict(entry, code, author, at))
        elif mark and not entry.value:
            cleared.append(mark)
            history.append((mark, DELETED, entry.id))
            outcomes.append(saved(entry, work.pk))
        else:
            grade = page.grades(work.scale_id)[entry.value]
            given = give(mark, work, entry.student, grade, trace)
            changed.append(given)
            history.append((given, CHANGED if mark else CREATED, entry.id))
            outcomes.append(saved(entry, work.pk))
    upsert(changed, key=("work", "student"), fields=WRITTEN)
    write_history(trace, history)
    delete(cleared)
    return outcomes


def save_comments(page: Page, entries: Sequence[Entry], trace: Trace) -> list[Outcome]:
    """Write comments on marks that are there."""
    marks = current_marks(page, entries)
    done = replayed(Mark.history.model, entries)
    outcomes, changed, history = [], [], []
    for entry in entries:
        work = page.work_of(entry)
        mark = marks.get((work.pk, entry.student)) if work else None
        reason = comment_refusal(page, entry, work, mark)
        if entry.id in done or (mark and mark.comment == entry.value):
            outcomes.append(saved(entry, work.pk if work else None))
        elif reason or mark is None:
            outcomes.append(refused(entry, reason))
        elif mark.comment != entry.was:
            outcomes.append(conflict(entry, mark.comment, mark.author, mark.updated_at))
        else:
            mark.comment, mark.author, mark.updated_at = entry.value, trace.actor, trace.now
            changed.append(mark)
            history.append((mark, CHANGED, entry.id))
            outcomes.append(saved(entry, mark.work_id))
    upsert(changed, key=("work", "student"), fields=WRITTEN)
    write_history(trace, history)
    return outcomes


def give(mark: Mark | None, work: Work, student: int, grade: ScaleGrade, trace: Trace) -> Mark:
    """Return the mark as it will be: the one there with the new grade, or a new one."""
    mark = mark or Mark(work=work, student_id=student)
    mark.scale_id, mark.grade = work.scale_id, grade
    mark.author, mark.updated_at = trace.actor, trace.now
    return mark


def current_marks(page: Page, entries: Sequence[Entry]) -> dict[tuple[int, int], Mark]:
    """Return the marks that the entries' cells hold now."""
    works = {work.pk for entry in entries if (work := page.work_of(entry))}
    if not works:
        return {}
    marks = Mark.objects.filter(
        work__in=works, student__in={entry.student for entry in entries}
    ).select_related("grade", "author")
    return {(mark.work_id, mark.student_id): mark for mark in marks}


def mark_refusal(page: Page, entry: Entry, work: Work | None) -> str:
    """Return why the mark cannot go in; empty when it can."""
    if work is None:
        lesson = page.lessons.get(entry.lesson or 0)
        if entry.work is None and lesson is not None:
            return page.rights.closed_lesson(lesson) if entry.value else ""
        return _("This column is no longer there: reload the page.")
    if reason := page.rights.closed_work(work) or page.outsider(entry.student, work.date):
        return reason
    if entry.value and page.grade(work.scale_id, entry.value) is None:
        return _("There is no mark “%(code)s” on this scale. It has: %(codes)s.") % {
            "code": entry.value,
            "codes": ", ".join(page.grades(work.scale_id)),
        }
    return ""


def comment_refusal(page: Page, entry: Entry, work: Work | None, mark: Mark | None) -> str:
    """Return why the comment cannot go in; empty when it can."""
    if work is None or mark is None:
        return _("There is no mark to comment on: give the mark first.")
    if len(entry.value) > 500:
        return _("The comment is too long: 500 characters at most.")
    return page.rights.closed_work(work) or page.outsider(entry.student, work.date)


def make_implicit_works(page: Page, entries: Sequence[Entry], trace: Trace) -> None:
    """Make the own column of each open lesson without works into which a mark is typed."""
    wanted = {
        lesson.pk: lesson
        for entry in entries
        if entry.work is None and entry.value and page.work_of(entry) is None
        if (lesson := page.lessons.get(entry.lesson or 0)) is not None
        if not page.rights.closed_lesson(lesson)
        if not page.outsider(entry.student, lesson.date)
    }
    if not wanted:
        return
    kind = WorkKind.objects.filter(organization=page.course.organization_id, is_default=True).first()
    scale = page.default_scale()
    if kind is None or scale is None:
        return
    for lesson in wanted.values():
        work = implicit_work(lesson, kind, scale.pk, trace)
        page.works[work.pk] = page.implicit[lesson.pk] = work


def implicit_work(lesson: Lesson, kind: WorkKind, scale: int, trace: Trace) -> Work:
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
    work = (
        Work.objects.select_for_update(of=("self",), no_key=True)
        .select_related("lesson")
        .get(lesson=lesson, is_implicit=True)
    )
    if not Work.history.filter(id=work.pk).exists():
        write_history(trace, [(work, CREATED, None)])
    return work
