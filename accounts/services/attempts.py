"""Guessing of passwords is slowed down: by login and address, and by login from anywhere. No address is shut out."""

import hashlib
import logging
import time

from django.core.cache import cache
from redis import RedisError

WINDOW = 15 * 60  # seconds
FROM_ONE_ADDRESS = 10
# Larger, so that a stranger elsewhere does not shut a person out by ten wrong guesses.
FROM_ANYWHERE = 50
logger = logging.getLogger(__name__)


def note_attempt(*, login: str, address: str) -> int:
    """Count an attempt before it is looked at; return how many seconds to wait, 0 when it may go on.

    Counted first, so that many at once do not slip through. Without its cache the door stays open.
    """
    try:
        return max(_counted(key, limit) for key, limit in _keys(login, address))
    except RedisError:
        logger.warning("attempts to sign in are not counted: the cache does not answer")
        return 0


def forget_attempts(*, login: str, address: str) -> None:
    """A right password ends the count of this login from this address."""
    try:
        cache.delete(_keys(login, address)[0][0])
    except RedisError:
        logger.warning("attempts to sign in are not counted: the cache does not answer")


def _keys(login: str, address: str) -> list[tuple[str, int]]:
    name = login.strip().casefold()
    made = [(f"{name}\0{address}", FROM_ONE_ADDRESS), (name, FROM_ANYWHERE)]
    return [("sign-in:" + hashlib.sha256(text.encode()).hexdigest(), limit) for text, limit in made]


def _counted(key: str, limit: int) -> int:
    now = int(time.time())
    ends = int(cache.get_or_set(f"{key}:ends", now + WINDOW, WINDOW) or now + WINDOW)
    cache.add(key, 0, max(ends - now, 1))
    try:
        many = cache.incr(key)
    except ValueError:  # it ended this very moment
        return 0
    return max(ends - now, 1) if many > limit else 0
