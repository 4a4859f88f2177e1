"""The door through which the grid and the phone page save cells: JSON in, JSON out."""

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from journal.enums import EntryKind
from journal.errors import NotAllowed
from journal.queries.page_to_fill import page_to_fill
from journal.services.cells import Entry, Outcome
from journal.services.entries import save_entries as save
from journal.views.here import trace, visible_course

if TYPE_CHECKING:
    from accounts.models import Organization

MOST = 500
LONGEST = 2000
BIGGEST_ID = 2**63 - 1


class Malformed(ValueError):
    """The body is not what the door takes; the text says what is wrong with it."""


@require_POST
def save_entries(request: HttpRequest, course: int) -> HttpResponse:
    """Save a batch of changes of one page; each is answered in its place.

    Whoever may fill a page may see it: it is asked only of a batch that is turned away.
    """
    try:
        user, entries = parse_body(request.body)
        if user not in (None, request.user.pk):
            return JsonResponse({"error": "sign_in"}, status=401)
        page = page_to_fill(course)
        if page is None:
            raise Http404
        outcomes = save(course=page, entries=entries, trace=trace(request))
    except Malformed as problem:
        visible_course(request, course)
        return JsonResponse({"error": str(problem)}, status=400)
    except NotAllowed as refusal:
        visible_course(request, course)
        return JsonResponse({"error": refusal.message}, status=403)
    return JsonResponse({"results": [told(outcome, page.organization) for outcome in outcomes]})


def parse_body(body: bytes) -> tuple[int | None, list[Entry]]:
    """Return who typed the changes, if told, and the changes; raise `Malformed` if it is not that.

    What one person typed must not go in under another's name: on a shared computer someone else
    may have signed in meanwhile.
    """
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Malformed(_("The body is not JSON.")) from problem
    rows = asked.get("entries") if isinstance(asked, dict) else None
    if not isinstance(rows, list):
        raise Malformed(_("The body has no list of entries."))
    if len(rows) > MOST:
        raise Malformed(_("At most %(most)d entries are taken at once.") % {"most": MOST})
    entries = []
    for place, row in enumerate(rows):
        try:
            entries.append(parse_entry(row))
        except (KeyError, TypeError, ValueError) as problem:
            text = _("Entry %(place)d is not in order: %(problem)s")
            raise Malformed(text % {"place": place, "problem": problem}) from problem
    if len({entry.id for entry in entries}) < len(entries):
        raise Malformed(_("Two entries have the same id."))
    user = asked.get("user")
    return user if type(user) is int else None, entries


def parse_entry(row: Any) -> Entry:
    """Return one change; raise KeyError, TypeError or ValueError naming the field that is wrong."""
    if not isinstance(row, dict):
        raise TypeError("object")
    return Entry(
        id=UUID(text(row, "id")),
        kind=EntryKind(text(row, "kind")),
        student=number(row, "student"),
        lesson=None if row.get("lesson") is None else number(row, "lesson"),
        work=None if row.get("work") is None else number(row, "work"),
        value=text(row, "value"),
        was=text(row, "was"),
    )


def text(row: dict[str, Any], name: str) -> str:
    value = row[name]
    if not isinstance(value, str) or len(value) > LONGEST or "\x00" in value:
        raise TypeError(name)
    value.encode()  # half a character is no text: UnicodeEncodeError is a ValueError
    return value


def number(row: dict[str, Any], name: str) -> int:
    value = row[name]
    if type(value) is not int or not 0 < value <= BIGGEST_ID:
        raise TypeError(name)
    return value


def told(outcome: Outcome, organization: "Organization") -> dict[str, Any]:
    """Return an outcome as the client reads it; times are on the organisation's clock."""
    answer: dict[str, Any] = {"id": str(outcome.id), "status": outcome.status}
    if outcome.status == "refused":
        return answer | {"reason": outcome.reason}
    answer |= {"value": outcome.value, "work": outcome.work}
    if outcome.taken is not None:
        answer["taken"] = outcome.taken
    if outcome.status == "conflict":
        local = organization.local(outcome.at) if outcome.at else None
        answer |= {
            "author": outcome.author,
            "at": local.isoformat(timespec="seconds") if local else None,
            "at_text": date_format(local, "j E, H:i") if local else "",
        }
    return answer
