"""What happens as a session opens, whichever way the person came: it is noted, and a new device is told of.

A browser keeps, signed by us, for whom it has been used; it tells nobody's name.
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.outside import tell_new_device
from accounts.services.sessions import note_session

DEVICE = "device"
DEVICE_KEPT = timedelta(days=400)  # as long as browsers keep a cookie
MOST_PEOPLE = 40
"""People of one browser: a computer of the staff room."""
SIGNER = Signer(salt="accounts.device")


def note_entry(request: HttpRequest, user: User, *, is_first: bool) -> None:
    """Note the session; tell the person of a browser not seen with them before, unless they come for the first time."""
    now = timezone.now()
    opened = note_session(
        user=user,
        key=request.session.session_key or "",
        address=request.META.get("REMOTE_ADDR") or None,
        agent=request.headers.get("User-Agent", ""),
        now=now,
    )
    if not is_first and mark_of(user) not in marks(request):
        tell_new_device(opened)


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser remember that it was used for this person."""
    kept = [mark_of(user), *(mark for mark in marks(request) if mark != mark_of(user))][:MOST_PEOPLE]
    response.set_cookie(
        DEVICE, SIGNER.sign(".".join(kept)), max_age=DEVICE_KEPT, secure=settings.SESSION_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip


def mark_of(user: User) -> str:
    """Return what stands for the person in a browser."""
    return salted_hmac("accounts.device", str(user.pk), algorithm="sha256").hexdigest()[:20]


def marks(request: HttpRequest) -> list[str]:
    """Return for whom the browser has been used."""
    try:
        return SIGNER.unsign(request.COOKIES.get(DEVICE, "")).split(".")
    except BadSignature:
        return []
