"""What the pages of work programmes take from a request: which programme or course, who asks, on which day."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.middleware import wants_json
from contingent.views.here import person
from curriculum.errors import CurriculumError, NotAllowed, ProgramRefused
from curriculum.program_access import planned_courses, visible_programs

if TYPE_CHECKING:
    from curriculum.models import Course, WorkProgram


def today() -> date:
    """Return the day on which it is asked who sees what."""
    return timezone.localdate()


def seen_program(request: HttpRequest, pk: int) -> "WorkProgram":
    """Return the programme with what its heading says; 404 when it is not the person's to see."""
    rows = visible_programs(person(request), today()).select_related(
        "organization", "academic_year", "subject", "author__user", "previous", "decided_by", "changed_by"
    )
    return get_object_or_404(rows, pk=pk)


def seen_course(request: HttpRequest, pk: int) -> "Course":
    """Return the course whose programme is listed to the person; 404 else."""
    rows = planned_courses(person(request), today()).select_related(
        "organization", "academic_year", "subject", "study_group", "program"
    )
    return get_object_or_404(rows, pk=pk)


def body_of(request: HttpRequest) -> Any:
    """Return the JSON that was sent; raise `ProgramRefused` when it is none."""
    try:
        return json.loads(request.body)
    except ValueError as error:
        raise ProgramRefused("JSON") from error


def refused(request: HttpRequest, problem: CurriculumError) -> HttpResponse:
    """Answer with the reason in words: 403 where it is not theirs to do, 400 where it cannot be done."""
    status = 403 if isinstance(problem, NotAllowed) else 400
    if wants_json(request):
        return JsonResponse({"status": "refused", "reason": problem.message}, status=status)
    name = "403.html" if status == 403 else "curriculum/programs/refused.html"
    back = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    context = {"exception": problem.message, "back": back if here else reverse("curriculum:programs")}
    return render(request, name, context, status=status)
