"""A real gunicorn on a port of its own, as production runs it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import connection

from epos.embedded import ports
from epos.embedded.places import ROOT


@contextmanager
def running_server(settings: str = "benchmarks.settings") -> Iterator[int]:
    """Run gunicorn against the database being measured and give its port."""
    port = ports.pick(18000)
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": settings}
    command = [
        sys.executable, "-m", "gunicorn", f"--config={ROOT / 'deploy' / 'gunicorn.conf.py'}",
        f"--bind=127.0.0.1:{port}", "--access-logfile=/dev/null", "--log-level=error",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def database_url() -> str:
    """Return the address of the database this process is connected to."""
    given = connection.settings_dict
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**given)


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            door = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            door.request("GET", "/health/")
            if door.getresponse().status < 500:
                return
        time.sleep(0.2)
    raise RuntimeError("gunicorn did not start within a minute")
