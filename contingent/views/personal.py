"""A person's data as the operator answers for them: what is held, consents, who looked, forgetting (152-ФЗ, R5)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access_log import PERSON, note_access
from accounts.enums import AccessAction, ConsentKind
from contingent.errors import NotAllowed, PersonalRefused
from contingent.forms_personal import AnonymiseForm, ConsentForm
from contingent.personal_access import answered_organizations, answered_people, check_keep_personal
from contingent.queries.accesses import AccessAsked, page_of_accesses, shared_places
from contingent.queries.personal import consents_of, own_people, who_looked
from contingent.services.exports_of_people import person_workbook
from contingent.services.personal import (
    consenting,
    forget_person,
    record_consent,
    sheets_of,
    what_is_forgotten,
    why_not_forgotten,
    withdraw_consent,
)
from contingent.views.here import person, trace_of
from contingent.views.imports import XLSX

if TYPE_CHECKING:
    from accounts.models import User

LATEST = 10


@never_cache
@require_safe
def personal_data(request: HttpRequest, user: int) -> HttpResponse:
    """Show what is held of the person, the consents, who looked, and whether it is time to forget them."""
    return _page(request, _found(request, user))


@never_cache
@require_safe
def personal_workbook(request: HttpRequest, user: int) -> HttpResponse:
    """Give everything that the reader's organisations hold of the person (art. 14)."""
    found = _found(request, user, AccessAction.EXPORTED)
    places = list(answered_organizations(person(request), timezone.localdate()).values_list("pk", flat=True))
    return _workbook(found, places)


@never_cache
@require_POST
def consent_record(request: HttpRequest, user: int) -> HttpResponse:
    """Record a consent given on paper."""
    found, today = _found(request, user), timezone.localdate()
    _check(request, found)
    form = ConsentForm(request.POST, people=consenting(found), today=today)
    if form.is_valid():
        try:
            record_consent(
                person=found, kind=ConsentKind.PROCESSING, text=_("Processing of personal data, on paper."),
                trace=trace_of(request), on=today, **form.cleaned_data,
            )  # fmt: skip
        except PersonalRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The consent is recorded."))
            return redirect("contingent:personal_data", user)
    return _page(request, found, form, status=400)


@never_cache
@require_POST
def consent_withdraw(request: HttpRequest, user: int, consent: int) -> HttpResponse:
    """Record that a consent is withdrawn today."""
    found, today = _found(request, user), timezone.localdate()
    _check(request, found)
    try:
        withdraw_consent(person=found, consent=consent, withdrawn_on=today, trace=trace_of(request), on=today)
    except PersonalRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The consent is withdrawn from today on."))
    return redirect("contingent:personal_data", user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_anonymise(request: HttpRequest, user: int) -> HttpResponse:
    """Show what anonymising the person does, or why it is not time yet; do it after the name is typed."""
    found, today = _found(request, user), timezone.localdate()
    _check(request, found)
    form = AnonymiseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            done = forget_person(person=found.pk, trace=trace_of(request), on=today, **form.cleaned_data)
        except PersonalRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The person is anonymised; rows emptied besides: %(count)d.") % {"count": done})
            return redirect("contingent:personal_data", user)
    context = {
        "shown": found,
        "form": form.mark(),
        "reasons": why_not_forgotten(person=found, on=today),
        "parts": what_is_forgotten(),
    }
    return render(request, "contingent/person_anonymise.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """Show people who has opened their data and their children's, and the consents given."""
    people = own_people(person(request), timezone.localdate())
    context = {
        "people": who_looked(person(request), people),
        "consents": [(each, consents_of(each)) for each in people],
    }
    return render(request, "contingent/own_data.html", context)


@never_cache
@require_safe
def own_workbook(request: HttpRequest) -> HttpResponse:
    """Give people everything that is held of them, everywhere."""
    return _workbook(person(request), None)


def _found(request: HttpRequest, user: int, action: AccessAction = AccessAction.OPENED) -> Any:
    me, today = person(request), timezone.localdate()
    found: Any = get_object_or_404(answered_people(me, today), pk=user)
    for place in shared_places(me, today, found):
        note_access(request, PERSON, found.pk, place, action)
    return found


def _check(request: HttpRequest, found: "User") -> None:
    try:
        check_keep_personal(person(request), found, timezone.localdate())
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal


def _page(request: HttpRequest, found: "User", form: ConsentForm | None = None, status: int = 200) -> HttpResponse:
    me, today = person(request), timezone.localdate()
    try:
        check_keep_personal(me, found, today)
        keeps = True
    except NotAllowed:
        keeps = False
    places = list(answered_organizations(me, today).values_list("pk", flat=True))
    context = {
        "shown": found,
        "keeps": keeps,
        "held": [(sheet.title, len(sheet.rows)) for sheet in sheets_of(person=found, places=places)],
        "consents": consents_of(found),
        "form": (form or ConsentForm(people=consenting(found), today=today)).mark(),
        "accesses": page_of_accesses(me, today, AccessAsked(whose=found.pk)).object_list[:LATEST],
        "reasons": why_not_forgotten(person=found, on=today),
    }
    return render(request, "contingent/personal_data.html", context, status=status)


def _workbook(found: "User", places: list[int] | None) -> HttpResponse:
    content = person_workbook(sheets_of(person=found, places=places))
    disposition = f'attachment; filename="personal-data-{found.pk}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
