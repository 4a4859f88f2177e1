"""Which groups follow a curriculum, and its papers."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.asked import asked_numbers
from contingent.forms import usual_start
from contingent.views.here import person, trace_of
from curriculum.errors import CurriculumError
from curriculum.forms_plans import BindForm
from curriculum.paper.excel import as_workbook
from curriculum.paper.pdf import as_pdf
from curriculum.paper.table import paper_of
from curriculum.plan_access import visible_bindings
from curriculum.queries.plans.groups import bindings_of, candidates
from curriculum.services.plans.bindings import bind_groups, unbind_group
from curriculum.views.plans import plan_of

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the groups with their days; give the plan to others."""
    found, today = plan_of(request, plan), timezone.localdate()
    told = request.POST if request.method == "POST" else request.GET
    starts = _day(told.get("starts", "")) or usual_start(today)
    rows = candidates(found, person(request), today, starts)
    form = BindForm(
        request.POST if request.method == "POST" else None,
        choices=[(row.id, row.name) for row in rows], initial={"starts": starts},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            bound = bind_groups(
                plan=found, groups=form.cleaned_data["groups"], starts=form.cleaned_data["starts"],
                trace=trace_of(request),
            )  # fmt: skip
        except CurriculumError as refusal:
            form.add_error(None, refusal.message)
        else:
            text = ngettext("%(n)d group follows this curriculum", "%(n)d groups follow this curriculum", bound.groups)
            messages.success(request, text % {"n": bound.groups} + ".")
            if bound.left:
                text = ngettext(
                    "%(n)d page of the journal teaches what this plan does not have: it stays with the old one.",
                    "%(n)d pages of the journal teach what this plan does not have: they stay with the old one.",
                    bound.left,
                )
                messages.warning(request, text % {"n": bound.left})
            return redirect("curriculum:plan_groups", plan)
    context = {
        "plan": found, "form": form.mark(), "bindings": bindings_of(found, today), "candidates": rows,
        "chosen": set(asked_numbers(request.POST.getlist("groups"))), "starts": starts,
    }  # fmt: skip
    return render(request, "curriculum/plan_groups.html", context, status=400 if form.is_bound else 200)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_POST
def unbind(request: HttpRequest, binding: int) -> HttpResponse:
    """Let a group follow the plan no more from today on."""
    rows = visible_bindings(person(request), timezone.localdate()).select_related("curriculum__organization")
    found = get_object_or_404(rows, pk=binding)
    try:
        unbind_group(binding=found, trace=trace_of(request))
    except CurriculumError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("From today on the group does not follow this curriculum."))
    return redirect("curriculum:plan_groups", found.curriculum_id)


@require_safe
def file(request: HttpRequest, plan: int, kind: str) -> HttpResponse:
    """Give the plan as a workbook or a PDF."""
    if kind not in TYPES:
        raise Http404
    paper = paper_of(plan_of(request, plan))
    answer = HttpResponse(as_workbook(paper) if kind == "xlsx" else as_pdf(paper), content_type=TYPES[kind])
    name = f"{paper.plan.code} {paper.plan.name} {paper.plan.intake_year}".strip()[:120]
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}") or ""
    return answer
