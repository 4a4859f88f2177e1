"""«My sign-ins»: where the person is signed in, and ending it (R5, R28)."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.queries_sessions import list_sessions
from accounts.services.sessions import end_session, end_sessions

if TYPE_CHECKING:
    from accounts.models import User


@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """List the person's open sessions, this one first."""
    lines = list_sessions(cast("User", request.user), request.session.session_key or "", timezone.now())
    return render(
        request, "accounts/sessions.html", {"lines": lines, "others": sum(not line.is_this for line in lines)}
    )


@require_POST
def session_end(request: HttpRequest, session: int) -> HttpResponse:
    """End one session of the person's own."""
    if not end_session(user=cast("User", request.user), session=session):
        raise Http404
    messages.success(request, _("That sign-in is ended."))
    return redirect("accounts:sessions")


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End every session of the person but this one."""
    many = end_sessions(user=cast("User", request.user), but=request.session.session_key or "")
    words = ngettext("%(many)d other sign-in is ended.", "%(many)d other sign-ins are ended.", many)
    messages.success(request, words % {"many": many})
    return redirect("accounts:sessions")
