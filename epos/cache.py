"""The cache in Valkey, which nobody has to wait for (decision 32).

What it holds may be lost at any time, but what is asked of it while somebody signs in must be
answered: how many codes were guessed, whether a code was used. While Valkey is silent each process
answers out of its own memory.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

REST = 10.0
"""Seconds for which Valkey is not asked again after it did not answer."""
MOST = 10_000
"""Entries that the memory of a process holds."""
log = logging.getLogger(__name__)


def steady(name: str) -> Callable[..., Any]:
    """Return the operation of the cache that asks Valkey, and the memory of the process when that is silent."""
    shared, own = getattr(RedisCache, name), getattr(LocMemCache, name)

    def operation(cache: "SteadyCache", *args: Any, **named: Any) -> Any:
        if time.monotonic() >= SteadyCache.rests_until:
            try:
                return shared(cache, *args, **named)
            except RedisError as error:
                log.warning("the cache does not answer: %s", type(error).__name__)
                SteadyCache.rests_until = time.monotonic() + REST
        return own(cache.own, *args, **named)

    return operation


class SteadyCache(RedisCache):
    """Django's cache in Redis; no operation fails because the server does."""

    rests_until = 0.0  # for every thread of the process

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-valkey-is-silent", params | {"OPTIONS": {"MAX_ENTRIES": MOST}})

    add = steady("add")
    get = steady("get")
    set = steady("set")
    touch = steady("touch")
    delete = steady("delete")
    get_many = steady("get_many")
    has_key = steady("has_key")
    incr = steady("incr")
    set_many = steady("set_many")
    delete_many = steady("delete_many")
    clear = steady("clear")
