"""Curricula: the list, a new one, a copy, rules, approval and the archive (R44)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.asked import asked_number
from contingent.views.appointments import is_part, words
from contingent.views.here import person, trace_of
from curriculum.enums import CurriculumKind, DocumentState, Level
from curriculum.errors import CurriculumError, PlanChanged, PlanRefused
from curriculum.forms_plans import ApproveForm, CopyForm, NewPlanForm, RulesForm
from curriculum.plan_access import is_written, stamp
from curriculum.plan_checks import find_problems
from curriculum.queries.plans import lists
from curriculum.queries.plans.imports import recent_imports
from curriculum.queries.plans.page import find_plan
from curriculum.queries.plans.sheet import read_sheet
from curriculum.services.plans import making, states

if TYPE_CHECKING:
    from curriculum.models import Curriculum


def plan_of(request: HttpRequest, pk: int) -> "Curriculum":
    """Return a curriculum the person sees; 404 otherwise."""
    found = find_plan(person(request), timezone.localdate(), pk)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """List curricula; the table alone to htmx."""
    me, today = person(request), timezone.localdate()
    places = lists.writable_places(me, today)
    if not places:
        raise Http404
    told = request.GET
    asked = lists.PlanFilter(
        kind=told.get("kind", ""), level=told.get("level", ""), intake=asked_number(told.get("intake")),
        state=told.get("state", ""), place=asked_number(told.get("place")), q=words(request),
    )  # fmt: skip
    context = {
        "lines": lists.list_plans(me, today, asked),
        "asked": asked,
        "kinds": CurriculumKind.choices,
        "levels": Level.choices,
        "intakes": lists.intakes(me, today),
        "states": DocumentState.choices,
        "places": places,
        "imports": recent_imports(me, today),
    }
    return render(request, f"curriculum/{'plans/_table' if is_part(request) else 'plans'}.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a curriculum from scratch, or as a copy of another."""
    me, today = person(request), timezone.localdate()
    places = lists.writable_places(me, today)
    if not places:
        raise Http404
    allowed = lists.places_as_rows(me, today)
    form = NewPlanForm(request.POST if request.method == "POST" else None, organizations=allowed, today=today)
    if form.is_bound and form.is_valid():
        try:
            made = making.create_curriculum(
                organization=form.cleaned_data["organization"], told=form.plan(), trace=trace_of(request)
            )
        except PlanRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The draft is made. Type, or paste a table out of Excel."))
            return redirect("curriculum:plan", made.pk)
    context = {
        "form": form.mark(),
        "sources": lists.list_plans(me, today, lists.PlanFilter(q=words(request))),
        "next_intake": today.year + 1,
    }
    return render(request, "curriculum/plan_new.html", context, status=400 if form.is_bound else 200)


@require_POST
def copy(request: HttpRequest, plan: int) -> HttpResponse:
    """Make a draft as a copy: a new version, or the plan of another intake."""
    found = plan_of(request, plan)
    form = CopyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The year of intake is not possible."))
        return redirect("curriculum:plan", plan)
    made = making.copy_curriculum(source=found, intake_year=form.cleaned_data["intake_year"], trace=trace_of(request))
    messages.success(request, _("The copy is a draft: change it and approve it."))
    return redirect("curriculum:plan", made.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, plan: int) -> HttpResponse:
    """Change the names and the rules of a plan."""
    found = plan_of(request, plan)
    initial = {"seen": stamp(found)}
    form = RulesForm(request.POST if request.method == "POST" else None, instance=found, initial=initial)
    if form.is_bound and form.is_valid():
        told = {name: form.cleaned_data[name] for name in RulesForm.Meta.fields}
        try:
            states.change_rules(
                plan=plan_of(request, plan), told=told, seen=form.cleaned_data["seen"], trace=trace_of(request)
            )
        except CurriculumError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("curriculum:plan", plan)
    context = {"plan": plan_of(request, plan), "form": form.mark(), "is_written": is_written(found)}
    return render(request, "curriculum/plan_rules.html", context, status=400 if form.is_bound else 200)


@require_POST
def terms(request: HttpRequest, plan: int) -> HttpResponse:
    """Add a term after the last, or take the last away."""
    found = plan_of(request, plan)
    act = states.add_term if request.POST.get("act") == "add" else states.drop_term
    try:
        act(plan=found, seen=request.POST.get("seen", ""), trace=trace_of(request))
    except CurriculumError as refusal:
        messages.error(request, refusal.message)
    return redirect(f"{request.path.removesuffix('terms/')}?{urlencode({'year': 0})}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, plan: int) -> HttpResponse:
    """Approve a plan by an order, with everything that does not add up in view."""
    found = plan_of(request, plan)
    problems = find_problems(read_sheet(found))
    initial = {"approved_on": timezone.localdate(), "seen": stamp(found)}
    form = ApproveForm(
        request.POST if request.method == "POST" else None, problems=len(problems), initial=initial
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            states.approve(
                plan=found, order=told["order"], approved_on=told["approved_on"], seen=told["seen"],
                trace=trace_of(request),
            )  # fmt: skip
        except (PlanRefused, PlanChanged) as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The curriculum is approved. Now say which groups follow it."))
            return redirect("curriculum:plan_groups", plan)
    context = {"plan": found, "form": form.mark(), "problems": named(found, problems), "is_written": is_written(found)}
    return render(request, "curriculum/plan_approve.html", context, status=400 if form.is_bound else 200)


def named(plan: "Curriculum", problems: list[Any]) -> list[tuple[str, str]]:
    """Return problems with the row and the term they are about."""
    sheet = read_sheet(plan)
    rows = {row.id: row.called for row in sheet.rows}
    year, term_of = _("Grade %(n)d"), _("Semester %(n)d")
    terms = {
        term.id: year % {"n": term.study_year} if sheet.rules.is_weekly else term_of % {"n": term.number}
        for term in sheet.terms
    }
    return [(", ".join(filter(None, (rows.get(one.row or 0), terms.get(one.term or 0)))), one.text) for one in problems]


@require_POST
def state(request: HttpRequest, plan: int) -> HttpResponse:
    """Take the approval back, archive, restore, or delete a draft."""
    found = plan_of(request, plan)
    acts: dict[str, tuple[Any, str]] = {
        "take_back": (states.take_approval_back, _("The curriculum is a draft again.")),
        "archive": (states.archive, _("The curriculum is in the archive.")),
        "restore": (states.restore, _("The curriculum is back from the archive.")),
        "delete": (states.delete_draft, _("The draft is deleted.")),
    }
    act = request.POST.get("act", "")
    if act not in acts:
        raise Http404
    service, told = acts[act]
    try:
        service(plan=found, trace=trace_of(request))
    except PlanRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("curriculum:plan", plan)
    messages.success(request, told)
    return redirect("curriculum:plans") if act == "delete" else redirect("curriculum:plan", plan)
