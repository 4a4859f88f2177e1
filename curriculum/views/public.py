"""Public pages of an organisation: programmes, curricula, calendars, local acts (R3, R6).

Anyone opens them without signing in: applicants, parents, inspectors. Nobody is named on them.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from curriculum import publish_access as access
from curriculum.enums import WeekKind
from curriculum.queries import public

MINUTES = 60
for_anyone = cache_control(public=True, max_age=5 * MINUTES)


@login_not_required
@require_safe
@for_anyone
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything that the organisation has published."""
    place = get_object_or_404(access.public_organizations(), slug=slug)
    context = {"place": place, "published": public.read_published(place)}
    return render(request, "curriculum/public/organization.html", context)


@login_not_required
@require_safe
@for_anyone
def curriculum(request: HttpRequest, slug: str, curriculum: int) -> HttpResponse:
    """Show a curriculum as a table."""
    place = get_object_or_404(access.public_organizations(), slug=slug)
    plan = get_object_or_404(access.public_curricula(place), pk=curriculum)
    context = {"place": place, "plan": plan, "table": public.read_plan(plan)}
    return render(request, "curriculum/public/curriculum.html", context)


@login_not_required
@require_safe
@for_anyone
def calendars(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show the calendar study schedules of a year, a line a group."""
    place = get_object_or_404(access.public_organizations(), slug=slug)
    rows = access.public_calendars(place).filter(academic_year=year).select_related("group", "academic_year")
    found = list(rows.order_by("group__sort_key"))
    if not found:
        raise Http404
    context = {
        "place": place,
        "year": found[0].academic_year,
        "lines": public.read_calendars(found),
        "kinds": WeekKind,
        "numbers": range(1, max(len(row.weeks) for row in found) + 1),
    }
    return render(request, "curriculum/public/calendars.html", context)


@login_not_required
@require_safe
@for_anyone
def program(request: HttpRequest, slug: str, program: int) -> HttpResponse:
    """Show a work programme: topics with hours, control works."""
    place = get_object_or_404(access.public_organizations(), slug=slug)
    found = get_object_or_404(access.public_programs(place).select_related("subject", "academic_year"), pk=program)
    context = {"place": place, "program": found, "table": public.read_program(found)}
    return render(request, "curriculum/public/program.html", context)


@login_not_required
@require_safe
@for_anyone
def act(request: HttpRequest, slug: str, act: int) -> HttpResponse:
    """Show a local act with every version of it."""
    place = get_object_or_404(access.public_organizations(), slug=slug)
    found = get_object_or_404(access.public_acts(place), pk=act)
    in_force, versions = public.read_act(found, place.local_day(timezone.now()))
    context = {"place": place, "act": found, "in_force": in_force, "versions": versions}
    return render(request, "curriculum/public/act.html", context)


@login_not_required
@require_safe
@for_anyone
def act_file(request: HttpRequest, slug: str, act: int, number: int) -> HttpResponseBase:
    """Give the file of one version of a local act."""
    place = get_object_or_404(access.public_organizations(), slug=slug)
    version = get_object_or_404(access.public_act_versions(place), act=act, number=number)
    return FileResponse(version.file.open("rb"), content_type="application/pdf", filename=f"{act}-{number}.pdf")
