"""Background processes known by a state file, whatever happened to them since."""

import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from epos.embedded.places import as_user, log_file, state_file

_children: list[subprocess.Popen[bytes]] = []
CLOCK_SLACK = 5.0  # seconds by which a process's start may seem to move when the clock is set


class ServiceError(Exception):
    """A service did not start; the text says what to look at."""


@dataclass(frozen=True)
class Running:
    """A started process. ``mark`` is a piece of its command line: a reused pid is not taken for it."""

    pid: int
    created: float
    port: int
    mark: str


def is_process(pid: int, mark: str) -> psutil.Process | None:
    """Return the live process with that pid whose command line holds the mark."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE and mark in "\0".join(process.cmdline()):
            return process
    return None


def last_known(name: str) -> Running | None:
    """Return what the state file says, alive or not."""
    try:
        return Running(**json.loads(state_file(name).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def find(name: str) -> Running | None:
    """Return the service if it runs now."""
    known = last_known(name)
    if known is None:
        return None
    process = is_process(known.pid, known.mark)
    if process is None or abs(process.create_time() - known.created) > CLOCK_SLACK:
        return None
    return known


def remember(name: str, pid: int, port: int, mark: str) -> Running:
    """Write the state file in one step and return what it says."""
    running = Running(pid, psutil.Process(pid).create_time(), port, mark)
    path = state_file(name)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.write_text(json.dumps(asdict(running)))
    fresh.replace(path)
    return running


def spawn(
    name: str,
    command: Sequence[str],
    *,
    mark: str,
    port: int = 0,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    user: pwd.struct_passwd | None = None,
) -> Running:
    """Start the command in a session of its own, its output in the log, and remember it."""
    log = log_file(name)
    if log.exists() and log.stat().st_size > 20_000_000:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as output:
        child = subprocess.Popen(
            command,
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **as_user(user),
        )
    _children.append(child)
    # For a moment after exec() the kernel shows no command line.
    while child.poll() is None and is_process(child.pid, mark) is None:
        time.sleep(0.01)
    try:
        return remember(name, child.pid, port, mark)
    except psutil.Error as error:
        raise ServiceError(failure(name)) from error


def wait_until(ready: Callable[[], bool], name: str, seconds: float) -> None:
    """Wait until the service answers; raise ServiceError when it dies or the time is over."""
    deadline = time.monotonic() + seconds
    while not ready():
        reap()
        if find(name) is None or time.monotonic() > deadline:
            raise ServiceError(failure(name))
        time.sleep(0.05)


def stop(name: str, *, how: signal.Signals = signal.SIGTERM, seconds: float = 20.0) -> bool:
    """End the service and all it started; return whether it was running."""
    known = last_known(name)
    running = find(name)
    if running is not None:
        _end(running, how, seconds)
    if known is not None:
        sweep(known)
        state_file(name).unlink(missing_ok=True)
    return running is not None


def ask_to_stop(name: str) -> None:
    """Ask the service to end and do not wait: several may end at once."""
    running = find(name)
    if running is not None:
        with suppress(psutil.Error):
            psutil.Process(running.pid).terminate()


def _end(running: Running, how: signal.Signals, seconds: float) -> None:
    with suppress(psutil.Error):
        process = psutil.Process(running.pid)
        process.send_signal(how)
        if not gone(process, seconds):
            process.kill()
            gone(process, 5)


def gone(process: psutil.Process, seconds: float) -> bool:
    """Wait until the process has ended. A zombie has: whoever is its parent now may take seconds to bury it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        reap()
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def sweep(known: Running) -> None:
    """End what a killed service left behind in its session, and wait until it is gone, ports and all."""
    left = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            same_session = os.getsid(process.pid) == known.pid
            if same_session and known.mark in "\0".join(process.cmdline()):
                process.kill()
                left.append(process)
    for process in left:
        gone(process, 10)


def reap() -> None:
    """Take note of ended children, so that none stays a zombie."""
    _children[:] = [child for child in _children if child.poll() is None]


def failure(name: str) -> str:
    """Say which service failed, with the last lines of its log and what to do."""
    log = log_file(name)
    lines = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
    told = "\n".join(f"    {line}" for line in lines)
    return f"{name} did not start. The end of its log, {log}:\n{told}\nRun `make stop`, then the command again."
