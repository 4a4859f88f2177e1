"""What an answer over HTTP means: go on, come again, or give up, in words for the administrator."""

from email.utils import parsedate_to_datetime
from typing import Any

import requests
import urllib3
from django.utils import timezone
from django.utils.translation import gettext as _

from contingent.feeds.errors import (
    CursorExpired,
    FeedBroken,
    FeedError,
    FeedRefused,
    FeedTooSlow,
    FeedUnavailable,
    NotModified,
)
from contingent.feeds.records import Source

LONGEST_CURSOR = 500
TRY_AGAIN = {429, 500, 502, 503, 504}
NETWORK = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)


class Later(Exception):
    """The other side asks to come again, `after` seconds if it said so."""

    def __init__(self, failure: FeedError, after: float) -> None:
        super().__init__()
        self.failure, self.after = failure, after


def check_status(response: requests.Response, *, conditional: bool) -> None:
    status = response.status_code
    if status == 200:
        return
    if status == 304 and conditional:
        raise NotModified
    if status in TRY_AGAIN:
        raise Later(
            FeedUnavailable(
                _("The outside system cannot answer now (%(status)d). The exchange will be tried again.")
                % {"status": status}
            ),
            _retry_after(response.headers.get("Retry-After", "")),
        )
    raise refusal_of(status)


def refusal_of(status: int) -> FeedError:
    if status in {401, 403}:
        return FeedRefused(_("The outside system refuses our token. Ask its administrator for a new one."))
    if status == 404:
        return FeedRefused(_("The outside system does not know an organisation of this number."))
    if status == 409:
        return FeedUnavailable(_("The data changed while they were being read. Start the exchange again."))
    if status == 410:
        return CursorExpired(_("Changes since the last exchange are no longer kept: everything has to be read."))
    if 300 <= status < 400:
        return FeedRefused(_("The outside system sends us to another address, where we do not take our token."))
    return FeedBroken(_("The outside system answers in a way that was not agreed (%(status)d).") % {"status": status})


def _retry_after(told: str) -> float:
    """Return the seconds to wait that a Retry-After header asks for, 0 if it asks for none."""
    try:
        return max(float(int(told)), 0.0)
    except ValueError:
        pass
    try:
        return max((parsedate_to_datetime(told) - timezone.now()).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0


def network_failure(error: Exception) -> FeedError:
    slow = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
    if isinstance(error, slow) or "timed out" in str(error):
        return too_slow()
    if isinstance(error, requests.exceptions.SSLError):
        return FeedRefused(_("The outside system's certificate is not trusted: the token was not sent."))
    return FeedUnavailable(_("The connection with the outside system broke. The exchange will be tried again."))


def too_slow() -> FeedTooSlow:
    return FeedTooSlow(_("The outside system did not answer in time. The exchange will be tried again."))


def no_page() -> FeedBroken:
    return FeedBroken(_("What the outside system sent is not a page of records."))


def check_shape(body: dict[str, Any], source: Source) -> None:
    """Raise `FeedBroken` unless the page has the parts of the contract."""
    whole = (
        isinstance(body.get("records"), list)
        and all(isinstance(raw, dict) for raw in body["records"])
        and type(body.get("page")) is int
        and type(body.get("complete")) is bool
        and isinstance(body.get("snapshot"), str)
        and body.get("mode") in {"full", "changes"}
        and isinstance(cursor := body.get("cursor" if body["complete"] else "next"), str)
        and len(cursor) <= LONGEST_CURSOR
    )
    if not whole:
        raise no_page()
    if body.get("organization") != source.organization:
        raise FeedBroken(_("Records of another organisation came: the outside system mixed them up."))
