"""The developer's support desk over HTTP (X6). The contract is docs/integrations/support-desk.md.

Nothing here logs or raises a token, a text or an address with its query.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from communication.desk.errors import CursorExpired, DeskRefused, DeskUnavailable
from contingent.feeds.http import Bearer, is_this_machine

LARGEST = 2**20
LONGEST_ANSWER = 4000
CONNECT, READ = 5.0, 15.0
MOST_WAIT = 6 * 3600.0


@dataclass(frozen=True)
class Desk:
    """Where the desk answers, and what opens it."""

    address: str
    token: str


@dataclass(frozen=True)
class DeskAnswer:
    """An answer of the developer to a ticket: `id` never changes."""

    id: str
    key: str
    text: str
    at: datetime


@dataclass(frozen=True)
class DeskNews:
    """What is new at the desk since a place, and from which place to read on."""

    answers: list[DeskAnswer]
    cursor: str
    more: bool


def create_ticket(desk: Desk, key: str, text: str, facts: dict[str, str]) -> str:
    """Hand the ticket over and return its number there; the same key twice is the same ticket."""
    body = {"key": key, "text": text, **facts}
    told = _ask(desk, "POST", data=json.dumps(body, ensure_ascii=False).encode())
    number = told.get("number")
    if not isinstance(number, str) or not number or told.get("key") != key:
        raise DeskUnavailable("bad_answer")
    return number[:60]


def read_news(desk: Desk, cursor: str) -> DeskNews:
    """Return a page of what is new since the place; an empty one is the beginning."""
    told = _ask(desk, "GET", params={"since": cursor, "limit": "100"})
    try:
        answers = [
            DeskAnswer(
                f"{answer['id']}"[:100], f"{ticket['key']}", f"{answer['text']}"[:LONGEST_ANSWER], _moment(answer)
            )
            for ticket in told["tickets"]
            for answer in ticket["answers"]
        ]
        news = DeskNews(answers, told["next"], bool(told["more"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DeskUnavailable("bad_answer") from None
    if not isinstance(news.cursor, str) or len(news.cursor) > 200 or (news.more and news.cursor == cursor):
        raise DeskUnavailable("bad_answer")
    return news


def _moment(answer: dict[str, Any]) -> datetime:
    moment = datetime.fromisoformat(answer["at"])
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _ask(desk: Desk, method: str, **options: Any) -> dict[str, Any]:
    """Send a request to `/v1/tickets` and return the object in the answer."""
    here = is_this_machine(desk.address)
    if urlsplit(desk.address).scheme != "https" and not here:
        raise DeskUnavailable("not_https")
    headers = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if method == "POST" else {})
    try:
        with requests.Session() as session:
            session.trust_env, session.auth = not here, Bearer(desk.token)
            with session.request(
                method, f"{desk.address.rstrip('/')}/v1/tickets", headers=headers, timeout=(CONNECT, READ),
                allow_redirects=False, stream=True, **options,
            ) as response:  # fmt: skip
                _check(response)
                return _object(response.raw.read(LARGEST + 1, decode_content=True))
    except requests.RequestException as error:
        raise DeskUnavailable(type(error).__name__) from None
    except OSError as error:
        raise DeskUnavailable(type(error).__name__) from None


def _check(response: requests.Response) -> None:
    status = response.status_code
    if status in (200, 201):
        return
    if status == 410:
        raise CursorExpired("410")
    if status in (400, 409, 413, 422):
        raise DeskRefused(f"{status}")
    asked = response.headers.get("Retry-After", "")
    raise DeskUnavailable(f"{status}", min(float(asked), MOST_WAIT) if asked.isdecimal() else 0)


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body) if len(body) <= LARGEST else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise DeskUnavailable("bad_answer")
    return told
