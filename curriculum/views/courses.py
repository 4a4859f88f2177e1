"""The courses of the groups: formed by curricula, divided into subgroups, joined into streams (R45)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.asked import asked_day, asked_number, asked_numbers
from contingent.errors import ContingentError
from contingent.errors import NotAllowed as NotContingents
from contingent.views.here import person, trace_of
from curriculum.errors import CurriculumError, NotAllowed
from curriculum.load_access import LOAD, visible_course_actions
from curriculum.queries.course_actions import latest_actions
from curriculum.queries.course_uses import running_pages
from curriculum.queries.forming import divisions, read_forming, same_subjects
from curriculum.services.courses.dividing import split_courses
from curriculum.services.courses.forming import form_courses
from curriculum.services.courses.made import undo_courses
from curriculum.services.courses.regrouping import join_courses, move_back
from curriculum.services.load.importing import undo_load
from curriculum.views.courses_divided import division_page, subgroups_of
from curriculum.views.prepared_here import place_of, refused

if TYPE_CHECKING:
    from accounts.models import Organization
    from curriculum.models import AcademicYear
    from curriculum.queries.forming import GroupForm


@never_cache
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Show what the curricula ask for and what there is, by groups; nothing is written."""
    organization, year, context = place_of(request)
    if year:
        forms = read_forming(organization, year)
        level = request.GET.get("level", "")
        context |= {
            "levels": sorted({form.group.level for form in forms}),
            "level": level,
            "forms": [form for form in forms if level in ("", str(form.group.level))],
            "to_add": sum(form.to_add for form in forms),
            "there": sum(form.there for form in forms),
            "lacking": sum(len(form.lacking) for form in forms),
            "without_plan": [form.group.name for form in forms if not form.plans],
            "actions": latest_actions(organization),
        }
    return render(request, "curriculum/courses.html", context)


@never_cache
@require_safe
def group(request: HttpRequest, group: int) -> HttpResponse:
    """Show the rows of one group's curricula with the courses that teach them."""
    organization, year, form, context = _group(request, group)
    context |= {
        "form": form,
        "divisions": divisions(form.group, organization.local_day(timezone.now())),
        "others": same_subjects(year, form.group, organization.local_day(timezone.now())),
        "actions": latest_actions(organization),
    }
    return render(request, "curriculum/courses_group.html", context)


def _group(request: HttpRequest, group: int) -> tuple["Organization", "AcademicYear", "GroupForm", dict[str, Any]]:
    organization, year, context = place_of(request)
    found = read_forming(organization, year, group) if year else []
    if year is None or not found:
        raise Http404
    return organization, year, found[0], context


@require_POST
def form(request: HttpRequest) -> HttpResponse:
    """Form the courses of the year."""
    organization, year, _context = place_of(request)
    if year is None:
        raise Http404
    one = asked_number(request.POST.get("group"))
    try:
        action = form_courses(year=year, trace=trace_of(request), group=one)
    except CurriculumError as problem:
        return refused(request, problem)
    said = _("%(what)s.") % {"what": action.title} if action else _("There is nothing to add: everything is there.")
    messages.success(request, said)
    return _back(organization, year, one)


@require_POST
def regroup(request: HttpRequest, group: int) -> HttpResponse:
    """Divide the chosen rows into subgroups, join them into a stream, or move them back.

    Pages that are used already are divided from a day on: it is shown first what that makes.
    """
    organization, year, found, context = _group(request, group)
    home, items, trace = found.group, asked_numbers(request.POST.getlist("item")), trace_of(request)
    try:
        if not items:
            raise CurriculumError(_("Tick the rows first."))
        match request.POST.get("do"):
            case "look":
                return division_page(request, found, year, context)
            case "split" if "day" not in request.POST and running_pages(year, home, items):
                return division_page(request, found, year, context)
            case "split":
                day, (many, subgroups) = asked_day(request.POST.get("day")), subgroups_of(request)
                action = split_courses(
                    year=year, group=home, items=items, subgroups=subgroups, many=many, day=day, trace=trace
                )
            case "join":
                action = join_courses(
                    year=year, group=home, items=items, others=asked_numbers(request.POST.getlist("other")), trace=trace
                )
            case "back":
                action = move_back(year=year, group=home, items=items, trace=trace)
            case _unknown:
                raise CurriculumError(_("This is not what the page sends. Open it again."))
    except NotContingents as problem:
        return refused(request, NotAllowed(problem.message))
    except NotAllowed as problem:
        return refused(request, problem)
    except (CurriculumError, ContingentError) as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("%(what)s.") % {"what": action.title})
    return _back(organization, year, group)


@require_POST
def undo(request: HttpRequest, action: int) -> HttpResponse:
    """Take an action on courses or on the load back as a whole, or say what stands in the way."""
    rows = visible_course_actions(person(request), timezone.localdate()).select_related("organization")
    found = get_object_or_404(rows, pk=action)
    is_load = found.kind.startswith(LOAD)
    try:
        if is_load:
            undo_load(action=found, trace=trace_of(request))
        else:
            undo_courses(action=found, trace=trace_of(request))
    except NotAllowed as problem:
        return refused(request, problem)
    except CurriculumError as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("Undone: everything is as it was before it."))
    name = "curriculum:load" if is_load else "curriculum:courses"
    return redirect(f"{reverse(name)}?org={found.organization_id}&year={found.made.get('year', '')}")


def _back(organization: "Organization", year: "AcademicYear", group: int | None) -> HttpResponse:
    where = reverse("curriculum:courses_group", args=[group]) if group else reverse("curriculum:courses")
    return redirect(f"{where}?org={organization.pk}&year={year.pk}")
