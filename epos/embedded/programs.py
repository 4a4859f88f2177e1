"""Our own processes: the web server, the worker, the clock, and stand-ins for the outside systems."""

import sys
from contextlib import suppress
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

from epos.embedded import ports, process
from epos.embedded.places import ROOT, data_dir, make_private
from epos.embedded.postgres import Say
from epos.environment import read

GUNICORN = [
    "gunicorn",
    f"--config={ROOT / 'deploy' / 'gunicorn.conf.py'}",
    f"--chdir={ROOT}",
    "--forwarded-allow-ips=127.0.0.1",
]
WORKER = ["celery", "-A", "epos", f"--workdir={ROOT}", "worker", "--loglevel=INFO", "--concurrency=2"]
MANAGE = "manage"
BEAT = ["celery", "-A", "epos", f"--workdir={ROOT}", "beat", "--loglevel=INFO", "--pidfile="]


@dataclass(frozen=True)
class Program:
    """A process that runs a Python module with the demo's environment.

    One that serves is given a port of this machine by the option `bind`: `port`, the one it had or a free one.
    """

    name: str
    module: tuple[str, ...]
    bind: str = ""
    port: int = 0

    def start(self, say: Say) -> None:
        if self.is_running():
            return
        known = process.last_known(self.name)
        if known is not None:
            process.sweep(known)
        port = 0
        arguments = ["-m", *self.module]
        if self.bind:
            wanted = known.port if known else self.port
            if known:
                ports.wait_for(wanted)
            port = ports.pick(wanted)
            if port != wanted:
                say(f"{self.name}: port {wanted} is taken, using {port}")
            arguments.append(self.bind.format(port))
        process.spawn(self.name, [sys.executable, *arguments], mark="\0".join(arguments), port=port, cwd=ROOT)

    def stop(self) -> bool:
        return process.stop(self.name)

    def is_running(self) -> bool:
        return process.find(self.name) is not None


def all_programs() -> tuple[Program, ...]:
    schedule = make_private(data_dir() / "beat") / "schedule"
    return (
        *stand_ins(),
        Program("web", tuple(GUNICORN), bind="--bind=127.0.0.1:{}", port=int(read("EPOS_PORT"))),
        Program("worker", tuple(WORKER)),
        Program("beat", (*BEAT, f"--schedule={schedule}")),
    )


def stand_ins() -> tuple[Program, ...]:
    """Return those who play the outside systems of the demo; they stand first, others ask where they are."""
    return (
        Program("stand-in-contingent", (MANAGE, "stand_in", "contingent"), bind="--port={}", port=8101),
        Program("stand-in-staff", (MANAGE, "stand_in", "staff"), bind="--port={}", port=8102),
        Program("stand-in-gosuslugi", (MANAGE, "stand_in_oidc", "gosuslugi"), bind="--port={}", port=8103),
        Program("stand-in-rsaag", (MANAGE, "stand_in_oidc", "rsaag"), bind="--port={}", port=8104),
        Program("stand-in-desk", (MANAGE, "stand_in_desk"), bind="--port={}", port=8105),
    )


def web_address() -> str:
    """Return where the pages are, or nothing when the web server was never started."""
    known = process.last_known("web")
    return f"http://127.0.0.1:{known.port}/" if known else ""


def web_answers() -> bool:
    """Return whether the application and its database answer."""
    address = web_address()
    if address:
        with suppress(URLError, OSError), urlopen(f"{address}health/", timeout=10) as answer:  # noqa: S310
            return bool(answer.status == 200)
    return False
