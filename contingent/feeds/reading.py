"""Fetching records, wherever a source keeps them."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from contingent.feeds.errors import FeedNotSet, FeedRefused
from contingent.feeds.files import fetch_folder
from contingent.feeds.http import LIMITS, Limits, fetch_http
from contingent.feeds.records import Page, Source
from contingent.outside_addresses import address_of, token_for


def configured(system: str, organization: str) -> Source:
    """Return where an outside system keeps the records of the organisation, which it knows by that number.

    Address and token come from the environment (EPOS_CONTINGENT_URL, EPOS_CONTINGENT_TOKEN, EPOS_STAFF_URL,
    EPOS_STAFF_TOKEN); raises `FeedNotSet` without an address.
    """
    address = address_of(system)
    if not address:
        raise FeedNotSet(_("The address of this outside system is not set up. Files can be loaded instead."))
    return Source(system, organization, address, token_for(system, address))


def fetch(source: Source, cursor: str = "", etag: str = "", limits: Limits = LIMITS) -> Iterator[Page]:
    """Yield the source's pages: everything, or what changed since `cursor`.

    Raises `NotModified` when `etag` still holds, `CursorExpired` when changes since `cursor` are no
    longer kept, `FeedError` when the feed cannot be read to its end. Only a feed whose last page is
    `complete` may be taken for the whole. A folder of files is always told whole; it is one that the
    environment names, so that no page of ours can point at another.
    """
    if urlsplit(source.address).scheme == "file":
        if source.address != address_of(source.system):
            raise FeedRefused(_("A folder of this server is named in its environment, nowhere else."))
        return fetch_folder(source, etag)
    return fetch_http(source, cursor, etag, limits)
