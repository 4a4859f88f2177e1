"""One start at a time, however many people or tests ask for it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from epos.embedded.places import data_dir, make_private


@contextmanager
def held(name: str) -> Iterator[None]:
    """Hold the lock of that name; it is freed even when the holder is killed."""
    with (make_private(data_dir() / "run") / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
