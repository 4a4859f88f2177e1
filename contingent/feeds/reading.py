"""Fetching records, wherever a source keeps them."""

from collections.abc import Iterator

from contingent.feeds.records import Page, Source


def fetch(source: Source, cursor: str = "", etag: str = "") -> Iterator[Page]:
    """Yield the source's pages: everything, or what changed since `cursor`.

    Raises `NotModified` when `etag` still holds, `CursorExpired` when changes since `cursor` are no
    longer kept, `FeedError` when the feed cannot be read to its end. Only a feed whose last page is
    `complete` may be taken for the whole.
    """
    raise NotImplementedError
