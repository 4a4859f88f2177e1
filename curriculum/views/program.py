"""One work programme: written in its editor, read by everyone else, moved on its way to approval (R50–R52, R68)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.asked import asked_number
from contingent.errors import UnreadableWorkbook
from contingent.sheets.workbook import read_workbook
from contingent.views.appointments import trace
from contingent.views.here import person
from curriculum.enums import DocumentState
from curriculum.errors import CurriculumError, ProgramRefused
from curriculum.program_access import visible_programs
from curriculum.programs import parse_document
from curriculum.queries.programs.document import load_document, load_materials, load_remarks, version_of, wired
from curriculum.queries.programs.hours import kind_lines
from curriculum.queries.programs.page import (
    elements_of,
    following_courses,
    may,
    needed_hours,
    own_courses,
    untaught,
    versions_of,
    waited_for,
)
from curriculum.queries.programs.parts import find_topic
from curriculum.queries.programs.versions import compare as compare_documents
from curriculum.queries.programs.versions import hours_of
from curriculum.services.programs import approving, making
from curriculum.services.programs.exporting import program_workbook
from curriculum.services.programs.saving import ProgramChanged, save_program
from curriculum.tables import read_clipboard, read_sheets
from curriculum.topic_rows import read_topics
from curriculum.views.program_config import HOURS, editor_config, numbered, wired_read
from curriculum.views.programs_here import body_of, refused, seen_program, today

if TYPE_CHECKING:
    from curriculum.models import WorkProgram

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASTED = 2**20
WAITING = DocumentState.SUBMITTED.value


@never_cache
@require_safe
def program(request: HttpRequest, program: int) -> HttpResponse:
    """Show the programme: to its author, while it is theirs to write, in the editor."""
    page = seen_program(request, program)
    me, on = person(request), today()
    rights, courses = may(me, page, on), following_courses(page)
    document, materials, remarks = load_document(page), load_materials(page), load_remarks(page)
    planned = needed_hours(courses)
    context: dict[str, Any] = {
        "program": page,
        "may": rights,
        "courses": courses,
        "waits": bool(waited_for(page)),
        "remarks": remarks,
        "open_remarks": sum(remark.settled_at is None for remark in remarks),
        "versions": versions_of(page),
        "has_plan": bool(planned),
        "lacks_curriculum": bool(courses) and not planned,
    }
    if rights.write and "read" not in request.GET:
        context["config"] = editor_config(
            page, document, materials, planned, user=me.pk, open_remarks=context["open_remarks"]
        )
        return render(request, "curriculum/programs/editor.html", context)
    elements = elements_of(page.subject_id)
    context |= {
        "rows": numbered(document.rows, materials, remarks, elements),
        "untaught": untaught(document, elements),
        "kinds": HOURS,
        "hours": kind_lines(hours_of(document), planned),
        "document": document,
        "own_courses": own_courses(me, on, page),
        "asked_topic": request.GET.get("topic", ""),
    }
    return render(request, "curriculum/programs/program.html", context)


@require_POST
def save(request: HttpRequest, program: int) -> HttpResponse:
    """Write the whole programme over what its editor saw; answer what is there when that has changed."""
    page = seen_program(request, program)
    try:
        body = body_of(request)
        document = parse_document(body)
        saved = save_program(program=page.pk, document=document, seen=str(body.get("seen")), trace=trace(request))
    except ProgramChanged as change:
        return JsonResponse({"status": "conflict"} | theirs(change.program), status=409)
    except CurriculumError as problem:
        return refused(request, problem)
    return JsonResponse({"status": "saved", "seen": version_of(saved)})


def theirs(program: "WorkProgram") -> dict[str, Any]:
    """Return what is there instead, by whom and when."""
    local = program.organization.local(program.changed_at)
    return {
        "seen": version_of(program),
        "doc": wired(load_document(program)),
        "author": program.changed_by.short_name if program.changed_by else program.author.user.short_name,
        "at_text": date_format(local, "j E, H:i"),
    }


@require_POST
def read(request: HttpRequest, program: int) -> HttpResponse:
    """Tell what rows a pasted table or a workbook holds; nothing is written."""
    page = seen_program(request, program)
    try:
        file = request.FILES.get("file")
        if file:
            table = read_sheets(read_workbook(file))
        else:
            table = read_clipboard(request.POST.get("html", "")[:PASTED], request.POST.get("text", "")[:PASTED])
    except UnreadableWorkbook as problem:
        return JsonResponse({"status": "refused", "reason": problem.message}, status=400)
    return JsonResponse({"status": "read"} | wired_read(read_topics(table), elements_of(page.subject_id)))


@require_POST
def change_state(request: HttpRequest, program: int) -> HttpResponse:
    """Send for approval, take back, return, approve, begin a new version, delete a draft."""
    page = seen_program(request, program)
    action, who = request.POST.get("action", ""), trace(request)
    try:
        match action:
            case "submit":
                approving.submit_program(program=page, trace=who)
                said = _("Sent for approval: the deputies are told.")
            case "take_back":
                approving.take_back(program=page, trace=who)
                said = _("Taken back: it is a draft again.")
            case "return":
                if text := request.POST.get("text", "").strip():
                    topic = find_topic(page, request.POST.get("topic", ""))
                    approving.remark(program=page, topic=topic, text=text, trace=who)
                approving.return_program(program=page, trace=who)
                said = _("Returned with remarks: the author is told.") + f" «{page.title}»"
            case "approve":
                approving.approve_program(program=page, trace=who)
                said = _("Approved: its topics are dealt out over the lessons.") + f" «{page.title}»"
            case "version":
                page = making.make_version(program=page, reason=request.POST.get("reason", ""), trace=who)
                said = _("This is the new version. Courses follow the old one until it is approved.")
            case "delete":
                making.delete_draft(program=page, trace=who)
                messages.success(request, _("The draft has been deleted."))
                return redirect("curriculum:programs")
            case _unknown:
                raise ProgramRefused(_("This is not what the page sends. Open it again."))
    except CurriculumError as problem:
        return refused(request, problem)
    messages.success(request, said)
    if action in ("approve", "return"):
        return redirect(f"{reverse('curriculum:programs')}?state={WAITING}")
    return redirect("curriculum:program", page.pk)


@never_cache
@require_safe
def compare(request: HttpRequest, program: int) -> HttpResponse:
    """Show how the programme differs from the version before it, or from another that is asked for."""
    page = seen_program(request, program)
    other = asked_number(request.GET.get("with")) or page.previous_id or 0
    older = get_object_or_404(visible_programs(person(request), today()).select_related("author__user"), pk=other)
    context = {
        "program": page,
        "older": older,
        "comparison": compare_documents(load_document(older), load_document(page)),
        "versions": versions_of(page),
    }
    return render(request, "curriculum/programs/compare.html", context)


@require_safe
def workbook(request: HttpRequest, program: int) -> HttpResponse:
    """Give the programme out as an Excel workbook that can be loaded again."""
    page = seen_program(request, program)
    codes = {element.pk: element.code for element in elements_of(page.subject_id)}
    answer = HttpResponse(program_workbook(page.title, load_document(page), codes), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="program-{page.pk}.xlsx"'
    return answer
