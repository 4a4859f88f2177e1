"""The diary of a student: the week, a subject, a period, what is new (R2, R55, R77)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.context import frame_ahead
from common.asked import asked_day, asked_moment, asked_number
from journal.errors import NotAllowed
from journal.queries.diary_calendar import load_schedule
from journal.queries.diary_materials import split
from journal.queries.diary_news import load_news, load_readings
from journal.queries.diary_people import OpenDiary, open_diary, own_diaries
from journal.queries.diary_period import load_period
from journal.queries.diary_subject import Asked, SubjectPage, load_subject
from journal.queries.diary_week import load_week
from journal.services.diary import acknowledge_diary
from journal.views.diary_figures import render_absences, render_choices, render_drawing, render_terms
from journal.views.diary_here import asked_decimal, diary_page, frame
from journal.views.diary_lessons import render_days, render_jump, render_works
from journal.views.diary_materials import render_handouts
from journal.views.diary_table import render_changes, render_rows
from journal.views.here import person


@never_cache
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Bring a student to their diary, a parent to the first of their children's."""
    now = timezone.now()
    diaries = own_diaries(person(request), now, timezone.localdate(now))
    if not diaries:
        raise Http404
    return redirect("diary:week", student=diaries[0].student)


@diary_page
def week(request: HttpRequest, opened: OpenDiary) -> HttpResponse:
    """Show a week by day: lessons, homework, marks, absences."""
    on = timezone.localdate()
    student = opened.diary.student
    shown = load_week(student, asked_day(request.GET.get("week")), on)
    frame_ahead(request)
    parts = {"jump": render_jump(shown, on), "days": render_days(shown, on, student)}
    return render(request, "journal/diary/week.html", frame(opened, "week", week=shown, today=on, **parts))


@diary_page
def subject(request: HttpRequest, opened: OpenDiary, course: int) -> HttpResponse:
    """Show a subject: its marks, how the average comes about, what would change it."""
    asked = Asked(
        period=asked_number(request.GET.get("period")),
        whole_year=request.GET.get("period") == "year",
        code=request.GET.get("mark", ""),
        weight=asked_decimal(request.GET.get("weight")),
        count=asked_number(request.GET.get("count")) or 0,
    )
    page = load_subject(opened.diary.student, course, asked, timezone.localdate())
    if page is None:
        raise Http404
    frame_ahead(request)
    parts = subject_parts(page, opened.diary.student)
    return render(request, "journal/diary/subject.html", frame(opened, "period", page=page, **parts))


def subject_parts(page: SubjectPage, student: int) -> dict[str, Any]:
    """Return the repeated parts of the page of a subject."""
    begun, later = split(page.handouts, page.today)
    return {
        "handouts": render_handouts(begun, student),
        "later": render_handouts(later, student),
        "coming": render_works(page.coming),
        "past": render_works(page.past),
        "absences": render_absences(page.register.absences),
        "terms": page.explanation and render_terms(page.explanation),
        "drawing": page.chart and render_drawing(page.chart),
        "choices": page.forecast and render_choices(page.forecast),
    }


@diary_page
def period(request: HttpRequest, opened: OpenDiary) -> HttpResponse:
    """Show every subject of a period, or of the whole year, in one table."""
    page = load_period(
        opened.diary.student,
        asked_number(request.GET.get("period")),
        asked_number(request.GET.get("year")),
        timezone.localdate(),
    )
    rows = render_rows(page, opened.diary.student)
    return render(request, "journal/diary/period.html", frame(opened, "period", page=page, rows=rows))


@diary_page
def news(request: HttpRequest, opened: OpenDiary) -> HttpResponse:
    """Show what has changed since the reader last looked; to staff, who has read the diary."""
    now = timezone.now()
    on, student = timezone.localdate(now), opened.diary.student
    found = load_news(student, person(request), now, on)
    context = frame(
        opened,
        "news",
        news=found,
        changes=render_changes(found.changes, student),
        readings=[] if opened.own else load_readings(student, on),
    )
    return render(request, "journal/diary/news.html", context)


@require_POST
def seen(request: HttpRequest, student: int) -> HttpResponse:
    """Note that the reader has read what was shown; 403 to those who read it on duty."""
    now = timezone.now()
    if open_diary(person(request), student, now, timezone.localdate(now)) is None:
        raise Http404
    until = asked_moment(request.POST.get("until"))
    if until is None:
        return HttpResponseBadRequest(_("The page is out of date: open it again."))
    try:
        acknowledge_diary(student=student, until=until, actor=person(request), now=now)
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return redirect("diary:news", student=student)


@diary_page
def schedule(request: HttpRequest, opened: OpenDiary) -> HttpResponse:
    """Show the year of the student's group by weeks: theory, practices, attestation, vacations."""
    found = load_schedule(opened.diary.student, timezone.localdate())
    return render(request, "journal/diary/schedule.html", frame(opened, "schedule", schedule=found))
