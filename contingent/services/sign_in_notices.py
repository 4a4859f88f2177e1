"""What is told of requests to sign in: to the administrators that one came, to a person that they were linked."""

from datetime import datetime

from accounts.models import SignInRequest
from notifications.models import OutboxMessage
from notifications.services.outbox import post

ASKED = "sign_in_request"
LINKED = "sign_in_linked"


def post_asked(request: SignInRequest) -> None:
    """Write to the outbox that somebody asks to be recognised."""
    _post(ASKED, request, request.asked_at)


def post_linked(request: SignInRequest) -> None:
    """Write to the outbox that an outside sign-in opens a person's account from now on."""
    _post(LINKED, request, request.answered_at or request.asked_at)


def _post(kind: str, request: SignInRequest, at: datetime) -> None:
    post(
        [
            OutboxMessage(
                organization_id=request.organization_id,
                kind=kind,
                subject=f"sign-in-request:{request.pk}",
                payload={"request": request.pk},
                actor_id=request.answered_by_id,
                created_at=at,
                available_at=at,
            )
        ]
    )
