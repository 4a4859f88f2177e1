"""What the diary's pages share: whose diary it is, on which day, in which frame."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access_log import STUDENT, note_access
from journal.queries.diary_people import OpenDiary, open_diary
from journal.views.diary_words import Words
from journal.views.here import person

P = ParamSpec("P")
DiaryPage = Callable[Concatenate[HttpRequest, OpenDiary, P], HttpResponseBase]


def diary_page(view: DiaryPage[P]) -> Callable[..., HttpResponseBase]:
    """Give the view the diary in the address; 404 when it is not the person's to see.

    Its days and hours are those of where the student studies, wherever the server stands. Nothing is
    kept by the browser or on the way: a mark is there as soon as it is given.
    """

    @wraps(view)
    @never_cache
    @require_safe
    def opened(request: HttpRequest, student: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        now = timezone.now()
        opened = open_diary(person(request), student, now, timezone.localdate(now))
        if opened is None:
            raise Http404
        note_access(request, STUDENT, student, opened.diary.organization)
        with timezone.override(opened.diary.time_zone):
            return view(request, opened, *args, **kwargs)

    return opened


def frame(opened: OpenDiary, tab: str, **more: Any) -> dict[str, Any]:
    """Return what the head of every page of the diary needs."""
    shown = timezone.localtime()
    moment = {"shown_day": Words.now().day(shown), "shown_time": f"{shown:%H:%M}"}
    return {"opened": opened, "diary": opened.diary, "tab": tab, **moment, **more}


def asked_decimal(text: str | None) -> Decimal | None:
    """Return a short plain number out of an address; None when it is none."""
    try:
        value = Decimal((text or "")[:8].replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
