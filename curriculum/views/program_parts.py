"""Remarks on a programme and materials of its topics (R50, R52, R74)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.downloads import download
from contingent.views.appointments import trace
from contingent.views.here import person
from curriculum.errors import CurriculumError
from curriculum.program_access import visible_programs
from curriculum.queries.programs.parts import find_material, find_remark, find_topic
from curriculum.services.programs import approving, materials
from curriculum.views.program_config import wired_material
from curriculum.views.programs_here import refused, seen_program, today

if TYPE_CHECKING:
    from uuid import UUID

    from curriculum.models import TopicMaterial


@require_POST
def remark(request: HttpRequest, program: int) -> HttpResponse:
    """Write a remark on the programme or on one of its topics."""
    page = seen_program(request, program)
    topic = find_topic(page, request.POST.get("topic", ""))
    try:
        approving.remark(program=page, topic=topic, text=request.POST.get("text", ""), trace=trace(request))
    except CurriculumError as problem:
        return refused(request, problem)
    messages.success(request, _("The remark is written. The author sees it when the programme is returned."))
    return redirect("curriculum:program", page.pk)


@require_POST
def change_remark(request: HttpRequest, program: int, remark: int) -> HttpResponse:
    """Settle a remark, open it again, or delete one's own."""
    page = seen_program(request, program)
    row = find_remark(page, remark)
    if row is None:
        raise Http404
    try:
        if request.POST.get("action") == "delete":
            approving.delete_remark(remark=row, trace=trace(request))
        else:
            settled = request.POST.get("action") == "settle"
            approving.settle_remark(remark=row, settled=settled, trace=trace(request))
    except CurriculumError as problem:
        return refused(request, problem)
    return HttpResponseRedirect(redirect("curriculum:program", page.pk).url + "#remarks")


@require_POST
def add_material(request: HttpRequest, program: int, topic: "UUID") -> HttpResponse:
    """Add a link or a file to a topic; answered as JSON to the editor."""
    page = seen_program(request, program)
    row = find_topic(page, str(topic))
    if row is None:
        raise Http404
    title, file = request.POST.get("title", ""), request.FILES.get("file")
    try:
        if file:
            made = materials.add_file(topic=row, title=title, name=file.name or "", file=file, trace=trace(request))
        else:
            made = materials.add_link(topic=row, title=title, url=request.POST.get("url", ""), trace=trace(request))
    except CurriculumError as problem:
        return refused(request, problem)
    return JsonResponse({"status": "saved", "material": wired_material(made)})


@require_safe
def material(request: HttpRequest, material: int) -> FileResponse:
    """Give a file out to whoever reads the programme; as a download, never shown inside our pages."""
    row = seen_material(request, material)
    if not row.file:
        raise Http404
    return download(row.file, row.file_name)


@require_POST
def delete_material(request: HttpRequest, material: int) -> HttpResponse:
    """Take a material away from its topic."""
    row = seen_material(request, material)
    try:
        materials.delete_material(material=row, trace=trace(request))
    except CurriculumError as problem:
        return refused(request, problem)
    return JsonResponse({"status": "saved"})


def seen_material(request: HttpRequest, pk: int) -> "TopicMaterial":
    """Return the material of a programme that the person may read; 404 else."""
    row = find_material(pk)
    if row is None:
        raise Http404
    get_object_or_404(visible_programs(person(request), today()), pk=row.topic.program_id)
    return row
