"""The queue of the access log in Valkey: a list, emptied from its head.

A batch is taken out only after it is in the log, and only while the head is still the one that was
read: a worker killed in between leaves it to the next, two at once take nothing twice.
"""

import logging
import time

import redis
from django.conf import settings

KEY = "access-log"
LONGEST = 200_000
"""More than nobody emptying it for a day leaves: from here on rows go to the log at once."""
PATIENCE = 0.25
REST = 10.0
TRIM = """
if redis.call('LINDEX', KEYS[1], 0) == ARGV[1] then
    redis.call('LTRIM', KEYS[1], ARGV[2], -1)
    return 1
end
return 0
"""
log = logging.getLogger(__name__)


class ValkeyQueue:
    """Entries wait in Valkey; when it does not answer, it is not asked again for a while."""

    def __init__(self, url: str = "") -> None:
        self.client = redis.Redis.from_url(
            url or settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        )
        self.rests_until = 0.0

    def push(self, entries: list[str]) -> bool:
        """Add the entries; False when Valkey does not answer or holds too many already."""
        if time.monotonic() < self.rests_until:
            return False
        try:
            waiting = int(self.client.rpush(KEY, *entries))
        except redis.RedisError as error:
            # An unanswered push may have gone in: the same id in the log twice is one row
            log.warning("the queue of the access log does not answer: %s", error)
            self.rests_until = time.monotonic() + REST
            return False
        if waiting > LONGEST:
            log.warning("nobody empties the queue of the access log: %d wait", waiting)
            self.rests_until = time.monotonic() + REST
        return True

    def head(self, most: int) -> list[str]:
        """Return the entries that have waited longest."""
        found: list[bytes] = self.client.lrange(KEY, 0, most - 1)  # type: ignore[assignment]
        return [entry.decode() for entry in found]

    def drop(self, entries: list[str]) -> None:
        """Take out these entries, unless somebody else has."""
        self.client.eval(TRIM, 1, KEY, entries[0], len(entries))
