"""What is known of the visitor: the language they chose, the address they come from."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils import translation

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
