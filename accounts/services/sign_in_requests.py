"""Requests of people whom an outside system vouches for and nobody here is found for (R24, R25, X3, X4)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import administered_organizations
from accounts.enums import RequestState
from accounts.errors import NotAllowed, RequestRefused
from accounts.models import Organization, OutsideIdentity, SignInRequest, User
from accounts.outside import tell_asked, tell_linked
from accounts.services.outside_sign_in import Claims

AT_ONCE = 5
"""Organisations that one person may be asking at a time."""
ASK_AGAIN = timedelta(days=1)
KEPT = timedelta(days=90)
"""How long a request tells who asked: from the answer, or from the asking when nobody answered (R5)."""


@transaction.atomic
def raise_request(*, claims: Claims, organization: Organization, child_name: str, now: datetime) -> SignInRequest:
    """Ask the organisation's administrators, once; a refused person may ask again a day later."""
    own = SignInRequest.objects.select_for_update().filter(system=claims.system, key=claims.key)
    told: dict[str, Any] = {
        "last_name": claims.last_name[:100], "first_name": claims.first_name[:100],
        "patronymic": claims.patronymic[:100], "email": claims.email[:254], "birth_date": claims.birth_date,
        "child_name": child_name, "asked_at": now, "state": RequestState.OPEN,
        "answered_by": None, "answered_at": None, "answer": "", "user": None,
    }  # fmt: skip
    held = own.filter(organization=organization).first()
    if held and (held.state == RequestState.OPEN or (held.answered_at and now < held.answered_at + ASK_AGAIN)):
        return held
    if own.filter(state=RequestState.OPEN).count() >= AT_ONCE:
        raise RequestRefused(_("You are asking several organisations already. Wait for their answers."))
    request, _made = SignInRequest.objects.update_or_create(
        system=claims.system, key=claims.key, organization=organization, defaults=told
    )
    tell_asked(request)
    return request


@transaction.atomic
def link_request(*, actor: User, now: datetime, request_id: int, user: User) -> SignInRequest:
    """Record that the one who asks is this person; they sign in by the number from now on."""
    request = _open_request(actor, now, request_id)
    identity, _made = OutsideIdentity.objects.get_or_create(
        system=request.system, key=request.key, defaults={"user": user}
    )
    if identity.user_id != user.pk:
        raise RequestRefused(_("Another organisation has linked this sign-in with another person meanwhile."))
    _answer(request, RequestState.LINKED, actor, now, user=user)
    tell_linked(request)
    return request


@transaction.atomic
def refuse_request(*, actor: User, now: datetime, request_id: int, reason: str) -> SignInRequest:
    """Answer why the person cannot be recognised; they read it when they next try."""
    request = _open_request(actor, now, request_id)
    _answer(request, RequestState.REFUSED, actor, now, answer=reason)
    return request


@transaction.atomic
def unlink_request(*, actor: User, now: datetime, request_id: int) -> SignInRequest:
    """Take a wrong link back: the outside identity opens nothing any more."""
    request = _own_request(actor, now, request_id)
    if request.state != RequestState.LINKED or not request.key:
        raise RequestRefused(_("There is no link to take back."))
    OutsideIdentity.objects.filter(system=request.system, key=request.key, user=request.user_id).delete()
    _answer(request, RequestState.REFUSED, actor, now, answer=_("The link was taken back by the organisation."))
    return request


@transaction.atomic
def empty_requests(*, now: datetime) -> int:
    """Take out what old requests tell of people; return how many were emptied (R5)."""
    until = now - KEPT
    old = SignInRequest.objects.filter(emptied_at=None).filter(
        Q(answered_at__lt=until) | Q(answered_at=None, asked_at__lt=until)
    )
    old.filter(state=RequestState.OPEN).delete()
    return old.update(
        key="", last_name="", first_name="", patronymic="", email="", birth_date=None,
        child_name="", answer="", emptied_at=now,
    )  # fmt: skip


def _own_request(actor: User, now: datetime, request_id: int) -> SignInRequest:
    request = SignInRequest.objects.select_for_update(of=("self",)).select_related("organization").get(pk=request_id)
    administered = administered_organizations(actor, timezone.localdate(now))
    if not administered.filter(pk=request.organization_id).exists():
        raise NotAllowed(_("Requests are answered by the journal administrator of the organisation."))
    return request


def _open_request(actor: User, now: datetime, request_id: int) -> SignInRequest:
    request = _own_request(actor, now, request_id)
    if request.state != RequestState.OPEN:
        raise RequestRefused(_("The request has been answered already."))
    return request


def _answer(request: SignInRequest, state: str, actor: User, now: datetime, **values: Any) -> None:
    request.state, request.answered_by, request.answered_at = state, actor, now
    request.user, request.answer = values.get("user"), values.get("answer", "")
    request.save(update_fields=["state", "answered_by", "answered_at", "user", "answer"])
