"""Who opened or exported whose personal data: said by a view in one line, kept by a middleware (152-ФЗ, R5).

A GET writes nothing: after the view has answered, what it showed goes as numbers to a queue, and a
task takes the queue to the log (`accounts.services.access_log`). When the queue does not answer or
nobody empties it, the row goes to the log at once. An answer that could not be accounted for is not
given.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from uuid import uuid4

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from accounts.enums import AccessAction
from accounts.models import User

NOTED = "_accesses"
PERSON, STUDENT, GROUP, ORGANIZATION = "person", "student", "group", "organization"


class Queue(Protocol):
    """Where entries wait for the log."""

    def push(self, entries: list[str]) -> bool:
        """Keep the entries; say no when they must go to the log at once."""


def note_access(
    request: HttpRequest, kind: str, subject: int, organization: int | None, action: AccessAction = AccessAction.OPENED
) -> None:
    """Say whose personal data the answer shows; said again of the same, the last word counts.

    `kind` and `subject` name a student, a person, a group, a page or all of an organisation. Who
    changes something is in the history of the row: a POST that leads on has opened nothing.
    """
    noted = request.__dict__.setdefault(NOTED, {})
    noted[kind, subject, organization] = action


def note_accesses(
    request: HttpRequest, kind: str, organizations: Iterable[int], action: AccessAction = AccessAction.OPENED
) -> None:
    """Say that the answer shows people of the whole of these organisations."""
    for organization in organizations:
        note_access(request, kind, organization, organization, action)


def access_noted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep what the answered request showed of whom; what was refused showed nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        noted = request.__dict__.get(NOTED)
        if noted := {told: action for told, action in (noted or {}).items() if shows(request, response, action)}:
            entries = entries_of(request, noted)
            if not queue().push(entries):
                from accounts.services.access_log import write_entries

                write_entries(entries)
        return response

    return middleware


def shows(request: HttpRequest, response: HttpResponse, action: AccessAction) -> bool:
    """Whether the answer has shown what was noted: a refusal has not, nor a POST that answers with no page.

    A form that comes back with its errors, and a preview, show people as much as a page opened.
    """
    if request.method in ("GET", "HEAD") or action != AccessAction.OPENED:
        return response.status_code < 400
    is_page = response.get("Content-Type", "").startswith("text/html")
    return is_page and response.status_code in (200, 400, 409)


def entries_of(request: HttpRequest, noted: Mapping[tuple[str, int, int | None], AccessAction]) -> list[str]:
    """Return the entries as they wait: numbers, the moment, the page and the network address."""
    page = request.resolver_match.view_name[:60] if request.resolver_match else ""
    at, user, address = timezone.now().isoformat(), request.user.pk, request.META.get("REMOTE_ADDR") or None
    return [
        json.dumps([uuid4().hex, at, user, organization, str(action), kind, subject, page, address])
        for (kind, subject, organization), action in noted.items()
    ]


@cache
def queue() -> Queue:
    """Return the queue of the process."""
    made: Queue = import_string(settings.ACCESS_QUEUE)()
    return made


@dataclass(frozen=True)
class SubjectKind:
    """A kind of what is opened, told by its room.

    `names(ids)` returns what people call them; `shows(user)` the condition under which a record of
    this kind has shown data of the person, None when this kind never does; `owners(ids)` whose own
    data it is, where it is one person's.
    """

    kind: str
    title: str | Promise
    names: Callable[[Iterable[int]], dict[int, str]]
    shows: Callable[[User], Q | None]
    owners: Callable[[Iterable[int]], dict[int, int]] | None = None


_kinds: dict[str, SubjectKind] = {}


def register_subject(kind: SubjectKind) -> None:
    """Add a kind; the same one registered again takes its place."""
    _kinds[kind.kind] = kind


def subject_kinds() -> dict[str, SubjectKind]:
    """Return every kind by its name."""
    return dict(_kinds)


def records_of(user: User) -> Q:
    """Return the condition that a record has shown data of the person."""
    found = Q(pk__in=[])
    for kind in _kinds.values():
        if (shown := kind.shows(user)) is not None:
            found |= Q(subject_kind=kind.kind) & shown
    return found


def _people(ids: Iterable[int]) -> dict[int, str]:
    return {user.pk: user.full_name for user in User.objects.filter(pk__in=ids)}


register_subject(
    SubjectKind(PERSON, "", _people, lambda user: Q(subject_id=user.pk), lambda ids: {pk: pk for pk in ids})
)
