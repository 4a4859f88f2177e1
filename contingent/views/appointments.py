"""Appointments of an organisation: the list, giving one, ending one (R18–R21)."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import Trace
from accounts.enums import Role
from common.asked import asked_number
from contingent.errors import AppointmentRefused, NotAllowed
from contingent.forms_appointments import AppointmentForm, EndForm
from contingent.queries import appointments as queries
from contingent.queries.vacancies import soon_vacant
from contingent.services.appointments import end_appointment, give_appointment
from contingent.views.here import person


@never_cache
@require_safe
def appointments(request: HttpRequest) -> HttpResponse:
    """List who holds which role; the table alone to htmx."""
    me, today = person(request), timezone.localdate()
    places = queries.places_of(me, today)
    if not places:
        raise Http404
    asked = queries.AppointmentFilter(
        q=words(request), role=request.GET.get("role", ""), state=request.GET.get("state", ""),
        place=asked_number(request.GET.get("place")),
    )  # fmt: skip
    context = {
        "found": queries.list_appointments(me, today, asked, request.GET.get("page", "")),
        "asked": asked,
        "narrowed": bool(asked.q or asked.role or asked.place),
        "roles": Role.choices,
        "states": [
            (queries.NOW, pgettext("of a right", "now")),
            (queries.COMING, pgettext("of a right", "to come")),
            (queries.ENDED, pgettext("of a right", "ended")),
        ],
        "places": places,
    }
    if is_part(request):
        return render(request, "contingent/appointments/_table.html", context)
    return render(request, "contingent/appointments.html", context | {"vacancies": soon_vacant(places, today)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Choose a member of staff, then the role, the days and the order."""
    me, today = person(request), timezone.localdate()
    roles = queries.roles_to_give(me, today)
    if not roles:
        raise Http404
    chosen = queries.one_of_staff(roles, today, asked_number(request.GET.get("employee")))
    if chosen is None:
        if "employee" in request.GET or request.method == "POST":
            raise Http404
        context = {
            "kept": "",
            "kept_fields": (),
            "text": words(request),
            "staff": queries.find_staff(roles, today, words(request)),
            "many": len(roles) > 1,
        }
        name = "staff_choice/_found.html" if is_part(request) else "appointment_give.html"
        return render(request, f"contingent/{name}", context | {"chosen": None})
    day = chosen.organization.local_day(timezone.now())
    bound = request.POST if request.method == "POST" else None
    form = AppointmentForm(bound, roles=roles[chosen.organization.pk], today=max(day, chosen.starts))
    if form.is_bound and form.is_valid():
        try:
            made = give_appointment(
                organization=chosen.organization, user=chosen.user, role=Role(form.cleaned_data["role"]),
                starts=form.cleaned_data["starts"], ends=form.cleaned_data["ends"],
                order=form.cleaned_data["order"], trace=trace(request),
            )  # fmt: skip
        except NotAllowed as refusal:
            return render(request, "403.html", {"exception": refusal.message}, status=403)
        except AppointmentRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            told = {"person": chosen.name, "role": made.get_role_display()}
            messages.success(request, _("%(person)s is appointed: %(role)s.") % told)
            return redirect("contingent:appointment", made.pk)
    context = {"chosen": chosen, "form": form.mark(), "many": len(roles) > 1}
    return render(request, "contingent/appointment_give.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: HttpRequest, appointment: int) -> HttpResponse:
    """Show one appointment with its history; a POST ends it with a reason."""
    me, today = person(request), timezone.localdate()
    shown = queries.find_appointment(me, today, appointment)
    if shown is None:
        raise Http404
    may_end = queries.may_end(me, today, appointment)
    if request.method == "POST" and not may_end:
        return render(request, "403.html", {"exception": _("This role is not yours to take back.")}, status=403)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            end_appointment(
                appointment=appointment, last_day=form.cleaned_data["last_day"],
                trace=trace(request, form.cleaned_data["reason"]),
            )  # fmt: skip
        except AppointmentRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, ended_in_words(form.cleaned_data["last_day"]))
            return redirect("contingent:appointment", appointment)
    ended, kept = queries.ends_with(appointment, today)
    context = {
        "shown": shown,
        "history": queries.appointment_history(shown),
        "form": form.mark() if may_end and shown.state != queries.ENDED else None,
        "ended": ended,
        "kept": kept,
    }
    return render(request, "contingent/appointment.html", context, status=400 if form.is_bound else 200)


def ended_in_words(last_day: date | None) -> str:
    """Say that the rights have ended, or when they will."""
    if last_day is None:
        return _("The appointment is ended. The rights it gave end with it.")
    told = {"day": date_format(last_day, "j E Y")}
    return _("%(day)s is the last day of the appointment. The rights it gave end with it.") % told


def trace(request: HttpRequest, reason: str = "") -> Trace:
    """Return who changes what, when, from which address and why, for the history."""
    return Trace(person(request), timezone.now(), request.META.get("REMOTE_ADDR") or None, reason)


def words(request: HttpRequest) -> str:
    """Return what was typed into the box of the search."""
    return request.GET.get("q", "").replace("\x00", "")[:80]


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return bool(request.htmx)  # type: ignore[attr-defined]
