"""What holds for every request: language, address, what may be asked and what a browser may keep."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils import translation

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
GetResponse = Callable[[HttpRequest], HttpResponse]


def chosen_language(get_response: GetResponse) -> GetResponse:
    """Show the page in the language the person chose, Russian until they choose.

    The browser's own preference is not asked: a borrowed or freshly installed computer
    must not turn a teacher's journal English.
    """
    offered = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = cookie if cookie in offered else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def visitor_address(get_response: GetResponse) -> GetResponse:
    """Take the visitor's address from our proxy, which replaces whatever the visitor claims (R64: from where)."""
    if not settings.BEHIND_PROXY:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if told:
            request.META["REMOTE_ADDR"] = told
        return get_response(request)

    return middleware


def plain_query(get_response: GetResponse) -> GetResponse:
    """Take control characters out of what an address asks for: no name holds one, and the database refuses NUL."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if any(CONTROL.search(text) for name, values in request.GET.lists() for text in (name, *map(str, values))):
            plain = request.GET.copy()
            plain.clear()
            for name, values in request.GET.lists():
                plain.setlist(CONTROL.sub("", name), [CONTROL.sub("", str(value)) for value in values])
            request.GET = plain  # type: ignore[assignment]
        return get_response(request)

    return middleware


def nothing_kept(get_response: GetResponse) -> GetResponse:
    """Let no browser or proxy keep a page: the next person at the computer could read it (R5).

    Static files are answered before this and are kept as long as they like.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware
