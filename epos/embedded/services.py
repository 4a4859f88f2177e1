"""The embedded servers together. An outside server given by its URL is never started or stopped."""

import os
from collections.abc import Iterator
from typing import Protocol

from epos.embedded import postgres, valkey
from epos.embedded.postgres import Say


class Server(Protocol):
    @property
    def name(self) -> str: ...
    def start(self, say: Say) -> None: ...
    def stop(self) -> bool: ...
    def is_running(self) -> bool: ...


OUTSIDE = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
ALL: tuple[Server, ...] = (postgres.MAIN, valkey.MAIN, postgres.TEST)


def wanted() -> list[Server]:
    """Return the embedded servers the settings call for."""
    main: tuple[Server, ...] = (postgres.MAIN, valkey.MAIN)
    return [server for server in main if not os.environ.get(OUTSIDE[server.name])]


def start(say: Say) -> Iterator[str]:
    """Start what is wanted and not running; give a line for each."""
    for server in wanted():
        was_running = server.is_running()
        server.start(say)
        yield f"{server.name} {'is running already' if was_running else 'started'}"


def stop(say: Say) -> None:
    """Stop whichever of our servers run, the tests' too."""
    for server in ALL:
        if server.stop():
            say(f"{server.name} stopped")


def status() -> Iterator[str]:
    for server in ALL:
        outside = os.environ.get(OUTSIDE.get(server.name, ""))
        state = "running" if server.is_running() else "stopped"
        yield f"{server.name:20} {'outside server' if outside else state}"
