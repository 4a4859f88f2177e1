"""The editor of a curriculum: a sheet, JSON in, JSON out."""

import json
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contingent.views.here import trace_of
from curriculum.errors import CurriculumError, PlanChanged
from curriculum.queries.plans import page as queries
from curriculum.queries.plans.groups import bindings_of
from curriculum.services.plans.edits import EditsRefused, save_edits
from curriculum.services.plans.subjects import choose_subjects, make_subject
from curriculum.views.plans import plan_of
from curriculum.words_plans import words

REMEMBERED = 15 * 60


@never_cache
@require_safe
def plan(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the sheet; the plan alone as JSON when a script asks."""
    found = plan_of(request, plan)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(queries.fresh_plan(found))
    config = queries.editor_config(found)
    config |= {
        "texts": words(),
        "csrf": get_token(request),
        "urls": {
            "save": reverse("curriculum:plan_save", args=[plan]),
            "read": reverse("curriculum:plan", args=[plan]),
            "subject": reverse("curriculum:plan_subject", args=[plan]),
        },
    }
    groups = [line for line in bindings_of(found, timezone.localdate()) if line.is_on or line.is_coming]
    context = {"plan": found, "config": config, "is_written": config["isWritten"], "groups": groups}
    return render(request, "curriculum/plan.html", context)


@require_POST
def save(request: HttpRequest, plan: int) -> HttpResponse:
    """Keep a batch of edits; one that came twice is answered twice and kept once."""
    found = plan_of(request, plan)
    told = body_of(request)
    if told is None:
        return JsonResponse({"message": _("The request is not understood."), "refusals": []}, status=400)
    known = f"plan-batch:{plan}:{request.user.pk}:{str(told.get('batch'))[:40]}"
    if (answer := cache.get(known)) is not None:
        return JsonResponse(answer)
    try:
        made = save_edits(
            plan=found, seen=str(told.get("seen", "")), edits=told.get("edits") or {}, trace=trace_of(request)
        )
    except PlanChanged as changed:
        return JsonResponse({"message": changed.message}, status=409)
    except EditsRefused as refused:
        lines = [{"row": one.row, "term": one.term, "kind": one.kind, "text": one.text} for one in refused.refusals]
        return JsonResponse({"message": refused.message, "refusals": lines[:100]}, status=400)
    except CurriculumError as refused:
        return JsonResponse({"message": refused.message, "refusals": [refusal(refused.message)]}, status=400)
    except (TypeError, ValueError, KeyError, AttributeError):
        return JsonResponse({"message": _("The request is not understood."), "refusals": []}, status=400)
    fresh = queries.fresh_plan(plan_of(request, plan))
    answer = {"seen": fresh["seen"], "made": made, "problems": fresh["problems"]}
    cache.set(known, answer, REMEMBERED)
    return JsonResponse(answer)


def refusal(text: str) -> dict[str, Any]:
    return {"row": None, "term": None, "kind": "", "text": text}


def body_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return the JSON of a request, None when it is none."""
    try:
        told = json.loads(request.body)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


@require_POST
def subject(request: HttpRequest, plan: int) -> HttpResponse:
    """Make a subject in place for a row."""
    found, told = plan_of(request, plan), body_of(request) or {}
    try:
        made = make_subject(
            plan=found, kind=str(told.get("kind", "")), code=str(told.get("code") or ""),
            name=str(told.get("name") or ""), trace=trace_of(request),
        )  # fmt: skip
    except CurriculumError as refused:
        return JsonResponse({"message": refused.message}, status=400)
    return JsonResponse({"id": made.pk, "code": made.code, "name": made.name, "short": made.short_name})


@require_POST
def subjects(request: HttpRequest, plan: int) -> HttpResponse:
    """Give every row without a subject the one of its name, made when there is none."""
    found = plan_of(request, plan)
    try:
        chosen = choose_subjects(plan=found, seen=request.POST.get("seen", ""), trace=trace_of(request))
    except CurriculumError as refused:
        messages.error(request, refused.message)
    else:
        count = len(chosen.made)
        made = ngettext("%(n)d subject made", "%(n)d subjects made", count) % {"n": count}
        text = ngettext("%(n)d row got its subject", "%(n)d rows got their subjects", chosen.found + count)
        messages.success(request, f"{text % {'n': chosen.found + count}}, {made}.")
    return redirect("curriculum:plan", plan)
