"""Adding a student, an employee or a representative by hand; a known person is tied, not doubled."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import administered_organizations
from accounts.access_log import PERSON, STUDENT, note_access
from contingent.access import listed_students
from contingent.errors import ContingentError
from contingent.forms_people import EmployeeForm, NewPersonForm, RepresentativeForm, StudentForm, whole_order
from contingent.queries.namesakes import Namesake, find_namesakes
from contingent.queries.students import kept_groups
from contingent.services import people
from contingent.views.here import person, trace_of

NEW = "new"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_student(request: HttpRequest) -> HttpResponse:
    """Take a student on into a group by an order."""
    today, organizations = _kept(request)
    groups = kept_groups(person(request), today)
    form = StudentForm(_told(request), today=today, groups=groups)

    def add(told: dict[str, Any], known: int | None) -> int:
        made = people.add_student(
            group=int(told["group"]), person=form.person(), known=known, starts=told["starts"],
            order=whole_order(told["number"], told["ordered"]), form=told["form"],
            outside_id=told["outside_id"], trace=trace_of(request, whole_order(told["number"], told["ordered"])),
        )  # fmt: skip
        return made.user_id

    def place(told: dict[str, Any]) -> Any:
        owner = next(group.organization for group in groups if str(group.id) == told["group"])
        return organizations.get(pk=owner)

    return _add(request, form, _("New student"), "contingent:students", place, add)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_employee(request: HttpRequest) -> HttpResponse:
    """Take a person on the staff."""
    today, organizations = _kept(request)
    form = EmployeeForm(
        _told(request), today=today, organizations=[(found.pk, found.short_name) for found in organizations]
    )

    def place(told: dict[str, Any]) -> Any:
        return organizations.get(pk=told["organization"])

    def add(told: dict[str, Any], known: int | None) -> int:
        made = people.add_employee(
            organization=place(told), person=form.person(), known=known, position=told["position"],
            starts=told["starts"], trace=trace_of(request),
        )  # fmt: skip
        return made.user_id

    return _add(request, form, _("New employee"), "contingent:staff", place, add)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_representative(request: HttpRequest, student: int) -> HttpResponse:
    """Tie a representative to a student."""
    today, organizations = _kept(request)
    rows = listed_students(person(request), today).filter(organization__in=organizations)
    found = get_object_or_404(rows.select_related("organization", "user"), pk=student)
    note_access(request, STUDENT, found.pk, found.organization_id)
    form = RepresentativeForm(_told(request), today=today, initial={"starts": today})

    def add(told: dict[str, Any], known: int | None) -> int:
        people.add_representative(
            student=found, person=form.person(), known=known, kind=told["kind"],
            starts=told["starts"], trace=trace_of(request),
        )  # fmt: skip
        return found.user_id

    title = _("New representative: %(student)s") % {"student": found.user.full_name}
    return _add(request, form, title, "", lambda _told: found.organization, add, found.user_id)


def _add(
    request: HttpRequest,
    form: NewPersonForm,
    title: str,
    back: str,
    place: Callable[[dict[str, Any]], Any],
    add: Callable[[dict[str, Any], int | None], int],
    card: int | None = None,
) -> HttpResponse:
    """Show the form; ask whether the person is one of those known; add and bring to the card."""
    context: dict[str, Any] = {"form": form, "title": title, "back": back, "back_card": card}
    if not form.is_bound or not form.is_valid():
        return render(request, "contingent/person_new.html", context, status=400 if form.is_bound else 200)
    told = form.cleaned_data
    alike = _alike(place(told), form)
    for found in alike:
        note_access(request, PERSON, found.user, place(told).pk)
    who = request.POST.get("who", "")
    if alike and who not in {NEW, *(str(found.user) for found in alike)}:
        return render(request, "contingent/person_new.html", context | {"alike": alike}, status=409)
    try:
        made = add(told, int(who) if alike and who != NEW else None)
    except ContingentError as error:
        form.add_error(None, error.message)
        return render(request, "contingent/person_new.html", context | {"alike": alike}, status=400)
    messages.success(request, _("Added."))
    return redirect("contingent:person", made)


def _alike(organization: Any, form: NewPersonForm) -> list[Namesake]:
    told = form.person()
    name = " ".join(filter(None, (told["last_name"], told["first_name"], told["patronymic"])))
    return find_namesakes(
        organization=organization,
        name=name,
        birth_date=told["birth_date"],
        email=told["email"],
        phone=told["phone"],
    )


def _kept(request: HttpRequest) -> tuple[date, Any]:
    """Return the day and the organisations whose lists the person keeps; to others the page is not there."""
    today = timezone.localdate()
    found = administered_organizations(person(request), today).order_by("name")
    if not found:
        raise Http404
    return today, found


def _told(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
