"""Linking somebody who came from outside with a representative or a student of the organisation (R24, R25)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import RequestRefused
from accounts.models import SignInRequest, User
from accounts.services.sign_in_requests import link_request
from contingent.queries.sign_in_requests import linkable_people


@transaction.atomic
def link_with_person(*, actor: User, now: datetime, request: SignInRequest, user_id: int) -> None:
    """Link the request with one of the people whom its system signs in to this organisation, and nobody else."""
    user = linkable_people(request, timezone.localdate(now)).filter(pk=user_id).first()
    if user is None:
        raise RequestRefused(_("This person is not among those of your organisation who may be linked."))
    link_request(actor=actor, now=now, request_id=request.pk, user=user)
