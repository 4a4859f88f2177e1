"""Fixtures of the contingent's tests."""

from tests.contingent.feed_of import feed, staff_feed

__all__ = ["feed", "staff_feed"]
