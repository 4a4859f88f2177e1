"""Ports on this machine's own address."""

import random
import socket
import time

NEIGHBOURS = 200


def is_free(port: int) -> bool:
    """Return whether the port can be listened on at 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def wait_for(port: int, seconds: float = 10.0) -> None:
    """Give whoever still holds the port a while to let go of it: people know the address."""
    deadline = time.monotonic() + seconds
    while not is_free(port) and time.monotonic() < deadline:
        time.sleep(0.1)


def pick(wanted: int) -> int:
    """Return the wanted port or a free one near it; any free one when there is none near.

    The system lends ports far above to outgoing connections: one of those may be taken when a
    program that fell is started again at its own address.
    """
    near = range(wanted + 1, min(wanted + NEIGHBOURS, 2**16))
    # In no order: two that look at the same moment should not find the same one.
    for port in (wanted, *random.sample(near, len(near))):
        if is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
