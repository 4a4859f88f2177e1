"""What the journal's views take from a request: who asks, of which page, and on which day."""

from datetime import date
from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access_log import GROUP, note_access
from accounts.audit import Trace
from accounts.enums import AccessAction
from journal.errors import JournalError
from journal.queries.pages import find_page, find_page_of_given
from journal.row_access import seen_rows

if TYPE_CHECKING:
    from accounts.models import User
    from curriculum.models import Course
    from journal.row_access import Seen


COURSE = "course"


def person(request: HttpRequest) -> "User":
    """Return who asks; views here are reached by the signed-in only."""
    return cast("User", request.user)


def today() -> date:
    """Return the day on which it is asked who sees what, wherever it is."""
    return timezone.localdate()


def day_of(page: "Course") -> date:
    """Return the day it is where the page is kept: windows open and close by it, as when saving."""
    return page.organization.local_day(timezone.now())


def visible_course(request: HttpRequest, pk: int) -> "Course":
    """Return the page with all that its heading needs; 404 when it is not the person's to see."""
    course = find_page(person(request), today(), pk)
    if course is None:
        raise Http404
    see(request, course)
    return course


def see(
    request: HttpRequest, course: "Course", action: AccessAction = AccessAction.OPENED, *, lesson: int | None = None
) -> "Seen | None":
    """Return whose rows of the page the person reads, and account for them; None: everyone's."""
    if not hasattr(course, "seen"):
        course.seen = seen_rows(person(request), course, today(), lesson)  # type: ignore[attr-defined]
    seen: Seen | None = course.seen  # type: ignore[attr-defined]
    if seen is None:
        note_access(request, COURSE, course.pk, course.organization_id, action)
    for group in () if seen is None else seen.groups:
        note_access(request, GROUP, group, course.organization_id, action)
    return seen


def course_of_lesson(request: HttpRequest, pk: int, lesson: int) -> tuple["Course", bool]:
    """Return the page of the lesson, and whether it is open as a whole; 404 when neither it nor the lesson is theirs.

    A substitution of some time ago leaves the lesson alone (R61).
    """
    course = find_page(person(request), today(), pk)
    is_open = course is not None
    course = course or find_page_of_given(person(request), today(), pk, lesson)
    if course is None:
        raise Http404
    see(request, course, lesson=lesson)
    return course, is_open


def trace(request: HttpRequest) -> Trace:
    """Return who changes what now and from which address, for the history."""
    return Trace(actor=person(request), now=timezone.now(), address=request.META.get("REMOTE_ADDR") or None)


def refuse(request: HttpRequest, refusal: JournalError) -> HttpResponse:
    """Answer 403 with the reason in words: visible, but not this person's to do."""
    return render(request, "403.html", {"exception": refusal.message}, status=403)
