"""Work programmes are approved by 1 September, in schools by 31 August, for every course of the load (R50)."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.models import Organization
from common.dated import holds_on
from curriculum.enums import DocumentState
from curriculum.models import Course, TeachingLoad
from curriculum.queries.readiness import PROGRAMS, step_days, year_prepared
from notifications.by_day import Owed, Side, register_by_day
from notifications.registry import Line, Standing

PROGRAM_SOON, PROGRAM_OVERDUE = "program_soon", "program_overdue"
CLAUSES = "3.2.2; 3.2"


def unprogrammed(today: date) -> QuerySet[TeachingLoad]:
    """Return the load that is not over, of courses without an approved programme and of teachers on the staff.

    A load that begins in September counts in August: programmes are due by then.
    """
    not_over = Q(ends=None) | Q(ends__gte=today) & Q(ends__gte=F("starts"))
    rows = TeachingLoad.objects.filter(not_over, holds_on(today, "employee__"), course__academic_year__ends__gte=today)
    return rows.exclude(course__program__state=DocumentState.APPROVED)


def owing(organization: Organization, today: date) -> list[Owed]:
    """Return the year's courses without an approved programme, each with who teaches it, by the day of the step."""
    year = year_prepared(organization, today)
    if year is None:
        return []
    due = step_days(PROGRAMS, [year])[year.pk]
    pairs = unprogrammed(today).filter(course__academic_year=year).values_list("course", "employee__user").distinct()
    return [Owed(course, user, due) for course, user in pairs]


def standing(pairs: Collection[tuple[int, int]]) -> Standing:
    """Tell whose courses still lack a programme, and which have an approved one."""
    courses = {course for course, _user in pairs}
    loads = unprogrammed(timezone.localdate()).filter(course__in=courses)
    owed = set(loads.values_list("course", "employee__user"))
    approved = Course.objects.filter(pk__in=courses, program__state=DocumentState.APPROVED)
    paid = set(approved.values_list("pk", flat=True))
    return Standing(
        owed=frozenset(pair for pair in pairs if pair in owed),
        paid=frozenset(pair for pair in pairs if pair[0] in paid),
    )


def days(courses: Collection[int]) -> dict[int, date]:
    """Return by which day each course is to have its programme."""
    rows = list(Course.objects.filter(pk__in=courses).select_related("academic_year__organization"))
    due = step_days(PROGRAMS, [row.academic_year for row in rows])
    return {row.pk: due[row.academic_year_id] for row in rows}


def describe(courses: Sequence[int]) -> dict[int, Line]:
    """Return each course with how far its programme is, and the page where it is written or made."""
    lines = {}
    for course in Course.objects.filter(pk__in=courses).select_related("subject", "study_group", "program"):
        program = course.program
        told = {
            "subject": course.subject.name,
            "group": course.study_group.name,
            "state": program.state_words.lower() if program else pgettext("programme", "not made yet"),
        }
        url = reverse("curriculum:program", args=[program.pk]) if program else ""
        lines[course.pk] = Line(
            _("%(subject)s, %(group)s: %(state)s") % told, url or reverse("curriculum:program_make", args=[course.pk])
        )
    return lines


def _what_to_do() -> str:
    return _(
        "The work programme of a course is approved by 1 September, in schools by 31 August (clauses 3.2.2 and 3.2 of "
        "the regulations). Open each course: make its programme, write it to the end and send it for approval."
    )


def reminder_soon(count: int) -> tuple[str, str]:
    """Return the title and the text of a reminder before the day."""
    title = ngettext(
        "The work programme of %(count)d course is due soon", "Work programmes of %(count)d courses are due soon", count
    )
    return title % {"count": count}, _what_to_do()


def reminder_overdue(count: int) -> tuple[str, str]:
    """Return the title and the text of a reminder after the day."""
    title = ngettext(
        "%(count)d course is taught without an approved work programme",
        "%(count)d courses are taught without an approved work programme",
        count,
    )
    return title % {"count": count}, _what_to_do()


register_by_day(
    Side(PROGRAM_SOON, gettext_lazy("Teacher reminded of the work programme, days before its day"), reminder_soon),
    Side(
        PROGRAM_OVERDUE,
        gettext_lazy("Work programme of every course approved, days after 1 September (31 August)"),
        reminder_overdue,
    ),
    clause=CLAUSES,
    owing=owing,
    standing=standing,
    days=days,
    describe=describe,
)
