"""The HTTP feed: page by page, within limits of time and size, tried again where that may help.

The contract is docs/integrations/contingent.md. Nothing here logs or raises an address with its
query, a token or a record.
"""

import ipaddress
import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from django.utils.translation import gettext as _

from contingent.feeds.answers import (
    NETWORK,
    Later,
    check_shape,
    check_status,
    network_failure,
    no_page,
    too_slow,
)
from contingent.feeds.errors import FeedBroken, FeedError, FeedRefused, FeedUnavailable
from contingent.feeds.pages import Tally, agreed, decode
from contingent.feeds.records import Page, Source

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes and counts that a reading keeps within."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 600.0
    page_records: int = 1_000
    page_bytes: int = 32 * 2**20
    tries: int = 5
    pause: float = 0.5
    longest_pause: float = 60.0
    repeats: int = 3


LIMITS = Limits()


class Bearer(requests.auth.AuthBase):
    """Puts the token into the request, and keeps a .netrc out of it."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


@dataclass
class Answer:
    """A page as it came: its parsed body and its ETag."""

    body: dict[str, Any]
    etag: str


@dataclass
class Reading:
    """One reading of one source, from its first page to its last."""

    source: Source
    limits: Limits = LIMITS
    sleep: Callable[[float], None] = time.sleep
    session: requests.Session = field(default_factory=requests.Session)
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.address = records_address(self.source)
        self.session.trust_env = not is_this_machine(self.address)
        self.session.auth = Bearer(self.source.token)
        self.deadline = time.monotonic() + self.limits.total

    def pages(self, cursor: str, etag: str) -> Iterator[Page]:
        """Yield every page once and in order; the last one only when all of it agrees."""
        answer = self.get(cursor, etag)
        snapshot, first_etag, number, repeats = answer.body.get("snapshot"), answer.etag, 0, 0
        while True:
            body = answer.body
            check_shape(body, self.source)
            if body["snapshot"] != snapshot:
                raise FeedUnavailable(_("The data changed while they were being read. Start the exchange again."))
            if body["page"] > number + 1:
                raise FeedBroken(
                    _("Page %(number)d did not come: what was sent is not whole.") % {"number": number + 1}
                )
            if body["page"] <= number:
                repeats += 1
                if repeats > self.limits.repeats:
                    raise FeedBroken(_("The outside system sends page %(number)d over and over.") % {"number": number})
            else:
                number += 1
                yield self._page(body, first_etag, full=not cursor)
                if body["complete"]:
                    return
            answer = self.get(body["next"])

    def _page(self, body: dict[str, Any], etag: str, *, full: bool) -> Page:
        records, total = [agreed(raw) for raw in body["records"]], body.get("total")
        if full != (body["mode"] == "full"):
            raise FeedBroken(_("All records were asked for and changes came, or the other way round."))
        self.tally.add(records)
        if body["complete"]:
            self.tally.check(body.get("counts"), body.get("checksum"))
            log.info("%s: %d records in %d pages", self.source.system, self.tally.counts.total(), body["page"])
        return Page(
            number=body["page"],
            records=records,
            full=full,
            complete=body["complete"],
            cursor=body["cursor"] if body["complete"] else "",
            etag=etag if body["complete"] else "",
            total=total if isinstance(total, int) else None,
        )

    def get(self, cursor: str, etag: str = "") -> Answer:
        """Return a page, asked for again after a pause when the other side is busy or the line broke."""
        failure: FeedError = FeedUnavailable("")
        for attempt in range(self.limits.tries):
            try:
                return self._ask(cursor, etag)
            except Later as later:
                failure, asked = later.failure, later.after
            except NETWORK as error:
                failure, asked = network_failure(error), 0.0
            if attempt + 1 < self.limits.tries:
                self._wait(attempt, asked, failure)
        log.warning("%s: %s after %d tries", self.source.system, failure.code, self.limits.tries)
        raise failure from None

    def _wait(self, attempt: int, asked: float, failure: FeedError) -> None:
        """Pause as long as was asked, else twice as long each time, never all at the same moment."""
        pause = asked or self.limits.pause * 2**attempt * random.uniform(0.5, 1.5)  # noqa: S311
        if pause > self.limits.longest_pause or time.monotonic() + pause > self.deadline:
            raise failure
        self.sleep(pause)

    def _ask(self, cursor: str, etag: str) -> Answer:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise too_slow()
        with self.session.get(
            self.address,
            params={"cursor": cursor, "limit": str(self.limits.page_records)},
            headers={"Accept": "application/json", **({"If-None-Match": etag} if etag else {})},
            timeout=(min(self.limits.connect, left), min(self.limits.read, left)),
            allow_redirects=False,
            stream=True,
        ) as response:
            check_status(response, conditional=bool(etag))
            body = decode(self._body(response))
        if not isinstance(body, dict):
            raise no_page()
        return Answer(body, response.headers.get("ETag", "")[:200])

    def _body(self, response: requests.Response) -> str:
        """Return the body, read in bits so that neither a trickle nor a flood is waited for."""
        received = bytearray()
        while bit := response.raw.read1(2**16, decode_content=True):
            received += bit
            if len(received) > self.limits.page_bytes:
                raise FeedBroken(_("A page is larger than it may be: the reading was stopped."))
            if time.monotonic() > self.deadline:
                raise too_slow()
        try:
            return received.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise FeedBroken(_("What the outside system sent is not text in UTF-8.")) from None


def fetch_http(source: Source, cursor: str = "", etag: str = "", limits: Limits = LIMITS) -> Iterator[Page]:
    """Yield the pages of an HTTP feed; see `contingent.feeds.reading.fetch`."""
    reading = Reading(source, limits)
    try:
        yield from reading.pages(cursor, etag)
    finally:
        reading.session.close()


def records_address(source: Source) -> str:
    """Return where the organisation's records are; refuse an address that a token must not be sent to."""
    parts = urlsplit(source.address)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_this_machine(source.address)):
        raise FeedRefused(_("The address of the outside system must begin with https://."))
    if not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise FeedRefused(_("The address of the outside system has more in it than a host and a path."))
    return f"{source.address.rstrip('/')}/v1/organizations/{quote(source.organization, safe='')}/records"


def is_this_machine(address: str) -> bool:
    """Whether an address leads to the loopback interface, where nobody listens in."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
