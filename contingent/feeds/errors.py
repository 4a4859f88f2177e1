"""Why records could not be fetched, in words for the administrator; never a person's data or a token."""

from contingent.errors import ContingentError


class NotModified(Exception):
    """Nothing has changed since the run whose ETag was given: there is nothing to read."""


class FeedError(ContingentError):
    """The feed was not read to its end: nothing of it may be taken for the whole.

    `code` names the kind of failure for the log.
    """

    code = "feed"


class FeedUnavailable(FeedError):
    """The outside system does not answer, or says that it cannot now; later it may."""

    code = "unavailable"


class FeedTooSlow(FeedUnavailable):
    """It did not answer within the time limit."""

    code = "slow"


class FeedRefused(FeedError):
    """It refuses us: a wrong or withdrawn token, an unknown organisation."""

    code = "refused"


class FeedBroken(FeedError):
    """What came is not what the contract says: rubbish, a gap, wrong counts."""

    code = "broken"


class CursorExpired(FeedError):
    """It no longer keeps changes since that cursor: fetch everything."""

    code = "cursor"


class FeedNotSet(FeedError):
    """No address is configured for this system."""

    code = "not_set"
