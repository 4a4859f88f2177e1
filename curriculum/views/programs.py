"""Work programmes: the list of courses with theirs, and making one (R50, R52)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import readable_organizations
from common.asked import asked_number
from contingent.access import employments
from contingent.views.appointments import is_part, trace, words
from contingent.views.here import person
from curriculum.enums import DocumentState
from curriculum.errors import CurriculumError
from curriculum.program_access import programmed_courses, visible_programs
from curriculum.queries.programs.document import load_document, load_materials
from curriculum.queries.programs.hours import Hours, greatest, kind_lines, planned_hours
from curriculum.queries.programs.listing import LATE, NONE, WORDS, Asked, listed_courses, program_lines, state_counts
from curriculum.queries.programs.page import elements_of, former_programs
from curriculum.queries.programs.sources import program_sources, source_of
from curriculum.queries.programs.versions import hours_of
from curriculum.services.programs.making import follow_program, leave_program, make_program
from curriculum.views.program_config import HOURS, numbered
from curriculum.views.programs_here import refused, seen_course, today

if TYPE_CHECKING:
    from curriculum.models import Course

PAGE = 80


@never_cache
@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """List the courses of the person's load, or of the organisation, with their programmes."""
    me, on, query = person(request), today(), request.GET
    reads_all = readable_organizations(me, on).exists()
    teaches = programmed_courses(me, on).exists()
    if not reads_all and not teaches and not employments(me, on).exists():
        raise Http404
    is_mine = not reads_all or query.get("mine") == "1"
    asked = Asked(words(request), query.get("state", ""), is_mine, asked_number(query.get("year")))
    shown = Paginator(listed_courses(me, on, asked), PAGE).get_page(query.get("page"))
    context = {
        "asked": asked,
        "shown": shown,
        "lines": program_lines(list(shown.object_list), on),
        "states": states(state_counts(me, on, asked)),
        "reads_all": reads_all,
        "teaches": teaches,
        "former": former_programs(me, on),
    }
    name = "_list.html" if is_part(request) else "programs.html"
    return render(request, f"curriculum/programs/{name}", context)


def states(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return the choices of the box of states with how many courses are in each."""
    told = [
        ("", _("all"), sum(counts.values())),
        (NONE, _("without a programme"), counts.get(NONE, 0)),
        (LATE, _("not approved though due"), sum(counts.values()) - counts.get(DocumentState.APPROVED, 0)),
    ]
    return told + [(kind.value, str(words).lower(), counts.get(kind, 0)) for kind, words in WORDS.items()]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, course: int) -> HttpResponse:
    """Show what the course's programme may be made from; a POST makes it."""
    page = seen_course(request, course)
    if request.method != "POST":
        return show_sources(request, page)
    source = None
    if chosen := asked_number(request.POST.get("source")):
        source = get_object_or_404(visible_programs(person(request), today()), pk=chosen)
    try:
        made = make_program(course=page, source=source, trace=trace(request))
    except CurriculumError as problem:
        return refused(request, problem)
    if source:
        messages.success(
            request, _("A draft has been made from “%(title)s”. Change what differs.") % {"title": source.title}
        )
    address = reverse("curriculum:program", args=[made.pk])
    return redirect(address + ("#paste" if request.POST.get("way") == "table" else ""))


def show_sources(request: HttpRequest, course: "Course") -> HttpResponse:
    me, on, q = person(request), today(), words(request)
    teaches = programmed_courses(me, on).filter(pk=course.pk).exists()
    sources = program_sources(me, on, course, q) if teaches else []
    planned = greatest(planned_hours([course.pk]).values())
    near = any(source.why != "library" for source in sources)
    context: dict[str, Any] = {
        "course": course,
        "teaches": teaches,
        "sources": sources,
        "q": q,
        "groups": [
            (title, [source for source in sources if source.why == why], why != "library" or bool(q) or not near)
            for why, title in (
                ("this_year", _("This subject this year: parallel groups")),
                ("before", _("This subject in other years")),
                ("library", _("From the library of the organisation")),
            )
        ],
        "planned": kind_lines({}, planned),
        "preview": None,
    }
    if chosen := asked_number(request.GET.get("preview")):
        context |= previewed(request, course, chosen, planned)
    return render(request, "curriculum/programs/make.html", context)


def previewed(request: HttpRequest, course: "Course", chosen: int, planned: Hours) -> dict[str, Any]:
    """Return what is shown of a programme that one looks at before taking it."""
    source = source_of(person(request), today(), course, chosen)
    if source is None:
        raise Http404
    document = load_document(source.program)
    elements = elements_of(source.program.subject_id)
    rows = numbered(document.rows, load_materials(source.program), [], elements)
    return {
        "preview": source, "preview_rows": rows, "hours": kind_lines(hours_of(document), planned), "kinds": HOURS,
        "has_plan": bool(planned), "lacks_curriculum": not planned,
    }  # fmt: skip


@require_POST
def follow(request: HttpRequest, course: int) -> HttpResponse:
    """Let the course follow a programme of a parallel group's."""
    page = seen_course(request, course)
    program = get_object_or_404(
        visible_programs(person(request), today()), pk=asked_number(request.POST.get("program")) or 0
    )
    try:
        follow_program(course=page, program=program, trace=trace(request))
    except CurriculumError as problem:
        return refused(request, problem)
    messages.success(
        request, _("%(group)s follows “%(title)s” now.") % {"group": page.study_group.name, "title": program.title}
    )
    return redirect("curriculum:program", program.pk)


@require_POST
def leave(request: HttpRequest, course: int) -> HttpResponse:
    """Let the course follow no programme, to make another for it."""
    page = seen_course(request, course)
    try:
        leave_program(course=page, trace=trace(request))
    except CurriculumError as problem:
        return refused(request, problem)
    messages.success(request, _("The course follows no programme now. Make one or choose another."))
    return redirect("curriculum:program_make", page.pk)
