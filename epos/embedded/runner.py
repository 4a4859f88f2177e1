"""Keeps everything up: whatever ends without being asked to is started again, with a growing pause."""

import os
import sys
import time
from dataclasses import dataclass, field

from epos.embedded import postgres, process, services, valkey
from epos.embedded.lock import held
from epos.embedded.places import ROOT, data_dir
from epos.embedded.programs import all_programs

LOOK_EVERY = 0.5  # seconds
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
NAME = "runner"


@dataclass
class Watched:
    """A service with the memory of how often it fell lately."""

    server: services.Server
    pause: float = 0.5
    started: float = field(default_factory=time.monotonic)

    def look(self) -> None:
        now = time.monotonic()
        if self.server.is_running():
            if now - self.started > STEADY_AFTER:
                self.pause = 0.5
            return
        if now - self.started < self.pause:
            return
        say(f"{self.server.name} is down, starting it")
        self.started, self.pause = now, min(self.pause * 2, LONGEST_PAUSE)
        try:
            self.server.start(say)
        except (process.ServiceError, OSError) as error:
            say(str(error))


def say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
    sys.stdout.flush()


def run() -> None:
    """Look after the servers first, the programs that need them second; for ever."""
    servers = [Watched(server) for server in services.wanted()]
    programs = [Watched(program) for program in all_programs()]
    known = _addresses()
    while True:
        process.reap()
        for server in servers:
            server.look()
        if _addresses() != known:
            say("a server has moved to another port: the programs start again")
            known = _addresses()
            for program in programs:
                program.server.stop()
        for program in programs:
            program.look()
        time.sleep(LOOK_EVERY)


def start() -> None:
    """Start the runner in the background unless it runs."""
    with held(NAME):
        if process.find(NAME) is None:
            arguments = ["-m", "epos.embedded.runner", str(data_dir())]
            process.spawn(NAME, [sys.executable, *arguments], mark="\0".join(arguments), cwd=ROOT, env=dict(os.environ))


def stop() -> list[str]:
    """Stop the runner, then what it looked after, the servers last; return the names of those that ran."""
    with held(NAME):
        ran = [NAME] if process.stop(NAME) else []
    programs = all_programs()
    ran += [program.name for program in programs if program.is_running()]
    for program in programs:
        process.ask_to_stop(program.name)
    for program in programs:
        program.stop()
    return ran


def _addresses() -> tuple[str, str]:
    return postgres.MAIN.url(), valkey.MAIN.url()


if __name__ == "__main__":
    run()
