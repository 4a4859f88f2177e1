"""Marks and their comments."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import CREATED, Trace, delete_audited, save_audited, write_history
from contingent.models import Membership
from journal.models import Mark, MarkScale, ScaleGrade, Work, WorkKind
from journal.services.cells import Entry, Outcome, Page, conflict, refused, saved, there
from journal.services.cells_held import Held, held_marks
from schedule.models import Lesson

KEY = ("work", "student")
WRITTEN = ("scale", "grade", "comment", "author", "updated_at")
LONGEST_COMMENT = 500


def save_marks(page: Page, entries: Sequence[Entry], trace: Trace) -> list[Outcome]:
    """Give, change and clear marks, each only where the cell still holds what its author saw."""
    make_implicit_works(page, entries, trace)
    held = _held(page, entries)
    outcomes: list[Outcome] = []
    changed: list[tuple[Mark, UUID | None]] = []
    cleared: list[tuple[Mark, UUID | None]] = []
    for entry in entries:
        work, cell = page.work_of(entry), held.get(entry.id)
        if work is None or cell is None:
            outcomes.append(_without_column(page, entry))
        elif cell.replayed or cell.code == entry.value:
            outcomes.append(there(entry, cell.code, work.pk))
        elif reason := mark_refusal(page, entry, work, cell):
            outcomes.append(refused(entry, reason))
        elif cell.code != entry.was:
            author, at = cell.hand(Mark.history.filter(work=work.pk, student=entry.student))
            outcomes.append(conflict(entry, cell.code, author, at))
        else:
            grade = cell.wanted if entry.value else cell.grade
            mark = _mark(work, entry.student, cell, trace, grade=grade)
            (changed if entry.value else cleared).append((mark, entry.id))
            outcomes.append(saved(entry, work.pk))
    save_audited(trace, changed, key=KEY, fields=WRITTEN)
    delete_audited(trace, cleared)
    return outcomes


def save_comments(page: Page, entries: Sequence[Entry], trace: Trace) -> list[Outcome]:
    """Write comments on marks that are there."""
    held = _held(page, entries)
    outcomes: list[Outcome] = []
    changed: list[tuple[Mark, UUID | None]] = []
    for entry in entries:
        work, cell = page.work_of(entry), held.get(entry.id)
        if work is None or cell is None or not (cell.pk or cell.replayed):
            outcomes.append(refused(entry, _("There is no mark to comment on: give the mark first.")))
        elif cell.replayed or cell.comment == entry.value:
            outcomes.append(there(entry, cell.comment, work.pk))
        elif reason := comment_refusal(page, entry, work, cell):
            outcomes.append(refused(entry, reason))
        elif cell.comment != entry.was:
            outcomes.append(conflict(entry, cell.comment, cell.author, cell.at))
        else:
            mark = _mark(work, entry.student, cell, trace, grade=cell.grade)
            mark.comment = entry.value
            changed.append((mark, entry.id))
            outcomes.append(saved(entry, work.pk))
    save_audited(trace, changed, key=KEY, fields=WRITTEN)
    return outcomes


def mark_refusal(page: Page, entry: Entry, work: Work, cell: Held) -> str:
    """Return why the mark cannot go in; empty when it can."""
    if entry.value and cell.wanted is None:
        codes = ScaleGrade.objects.filter(scale=work.scale_id).values_list("code", flat=True)
        return _("There is no mark “%(code)s” on this scale. It has: %(codes)s.") % {
            "code": entry.value,
            "codes": ", ".join(codes),
        }
    return page.rights.closed_work(work) or cell.outsider


def comment_refusal(page: Page, entry: Entry, work: Work, cell: Held) -> str:
    """Return why the comment cannot go in; empty when it can."""
    if len(entry.value) > LONGEST_COMMENT:
        return _("The comment is too long: 500 characters at most.")
    return page.rights.closed_work(work) or cell.outsider


def _held(page: Page, entries: Sequence[Entry]) -> dict[UUID, Held]:
    asked = [(entry, work) for entry in entries if (work := page.work_of(entry)) is not None]
    return held_marks(page.course.study_group_id, asked)


def _without_column(page: Page, entry: Entry) -> Outcome:
    """Answer a change for which there is no column and none could be made."""
    lesson = page.lessons.get(entry.lesson or 0)
    if entry.work is None and lesson is not None:
        reason = page.rights.closed_lesson(lesson)
        if entry.value:
            return refused(entry, reason or _("Marks cannot be entered here yet: no scale is set."))
        return saved(entry)
    return refused(entry, _("This column is no longer there: reload the page."))


def _mark(work: Work, student: int, cell: Held, trace: Trace, *, grade: int | None) -> Mark:
    """Return the cell's mark with the grade, in the actor's hand now."""
    assert grade is not None  # noqa: S101 - a code off the scale is refused before
    return Mark(
        pk=cell.pk,
        work_id=work.pk,
        student_id=student,
        scale_id=work.scale_id,
        grade_id=grade,
        comment=cell.comment,
        author_id=trace.actor.pk,
        updated_at=trace.now,
    )


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
