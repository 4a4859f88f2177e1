"""Requests of people who came through госуслуги or РСААГ and were not found (R24, R25)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import administered_organizations, visible_sign_in_requests
from accounts.access_log import ORGANIZATION, note_access
from accounts.enums import RequestState
from accounts.errors import RequestRefused
from accounts.forms import RefuseForm
from accounts.services.sign_in_requests import refuse_request, unlink_request
from common.asked import asked_number
from contingent.queries.sign_in_requests import candidates, list_requests
from contingent.services.sign_in_requests import link_with_person
from contingent.views.here import person

if TYPE_CHECKING:
    from accounts.models import SignInRequest


@never_cache
@require_safe
def sign_in_requests(request: HttpRequest) -> HttpResponse:
    """List the requests, those that wait first."""
    today = timezone.localdate()
    if not administered_organizations(person(request), today).exists():
        raise Http404
    context = {"lines": list_requests(person(request), today, request.GET.get("page", ""))}
    return render(request, "contingent/sign_in_requests.html", context)


@never_cache
@require_safe
def sign_in_request(request: HttpRequest, asked: int) -> HttpResponse:
    """Show what the person told beside each who may be them."""
    return _page(request, _visible(request, asked), RefuseForm())


@never_cache
@require_POST
def link(request: HttpRequest, asked: int) -> HttpResponse:
    """Link the request with the chosen person."""
    found, user_id = _visible(request, asked), asked_number(request.POST.get("user")) or 0

    def act() -> None:
        link_with_person(actor=person(request), now=timezone.now(), request=found, user_id=user_id)

    return _answered(request, act, _("Linked. From now on the person signs in by themselves."))


@never_cache
@require_POST
def refuse(request: HttpRequest, asked: int) -> HttpResponse:
    """Answer with a reason, which the person reads when they next try."""
    found, form = _visible(request, asked), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)

    def act() -> None:
        refuse_request(actor=person(request), now=timezone.now(), request_id=asked, **form.cleaned_data)

    return _answered(request, act, _("Refused. The person reads the reason when they next try to sign in."))


@never_cache
@require_POST
def unlink(request: HttpRequest, asked: int) -> HttpResponse:
    """Take a wrong link back."""
    _visible(request, asked)

    def act() -> None:
        unlink_request(actor=person(request), now=timezone.now(), request_id=asked)

    return _answered(request, act, _("The link is taken back: nobody signs in by it any more."))


def _visible(request: HttpRequest, asked: int) -> "SignInRequest":
    return get_object_or_404(visible_sign_in_requests(person(request), timezone.localdate()), pk=asked)


def _answered(request: HttpRequest, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
    except RequestRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("contingent:sign_in_requests")


def _page(request: HttpRequest, found: "SignInRequest", form: RefuseForm, status: int = 200) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "")[:80]
    is_open = found.state == RequestState.OPEN
    note_access(request, ORGANIZATION, found.organization_id, found.organization_id)
    context = {
        "asked": found,
        "is_open": is_open,
        "is_linked": found.state == RequestState.LINKED,
        "text": text,
        "candidates": candidates(found, text, timezone.localdate()) if is_open else [],
        "form": form,
    }
    return render(request, "contingent/sign_in_request.html", context, status=status)
