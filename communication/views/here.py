"""Who asks, and the day it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from communication.errors import NotAllowed, QuestionRefused
from communication.queries import Thread, thread_of

if TYPE_CHECKING:
    from accounts.models import User


def person(request: HttpRequest) -> "User":
    """Return who asks; views here are reached by the signed-in only."""
    return cast("User", request.user)


def thread_or_404(request: HttpRequest, question: int) -> Thread:
    """Return the thread, which is not there for whom it is not."""
    found = thread_of(person(request), timezone.localdate(), question)
    if found is None:
        raise Http404
    return found


def step(request: HttpRequest, question: int, act: Callable[[], object], done: str) -> HttpResponse:
    """Do a step in the thread and show it; a refusal is told in words."""
    thread_or_404(request, question)
    try:
        act()
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from None
    except QuestionRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("communication:question", question=question)
