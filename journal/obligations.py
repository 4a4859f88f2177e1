"""What the regulation asks of those who keep the journal, by when, of whom."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Organization
from common.dated import holds_on
from journal.access import may_give
from journal.models import EntryPolicy
from journal.queries.unfilled import UNFILLED
from notifications.deadlines import Term
from notifications.registry import Due, Line, ObligationKind, Standing, registry
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson

LESSON_FILLED = "lesson_filled"


def find_unfilled(organization: Organization, now: datetime, term: Term) -> list[Due]:
    """Return the lessons not filled in their term, each with who gave it: a substitute too (R61).

    Only while their teacher may still enter them (window A, R42), is on the staff and has not lost the role.
    """
    today = organization.local_day(now)
    policy = EntryPolicy.objects.filter(organization=organization).first() or EntryPolicy()
    rows = Lesson.objects.filter(
        UNFILLED,
        holds_on(today, "teacher__"),
        may_give(today, "teacher__"),
        course__organization=organization,
        date__range=(policy.open_since(today), term.overdue_through(today)),
        status__in=TAKES_RECORD,
    ).values_list("pk", "teacher__user", "date")
    return [Due(lesson, user, term.due_at(organization, day)) for lesson, user, day in rows]


def standing(pairs: Collection[tuple[int, int]]) -> Standing:
    """Tell which lessons are still their teacher's to fill, and which have been filled.

    A lesson that was cancelled or given to another teacher, or whose teacher is one no more, is neither.
    """
    lessons: QuerySet[Lesson] = Lesson.objects.filter(
        pk__in={lesson for lesson, _user in pairs}, status__in=TAKES_RECORD
    )
    unfilled = lessons.filter(UNFILLED).annotate(theirs=may_give(timezone.localdate(), "teacher__"))
    rows = list(unfilled.values_list("pk", "teacher__user", "theirs"))
    owed = {(lesson, user) for lesson, user, theirs in rows if theirs}
    unpaid = {lesson for lesson, _user, _theirs in rows}
    given = set(lessons.values_list("pk", flat=True))
    return Standing(
        owed=frozenset(pair for pair in pairs if pair in owed),
        paid=frozenset(pair for pair in pairs if pair[0] in given and pair[0] not in unpaid),
    )


def describe(lessons: Sequence[int]) -> dict[int, Line]:
    """Return for each lesson its day, subject and group, with the page where it is filled."""
    rows = Lesson.objects.filter(pk__in=lessons).select_related("course__subject", "course__study_group")
    return {
        lesson.pk: Line(
            _("%(day)s, lesson %(number)d: %(subject)s, %(group)s")
            % {
                "day": date_format(lesson.date, "j E"),
                "number": lesson.number,
                "subject": lesson.course.subject.name,
                "group": lesson.course.study_group.name,
            },
            reverse("journal:lesson", args=[lesson.course_id, lesson.pk]),
        )
        for lesson in rows
    }


def reminder(count: int) -> tuple[str, str]:
    """Return the title and the text of a reminder of so many lessons."""
    title = ngettext("Fill in the journal: %(count)d lesson", "Fill in the journal: %(count)d lessons", count)
    text = _(
        "The topic or the attendance of these lessons was not entered in time (clause 3.2.2 of the "
        "regulation). Open each lesson and fill it in: you will not be reminded of the same lessons again."
    )
    return title % {"count": count}, text


registry.add_obligation(
    ObligationKind(
        code=LESSON_FILLED,
        title=gettext_lazy("Topic and attendance of a lesson entered"),
        clause="3.2.2",
        days=1,
        find=find_unfilled,
        standing=standing,
        describe=describe,
        reminder=reminder,
    )
)
