"""Columns of the journal: works are added, changed, moved and, while empty, deleted (R60, R64)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit import CHANGED, CREATED, Trace, delete_audited, write_history
from contingent.models import Membership
from curriculum.models import Course
from journal.access import EntryRights, check_fill_page
from journal.errors import ChangedMeanwhile, EntryClosed, NotAllowed, Refused
from journal.models import Mark, MarkScale, Work, WorkKind
from schedule.models import Lesson

CHANGEABLE = ("lesson", "kind", "title", "weight", "date", "due", "is_implicit")


@dataclass(frozen=True, kw_only=True)
class WorkPlan:
    """What a work is to be. `weight` and `due` left out are those of its kind (R57, R58).

    `day` is asked only of a work without a lesson.
    """

    kind: WorkKind
    title: str = ""
    weight: Decimal | None = None
    lesson: Lesson | None = None
    day: date | None = None
    due: date | None = None


@transaction.atomic
def add_work(*, course: Course, plan: WorkPlan, scale: MarkScale, trace: Trace, entry: UUID | None = None) -> Work:
    """Add a column. Asked twice with the same `entry`, it is added once.

    Raises `NotAllowed`, `EntryClosed` or `Refused`.
    """
    rights = check_fill_page(trace.actor, course, course.organization.local_day(trace.now))
    if entry:
        Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    done = entry and Work.history.filter(history_entry=entry, course=course).first()
    if done and (work := Work.objects.filter(pk=done.id).first()):
        return work
    work = Work(course=course, scale=scale)
    apply(work, plan, rights)
    Work.objects.bulk_create([work])
    write_history(trace, [(work, CREATED, entry)])
    return work


@transaction.atomic
def change_work(*, work: Work, plan: WorkPlan, seen: int, trace: Trace) -> Work:
    """Change or move a column, unless it has been changed since `seen` (see `work_stamp`).

    Raises `NotAllowed`, `EntryClosed`, `ChangedMeanwhile` or `Refused`.
    """
    rights, work = locked(work, trace)
    check_open(rights, work.lesson, work.date, work.due)
    check_unchanged(work, seen)
    before = [getattr(work, name) for name in CHANGEABLE]
    moved_from = (work.lesson_id, work.date)
    apply(work, plan, rights)
    if (work.lesson_id, work.date) != moved_from:
        work.is_implicit = False
        check_marked_were_there(work)
    if before != [getattr(work, name) for name in CHANGEABLE]:
        Work.objects.bulk_update([work], CHANGEABLE)
        write_history(trace, [(work, CHANGED, None)])
    return work


@transaction.atomic
def delete_work(*, work: Work, seen: int, trace: Trace) -> None:
    """Delete an empty column; one with marks stays, for no mark disappears (decision 1).

    Raises `NotAllowed`, `EntryClosed`, `ChangedMeanwhile` or `Refused`.
    """
    rights, work = locked(work, trace)
    check_open(rights, work.lesson, work.date, work.due)
    check_unchanged(work, seen)
    if marks := Mark.objects.filter(work=work).count():
        raise Refused(
            ngettext(
                "The work has %(count)d mark: a column with marks is not deleted. Clear it first.",
                "The work has %(count)d marks: a column with marks is not deleted. Clear them first.",
                marks,
            )
            % {"count": marks}
        )
    delete_audited(trace, [(work, None)])


def work_stamp(work: Work) -> int:
    """Return by what a change of the work is noticed: the number of its last history row."""
    stamps = Work.history.filter(id=work.pk).values_list("history_id", flat=True)
    return int(stamps.latest("history_id"))


def locked(work: Work, trace: Trace) -> tuple[EntryRights, Work]:
    """Return the actor's rights on the page and the work as it now is, held against others."""
    course = work.course
    rights = check_fill_page(trace.actor, course, course.organization.local_day(trace.now))
    now = Work.objects.select_for_update(of=("self",)).select_related("lesson").filter(pk=work.pk).first()
    if now is None:
        raise ChangedMeanwhile(_("Someone has deleted this work meanwhile."))
    return rights, now


def apply(work: Work, plan: WorkPlan, rights: EntryRights) -> None:
    """Put the plan into the work after checking that it may be so.

    A place the work is not in yet must be open for marks of today; one it stays in was asked before.
    """
    day = plan.lesson.date if plan.lesson else plan.day
    if day is None:
        raise Refused(_("Choose a lesson or name the day of the work."))
    year = work.course.academic_year
    if not year.starts <= day <= year.ends:
        raise Refused(_("The day is outside the academic year."))
    if (plan.lesson and plan.lesson.pk, day) != (work.lesson_id, work.date):
        check_open(rights, plan.lesson, day, None)
    usual = day + timedelta(days=plan.kind.mark_days)
    latest = max(usual, day + (rights.today - rights.open_since))
    due = plan.due or usual
    if not day <= due <= latest:
        raise Refused(
            _("Marks are due from %(day)s to %(latest)s.")
            % {"day": date_format(day, "j E"), "latest": date_format(latest, "j E")}
        )
    work.kind, work.title, work.lesson = plan.kind, plan.title, plan.lesson
    work.weight = plan.kind.weight if plan.weight is None else plan.weight
    work.date, work.due = day, due


def check_open(rights: EntryRights, lesson: Lesson | None, day: date, due: date | None) -> None:
    """Raise unless columns of the day may be arranged: as marks are entered, or ahead of the day.

    A day that is closed for marks cannot be opened again by a work with a later due date.
    """
    mine = rights.owns_course or (lesson is not None and lesson.pk in rights.own_lessons)
    if not mine:
        raise NotAllowed(_("This page is kept by another teacher."))
    if day > rights.today and (lesson is None or lesson.takes_record):
        return
    reason = rights.closed_lesson(lesson, due) if lesson else rights.closed_work(Work(date=day, due=due or day))
    if reason:
        raise EntryClosed(reason)


def check_unchanged(work: Work, seen: int) -> None:
    """Raise `ChangedMeanwhile` when the work's last change is not the one the person saw."""
    last = Work.history.filter(id=work.pk).select_related("history_user").latest("history_id")
    if last.history_id != seen:
        local = work.course.organization.local(last.history_date)
        raise ChangedMeanwhile(
            _("%(author)s changed this work at %(time)s. Look at what is there now and save again.")
            % {"author": last.history_user.short_name, "time": date_format(local, "j E, H:i")}
        )


def check_marked_were_there(work: Work) -> None:
    """Raise `Refused` if the work has marks of someone who was not in the group on its new day."""
    spans = Membership.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=work.date),
        group=work.course.study_group_id,
        starts__lte=work.date,
        student=OuterRef("student"),
    )
    stray = Mark.objects.filter(~Exists(spans), work=work).select_related("student__user").first()
    if stray:
        raise Refused(
            _("%(student)s has a mark for this work but was not in the group on %(day)s.")
            % {"student": stray.student.user.short_name, "day": date_format(work.date, "j E")}
        )
