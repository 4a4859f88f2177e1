"""What the journal holds of a student, and what the log of accesses tells of its pages (152-ФЗ, R5)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access_log import SubjectKind, register_subject
from accounts.audit import CHANGED, Trace, write_history
from accounts.holdings import Eraser, Forgotten, Holding, empty_words, register_eraser, register_holding
from accounts.models import User
from contingent.models import Membership
from contingent.personal import Places, Rows, while_in, within
from curriculum.models import Course, CourseDelegation
from journal.models import Attendance, DiaryGlance, Mark, ScaleGrade

COURSE = "course"


def page_names(ids: Iterable[int]) -> dict[int, str]:
    """Return how lists call the pages."""
    rows = Course.objects.filter(pk__in=ids).select_related("study_group", "subject")
    return {row.pk: f"{row.study_group.name} · {row.subject.short_name}" for row in rows}


def on_page(user: User) -> Q:
    """A page shows the students of its group on the days they are in it."""
    found = Q(pk__in=[])
    for group, starts, ends in Membership.objects.filter(student__user=user).values_list("group", "starts", "ends"):
        pages = list(Course.objects.filter(study_group=group).values_list("pk", flat=True))
        found |= Q(subject_id__in=pages) & while_in(starts, ends)
    return found


register_subject(SubjectKind(COURSE, _("Journal page"), page_names, on_page))


# What the journal holds of a student


def mark_rows(user: User, places: Places) -> Rows:
    rows = Mark.objects.filter(student__user=user).select_related(
        "grade", "work__kind", "work__course__subject", "work__course__organization", "author"
    )
    for row in within(rows, places, "work__course__organization").order_by("work__date", "pk"):
        course = row.work.course
        yield (
            row.work.date, course.organization.short_name, course.subject.name, row.work.kind.name, row.grade.code,
            row.comment, row.author.short_name, row.updated_at,
        )  # fmt: skip


def absence_rows(user: User, places: Places) -> Rows:
    rows = Attendance.objects.filter(student__user=user).select_related("lesson__course__subject", "author")
    for row in within(rows, places, "lesson__course__organization").order_by("lesson__date", "lesson__number"):
        yield (
            row.lesson.date, row.lesson.number, row.lesson.course.subject.name, row.get_kind_display(), row.minutes,
            row.author.short_name,
        )  # fmt: skip


def change_rows(user: User, places: Places) -> Rows:
    """Every mark the student ever had, those taken back too."""
    codes = dict(ScaleGrade.objects.values_list("pk", "code"))
    rows = within(Mark.history.filter(student__user=user), places, "work__course__organization")
    for row in rows.select_related("history_user", "work__course__subject").order_by("history_id"):
        kind = {"+": _("given"), "~": _("changed"), "-": _("taken back")}[row.history_type]
        author = row.history_user.short_name if row.history_user else ""
        subject = row.work.course.subject.name
        yield row.history_date, subject, kind, codes.get(row.grade_id, ""), row.comment, author


def reading_rows(user: User, places: Places) -> Rows:
    rows = DiaryGlance.objects.filter(student__user=user).select_related("user")
    for row in within(rows, places, "student__organization").order_by("seen_at"):
        yield row.seen_at, row.user.full_name


def erase_comments(who: Forgotten, trace: Trace) -> int:
    """Words about a student go, from the history too; the marks stay as statistics."""
    rows = list(Mark.objects.filter(student__user=who.user).exclude(comment=""))
    Mark.objects.filter(pk__in=[row.pk for row in rows]).update(comment="")
    write_history(trace, [(row, CHANGED, None) for row in rows])
    emptied: int = Mark.history.filter(student__user=who.user).exclude(comment="").update(comment="")
    return len(rows) + emptied


def erase_reasons(who: Forgotten, trace: Trace) -> int:
    """Reasons for which pages were handed over to the person; that and when it was stays."""
    own = {"user": who.user}
    return empty_words(CourseDelegation.objects.filter(**own), CourseDelegation.history.filter(**own), "reason", trace)


for _holding in (
    Holding(
        "marks", _("Marks"),
        (_("Date"), _("Organisation"), _("Subject"), _("Work"), _("Mark"), _("comment"), _("Who"), _("When")),
        mark_rows,
    ),
    Holding(
        "absences", _("Absences"), (_("Date"), _("Lesson"), _("Subject"), _("What"), _("Minutes late"), _("Who")),
        absence_rows,
    ),
    Holding(
        "mark_history", _("History of marks"), (_("When"), _("Subject"), _("What"), _("Mark"), _("comment"), _("Who")),
        change_rows,
    ),
    Holding("readings", _("Who has read the diary"), (_("When"), _("Who")), reading_rows),
):  # fmt: skip
    register_holding(_holding)
register_eraser(Eraser("reasons", _("Reasons of pages handed over"), erase_reasons))
register_eraser(Eraser("comments", _("Comments to marks"), erase_comments))
