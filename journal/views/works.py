"""Columns of the page: a form of its own, or the same form in a dialog over the grid."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from common.asked import asked_number
from journal.access import EntryRights, check_fill_page
from journal.errors import ChangedMeanwhile, JournalError, NotAllowed
from journal.forms import WorkForm
from journal.queries.works import course_works, kinds, open_lessons, scales
from journal.services import works as services
from journal.services.works import work_stamp
from journal.views.here import day_of, person, refuse, trace, visible_course

if TYPE_CHECKING:
    from curriculum.models import Course
    from journal.models import Work


@require_http_methods(["GET", "HEAD", "POST"])
def add_work(request: HttpRequest, course: int) -> HttpResponse:
    """Add a column: to the lesson of the address, or to a day of its own."""
    page = visible_course(request, course)
    try:
        rights = check_fill_page(person(request), page, day_of(page))
    except NotAllowed as refusal:
        return refuse(request, refusal)
    asked = asked_number(request.GET.get("lesson"))
    form = WorkForm(
        request.POST or None,
        kinds=kinds(page),
        lessons=open_lessons(page, rights, asked),
        scales=scales(page),
        initial={"lesson": asked, "day": None if asked else day_of(page)},
    )
    if form.is_valid():
        try:
            services.add_work(
                course=page,
                plan=form.plan(),
                scale=form.cleaned_data["scale"],
                entry=form.cleaned_data["entry"],
                trace=trace(request),
            )
        except JournalError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("The work has been added."))
            return back_to_page(request, page)
    return show(request, page, form, rights, None)


@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, course: int, work: int) -> HttpResponse:
    """Show a column and, to those whose page it is, let it be changed and moved."""
    page = visible_course(request, course)
    shown = get_object_or_404(course_works(page), pk=work)
    try:
        rights = check_fill_page(person(request), page, day_of(page))
    except NotAllowed as refusal:
        if request.method == "POST":
            return refuse(request, refusal)
        return render(request, template(request), {"course": page, "work": shown})
    form = WorkForm(
        request.POST or None,
        kinds=kinds(page),
        lessons=open_lessons(page, rights, shown.lesson_id),
        scales=None,
        initial=as_it_is(shown),
    )
    if form.is_valid():
        try:
            services.change_work(
                work=shown,
                plan=form.plan(),
                seen=form.cleaned_data["seen"] or 0,
                trace=trace(request),
            )
        except JournalError as problem:
            form.add_error(None, problem.message)
            if isinstance(problem, ChangedMeanwhile):
                data = request.POST.copy()
                data["seen"] = str(work_stamp(shown))
                form.data, form.is_conflict = data, True
        else:
            messages.success(request, _("The work has been changed."))
            return back_to_page(request, page)
    return show(request, page, form, rights, get_object_or_404(course_works(page), pk=work))


@require_POST
def delete_work(request: HttpRequest, course: int, work: int) -> HttpResponse:
    """Delete a column that has no marks."""
    page = visible_course(request, course)
    gone = get_object_or_404(course_works(page), pk=work)
    try:
        services.delete_work(work=gone, seen=asked_number(request.POST.get("seen")) or 0, trace=trace(request))
    except NotAllowed as refusal:
        return refuse(request, refusal)
    except JournalError as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("The empty column has been deleted."))
    return back_to_page(request, page)


def as_it_is(work: "Work") -> dict[str, object]:
    """Return the work's values for its form."""
    return {
        "kind": work.kind_id,
        "title": work.title,
        "lesson": work.lesson_id,
        "day": None if work.lesson_id else work.date,
        "weight": work.weight.normalize(),
        "due": work.due,
        "seen": work_stamp(work),
    }


def show(
    request: HttpRequest, page: "Course", form: WorkForm, rights: EntryRights, work: "Work | None"
) -> HttpResponse:
    context = {"course": page, "form": form, "rights": rights, "work": work}
    return render(request, template(request), context)


def template(request: HttpRequest) -> str:
    """Return the whole page, or its form alone for a dialog."""
    return f"journal/works/{'_form' if request.headers.get('HX-Request') else 'form'}.html"


def back_to_page(request: HttpRequest, page: "Course") -> HttpResponse:
    """Lead back to the grid."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse("journal:page", args=[page.pk]))
    return redirect("journal:page", page.pk)
