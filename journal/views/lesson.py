"""One lesson, made for a phone: roll call, marks, what was done, homework."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.middleware import wants_json
from common.asked import asked_number
from journal.access import entry_rights
from journal.enums import LETTERS, AttendanceKind
from journal.errors import JournalError, NotAllowed
from journal.forms import LessonRecordForm
from journal.queries.lesson import lesson_page, lessons_of, planned_lessons
from journal.queries.periods import course_periods, neighbours, pick_period
from journal.services.lesson_records import RecordChanged, call_roll, version, write_lesson
from journal.views.here import course_of_lesson, day_of, person, refuse, see, trace, visible_course
from journal.views.lesson_config import lesson_config

if TYPE_CHECKING:
    from curriculum.models import Course
    from journal.models import LessonRecord
    from schedule.models import Lesson


TEXTS = ("topic", "content", "homework")


@require_safe
def lessons(request: HttpRequest, course: int) -> HttpResponse:
    """List the lessons of a period with topics and homework: the paper journal's right page."""
    page = visible_course(request, course)
    periods = course_periods(page)
    period = pick_period(periods, asked_number(request.GET.get("period")), day_of(page))
    before, after = neighbours(periods, period)
    context = {
        "course": page,
        "period": period,
        "periods": periods,
        "before": before,
        "after": after,
        "lessons": planned_lessons(page, period.starts, period.ends),
        "today": day_of(page),
    }
    return render(request, "journal/lesson/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, course: int, lesson: int) -> HttpResponse:
    """Show one lesson; a POST writes its topic, content and homework."""
    page, is_open = course_of_lesson(request, course, lesson)
    shown = get_object_or_404(lessons_of(page), pk=lesson)
    if request.method != "POST":
        return show(request, page, shown, None, is_open=is_open)
    form = LessonRecordForm(request.POST)
    if form.is_valid():
        try:
            record = write_lesson(lesson=shown, **form.cleaned_data, trace=trace(request))
        except RecordChanged as change:
            return conflict(request, page, shown, form, change)
        except NotAllowed as refusal:
            return refused(request, refusal, 403)
        except JournalError as problem:
            if wants_json(request):
                return refused(request, problem, 409)
            form.add_error(None, problem.message)
        else:
            return written(request, page, shown, record)
    elif wants_json(request):
        errors = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"status": "refused", "reason": errors}, status=400)
    return show(request, page, shown, form)


@require_POST
def roll_call(request: HttpRequest, course: int, lesson: int) -> HttpResponse:
    """Note that everyone without a mark of absence was there."""
    page = visible_course(request, course)
    shown = get_object_or_404(lessons_of(page), pk=lesson)
    try:
        call_roll(lesson=shown, trace=trace(request))
    except NotAllowed as refusal:
        return refused(request, refusal, 403)
    except JournalError as problem:
        if wants_json(request):
            return refused(request, problem, 409)
        messages.error(request, problem.message)
    else:
        if wants_json(request):
            return JsonResponse({"status": "saved"})
        messages.success(request, _("Attendance has been taken: everyone else was present."))
    return redirect("journal:lesson", page.pk, shown.pk)


def show(
    request: HttpRequest,
    page: "Course",
    lesson: "Lesson",
    form: LessonRecordForm | None,
    theirs: "LessonRecord | None" = None,
    *,
    is_open: bool = True,
) -> HttpResponse:
    rights = entry_rights(person(request), page, day_of(page))
    shown = lesson_page(page, lesson, rights, see(request, page))
    texts = {name: getattr(shown.record, name, "") for name in TEXTS}
    # Nothing is written yet: the programme's topic stands there, to be saved or changed
    is_planned = shown.planned is not None and not any(texts.values()) and not shown.closed and form is None
    if is_planned:
        texts = {name: getattr(shown.planned, name) for name in TEXTS}
    context = {
        "course": page,
        "page": shown,
        "is_open": is_open,
        "form": form or LessonRecordForm(initial=texts | {"seen": version(shown.record)}),
        "theirs": theirs,
        "is_planned": is_planned,
        "kinds": [(kind, LETTERS[kind], kind.label) for kind in AttendanceKind],
        "config": lesson_config(page, lesson, user=person(request).pk),
    }
    return render(request, "journal/lesson/lesson.html", context)


def written(request: HttpRequest, page: "Course", lesson: "Lesson", record: "LessonRecord") -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"status": "saved", "seen": version(record)})
    messages.success(request, _("The lesson has been saved."))
    return redirect("journal:lesson", page.pk, lesson.pk)


def refused(request: HttpRequest, problem: JournalError, status: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"status": "refused", "reason": problem.message}, status=status)
    return refuse(request, problem)


def conflict(
    request: HttpRequest,
    page: "Course",
    lesson: "Lesson",
    form: LessonRecordForm,
    change: RecordChanged,
) -> HttpResponse:
    """Show what the other person wrote beside what this one did; nothing is overwritten unseen."""
    record = change.record
    if wants_json(request):
        return JsonResponse({"status": "conflict"} | theirs(page, record), status=409)
    data = request.POST.copy()
    data["seen"] = version(record)
    form.data = data
    return show(request, page, lesson, form, record)


def theirs(page: "Course", record: "LessonRecord") -> dict[str, Any]:
    local = page.organization.local(record.updated_at)
    return {
        "topic": record.topic,
        "content": record.content,
        "homework": record.homework,
        "author": record.author.short_name,
        "at_text": date_format(local, "j E, H:i"),
        "seen": version(record),
    }
