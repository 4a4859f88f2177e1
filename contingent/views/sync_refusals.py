"""What a service refuses, told on the page that it was asked from."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from contingent.errors import NotAllowed
from contingent.services.sync.refusals import SyncRefused

View = Callable[..., HttpResponse]


def refusals_told(page: str, with_number: bool = True) -> Callable[[View], View]:
    """Answer 403 to whom it is not theirs to do, and lead back with the reason what cannot be done now."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **numbers: Any) -> HttpResponse:
            try:
                return view(request, **numbers)
            except NotAllowed as error:
                raise PermissionDenied(error.message) from error
            except SyncRefused as refusal:
                messages.error(request, refusal.message)
                return redirect(page, *(numbers.values() if with_number else ()))

        return wrapped

    return decorate
