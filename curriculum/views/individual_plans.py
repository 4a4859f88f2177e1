"""Students' own plans: the list, a new one, what differs from the group's curriculum (R37, R44)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access_log import ORGANIZATION, STUDENT, note_access
from common.asked import asked_number
from contingent.views.appointments import is_part, words
from contingent.views.here import person, trace_of
from curriculum.enums import PlanKind
from curriculum.errors import CurriculumError
from curriculum.forms_plans import IndividualForm
from curriculum.queries.plans import individual as queries
from curriculum.queries.plans.lists import writable_places
from curriculum.services.plans.edits import MOST_HOURS, parsed
from curriculum.services.plans.individual import OwnTold, change_individual, give_individual, set_differences


@never_cache
@require_safe
def individual_plans(request: HttpRequest) -> HttpResponse:
    """List the plans of their own that students have."""
    me, today = person(request), timezone.localdate()
    places = writable_places(me, today)
    if not places:
        raise Http404
    for place in places:
        note_access(request, ORGANIZATION, place.pk, place.pk)
    state, text = request.GET.get("state", ""), words(request)
    context = {"lines": queries.list_individual(me, today, state, text), "state": state, "text": text}
    name = "plans/_individual" if is_part(request) else "individual_plans"
    return render(request, f"curriculum/{name}.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a student, then the kind, the order and the days."""
    me, today = person(request), timezone.localdate()
    places = writable_places(me, today)
    if not places:
        raise Http404
    asked = asked_number(request.GET.get("student"))
    if asked is None:
        if request.method == "POST":
            raise Http404
        for place in places:
            note_access(request, ORGANIZATION, place.pk, place.pk)
        context = {"students": queries.find_students(me, today, words(request)), "text": words(request), "chosen": None}
        name = "plans/_students" if is_part(request) else "individual_new"
        return render(request, f"curriculum/{name}.html", context)
    found = queries.find_students(me, today, "", asked)
    if not found:
        raise Http404
    chosen = found[0]
    curriculum = queries.curriculum_of(me, today, chosen.curriculum or 0)
    form = IndividualForm(request.POST if request.method == "POST" else None, initial={"starts": today})
    if form.is_bound and curriculum is not None and form.is_valid():
        try:
            made = give_individual(student=chosen.id, curriculum=curriculum, told=_told(form), trace=trace_of(request))
        except CurriculumError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("curriculum:individual_plan", made.pk)
    about = {"chosen": chosen, "curriculum": curriculum, "form": form.mark()}
    return render(request, "curriculum/individual_new.html", about, status=400 if form.is_bound else 200)


def _told(form: IndividualForm) -> OwnTold:
    told = form.cleaned_data
    return OwnTold(PlanKind(told["kind"]), told["order"], told["starts"], told["ends"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def individual_plan(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the group's plan with the student's own hours and forms beside it; keep what differs."""
    me, today = person(request), timezone.localdate()
    found = queries.find_individual(me, today, plan)
    if found is None:
        raise Http404
    note_access(request, STUDENT, found.student_id, found.student.organization_id)
    years = queries.years_of(found)
    year = asked_number(request.GET.get("year")) or queries.level_of(found, today) or (years[0] if years else 1)
    what = request.POST.get("act", "")
    initial = {"kind": found.kind, "order": found.order, "starts": found.starts, "ends": found.ends}
    form = IndividualForm(request.POST if what == "about" else None, initial=initial)
    typed = request.POST if what == "differences" else None
    refusal = ""
    try:
        if what == "about" and form.is_valid():
            change_individual(plan=found, told=_told(form), trace=trace_of(request))
            messages.success(request, _("Saved."))
            return redirect(f"{request.path}?year={year}")
        if typed is not None:
            set_differences(plan=found, year=year, told=typed.dict(), trace=trace_of(request))
            messages.success(request, _("Saved."))
            return redirect(f"{request.path}?year={year}")
    except CurriculumError as refused:
        refusal = refused.message
    rows = queries.own_rows(found, year)
    if typed is not None:
        for row in rows:
            for term in row.terms:
                for cell in term.cells:
                    cell.own = typed.get(cell.name, cell.own)
                    cell.is_wrong = parsed(cell.own, MOST_HOURS) is None
    context = {
        "plan": found, "group": queries.home_group(found, today), "years": years, "year": year, "rows": rows,
        "form": form.mark(), "refusal": refusal,
    }  # fmt: skip
    return render(request, "curriculum/individual_plan.html", context, status=400 if refusal or form.errors else 200)
