"""What holds for every request: language, address, what may be asked and what a browser may keep."""

import re
from collections.abc import Callable
from dataclasses import asdict
from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PUBLIC = "public"
REPORT_ONLY = "CONTENT_SECURITY_POLICY_REPORT_ONLY"
GetResponse = Callable[[HttpRequest], HttpResponse]


class KeptPolicy(CSPMiddleware):
    """The policy of content, written out once: it is the same for every answer that asks for nothing of its own."""

    @cached_property
    def policy(self) -> str:
        """What every answer is told."""
        parts = self.get_policy_parts(HttpRequest(), HttpResponse())
        return build_policy(**asdict(parts))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        own = hasattr(request, "_csp_nonce") or any(name.startswith("_csp") for name in vars(response))
        if own or settings.DEBUG or getattr(settings, REPORT_ONLY, None):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


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

    Static files are answered before this and are kept as long as they like. A page that says itself
    that it is public holds no person.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if PUBLIC not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware
