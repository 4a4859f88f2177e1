"""The programme of a course laid out over its lessons beside what was taught (R69, R70, R98)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.asked import asked_number
from journal.access import entry_rights
from journal.errors import JournalError, NotAllowed, Refused
from journal.queries.dealing import proposal
from journal.queries.fulfilment import fulfilment
from journal.queries.lesson import lessons_of
from journal.queries.plan_days import lesson_meant
from journal.queries.plan_fact import course_plan
from journal.services import dealing
from journal.views.here import day_of, person, refuse, trace, visible_course

if TYPE_CHECKING:
    from curriculum.models import Course
    from schedule.models import Lesson


@never_cache
@require_safe
def plan(request: HttpRequest, course: int) -> HttpResponse:
    """Show each lesson with its planned and its written topic; hours, lag, what would be dealt out again."""
    page = visible_course(request, course)
    on = day_of(page)
    keeps = entry_rights(person(request), page, on).owns_course
    afresh = request.GET.get("afresh") == "1"
    told = course_plan(page, on)
    context = {
        "course": page,
        "plan": told,
        "facts": fulfilment([page], on)[page.pk],
        "keeps": keeps,
        "afresh": afresh,
        "changes": proposal(page, afresh=afresh) if keeps else [],
        "open_lessons": [line.lesson for line in told.lines if line.is_open],
        "today": on,
    }
    return render(request, "journal/plan/plan.html", context)


@require_POST
def deal(request: HttpRequest, course: int) -> HttpResponse:
    """Deal the topics out again over the lessons there are now."""
    page = visible_course(request, course)
    try:
        dealing.deal_again(course=page, afresh=request.POST.get("afresh") == "1", trace=trace(request))
    except NotAllowed as refusal:
        return refuse(request, refusal)
    messages.success(request, _("The topics are dealt out over the lessons there are now."))
    return redirect("journal:plan", page.pk)


@require_POST
def arrange(request: HttpRequest, course: int, lesson: int) -> HttpResponse:
    """Move, merge or prolong the topics of one lesson, or let it follow the order again."""
    page = visible_course(request, course)
    row = get_object_or_404(lessons_of(page), pk=lesson)
    try:
        said = arranged(request, page, row)
    except NotAllowed as refusal:
        return refuse(request, refusal)
    except JournalError as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, said)
    return redirect(f"{redirect('journal:plan', page.pk).url}#l{row.pk}")


def arranged(request: HttpRequest, page: "Course", row: "Lesson") -> str:
    """Do what was asked with the lesson and say so."""
    who, topic = trace(request), asked_number(request.POST.get("topic")) or 0
    match request.POST.get("action"):
        case "merge":
            dealing.merge_next(lesson=row, trace=who)
            return _("The topics of the next lesson are given here.")
        case "prolong":
            dealing.prolong_topic(lesson=row, topic=topic, trace=who)
            return _("The topic goes on in the next lesson.")
        case "move":
            to = lesson_meant(page, request.POST.get("to", "")[:40])
            if to is None:
                raise Refused(_("There is no lesson of this course on that day: choose one of the list."))
            dealing.move_topic(lesson=row, topic=topic, to=to, trace=who)
            return _("The topic is moved.")
        case "release":
            dealing.release_lesson(lesson=row, trace=who)
            return _("The lesson follows the order of the programme again.")
        case _unknown:
            dealing.check_keeps(page, who)
            raise Refused(_("The page is out of date: open it again."))
