"""The board of subgroups, of a stream, of an activity: JSON in, JSON out; and the curator's check."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contingent.enums import GroupKind
from contingent.errors import ContingentError, NotAllowed
from contingent.group_access import check_forms_group, composition_day, visible_compositions
from contingent.queries.groups.board import board_groups, read_seats, source_groups
from contingent.services.groups.composing import Conflict, Move, compose, undo_compose
from contingent.views.board_words import words
from contingent.views.groups import find_group
from contingent.views.here import person, trace_of

if TYPE_CHECKING:
    from contingent.models import BulkAction, StudyGroup

MOST = 2000


class Malformed(ValueError):
    """The body is not what the door takes."""


@never_cache
@require_safe
def board(request: HttpRequest, group: int) -> HttpResponse:
    """Show who is in the groups of the board on a day, and who may be."""
    found, day = _to_compose(request, group), _day(request.GET.get("day", ""))
    context = {
        "group": found,
        "day": day,
        "config": {
            "board": told_board(found, day),
            "latest": told_action(found, _latest(request, found)),
            "urls": {
                "page": reverse("contingent:group_board", args=[group]),
                "save": reverse("contingent:group_compose", args=[group]),
            },
            "texts": words(),
        },
    }
    return render(request, "contingent/group_board.html", context)


@require_POST
def save(request: HttpRequest, group: int) -> HttpResponse:
    """Write the moves as a whole; where somebody else has moved one of the students, answer that instead."""
    found = _to_compose(request, group)
    try:
        day, order, moves = parse_body(request.body)
        reason = " ".join(filter(None, (_("Composition of the group"), order)))[:100]
        made = compose(group=found, day=day, moves=moves, order=order, trace=trace_of(request, reason))
    except Malformed:
        return JsonResponse({"error": _("This is not what the page sends. Open it again.")}, status=400)
    except ContingentError as error:
        return JsonResponse({"error": error.message}, status=400)
    if isinstance(made, list):
        told = {"conflicts": [_told_conflict(conflict, found) for conflict in made], "board": told_board(found, day)}
        return JsonResponse(told, status=409)
    return JsonResponse({"board": told_board(found, day), "latest": told_action(found, made)})


@require_POST
def undo(request: HttpRequest, group: int, action: int) -> HttpResponse:
    """Take a change of the composition back, or say what stands in the way."""
    found = _to_compose(request, group)
    change = get_object_or_404(visible_compositions(person(request), found, timezone.localdate()), pk=action)
    trace = trace_of(request, _("Undoing the change No. %d") % change.pk)
    if obstacles := undo_compose(group=found, action=change, trace=trace):
        told = "; ".join(f"{item.what} — {item.many}" for item in obstacles)
        messages.error(request, _("It cannot be undone any more: %(what)s.") % {"what": told})
    else:
        messages.success(request, _("The change is undone: everybody is where they were."))
    return redirect("contingent:group_board", group)


def parse_body(body: bytes) -> tuple[date, str, list[Move]]:
    """Return the day, the order and the moves; raise `Malformed` if it is not that."""
    try:
        told = json.loads(body)
        day = date.fromisoformat(told["day"])
        moves = [
            Move(_number(row["student"]), str(row["seen"])[:2000], None if row["to"] is None else _number(row["to"]))
            for row in told["moves"]
        ]
        order = str(told.get("order", "")).replace("\x00", "").strip()[:100]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Malformed(str(error)) from None
    if len(moves) > MOST:
        raise Malformed
    return day, order, moves


def _number(value: Any) -> int:
    if type(value) is not int or not 0 < value < 2**63:
        raise Malformed
    return value


def told_board(group: "StudyGroup", day: date) -> dict[str, Any]:
    """Return the board as the page's script reads it."""
    groups = board_groups(group, day)
    return {
        "day": day.isoformat(),
        "groups": [{"id": found.pk, "name": found.name} for found in groups],
        "sources": [found.name for found in source_groups(groups)],
        "students": [
            {
                "id": seat.student, "name": seat.name, "home": seat.home, "inside": list(seat.inside),
                "later": list(seat.later), "stray": seat.stray, "token": seat.token,
            }
            for seat in read_seats(groups, day)
        ],
    }  # fmt: skip


def told_action(group: "StudyGroup", action: "BulkAction | None") -> dict[str, Any] | None:
    """Return the latest change with the way back."""
    if action is None:
        return None
    at = date_format(group.organization.local(action.at), "j E, H:i")
    text = _("Saved by %(who)s, %(at)s: students moved: %(many)d.") % {
        "who": action.actor.short_name, "at": at, "many": len(action.people),
    }  # fmt: skip
    return {"text": text, "undo": reverse("contingent:group_undo", args=[group.pk, action.pk])}


def _told_conflict(conflict: Conflict, group: "StudyGroup") -> dict[str, Any]:
    at = date_format(group.organization.local(conflict.at), "j E, H:i") if conflict.at else ""
    where = ", ".join(conflict.groups) or _("in none")
    text = _("%(name)s: now %(where)s") % {"name": conflict.name, "where": where}
    return {
        "student": conflict.student,
        "text": " ".join(filter(None, (text, f"({conflict.who}, {at})" if at else ""))),
    }


def _latest(request: HttpRequest, group: "StudyGroup") -> "BulkAction | None":
    rows = visible_compositions(person(request), group, timezone.localdate()).filter(undone_at=None)
    return rows.select_related("actor").order_by("-at", "-pk").first()


def _to_compose(request: HttpRequest, group: int) -> "StudyGroup":
    found = find_group(request, group)
    if found.kind == GroupKind.HOME:
        raise Http404
    try:
        check_forms_group(person(request), found, timezone.localdate())
    except NotAllowed as error:
        raise PermissionDenied(error.message) from None
    return found


def _day(text: str) -> date:
    try:
        asked = parse_date(text)
    except ValueError:
        asked = None
    return asked or composition_day(timezone.localdate())
