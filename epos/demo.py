"""The demonstration on one's own machine: ``python -m epos.demo start | stop | status``."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import LiteralString

import psycopg

from epos.embedded import postgres, process, programs, runner, services
from epos.embedded.lock import held
from epos.embedded.places import ROOT, data_dir, make_private
from epos.environment import read
from epos.frontend.build import BuildError, build
from epos.steps import digest, say, step
from epos.translations.catalogues import compile_all

READY_WITHIN = 300  # seconds: a slow machine has nine programs to start at once
SOURCES = ("*.py", "*.html", "*.txt", "*.mo", "*.js", "*.scss", "*.json")
NOT_OURS = {".venv", ".data", "node_modules", ".git", "tests", "docs"}


class DemoError(Exception):
    """A step failed; the text says what and what to do."""


def start() -> None:
    """Bring everything up to date and up; done again, it changes nothing and takes seconds."""
    os.environ.setdefault("EPOS_DEMO", "1")
    with held("demo"):
        build()
        step("Messages", compile_all)
        step("Database and broker", _servers)
        _database()
        scripts = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
        collected = data_dir() / "static" / "staticfiles.json"
        collect = ["collectstatic", "--noinput", "--clear", "--ignore=scss", "--verbosity=0"]
        step("Static files", lambda: manage(*collect), mark=digest(scripts), made=[collected])
        _programs()
    _tell()


def stop() -> None:
    """Stop whatever runs, in the order in which nothing is lost."""
    ran = runner.stop()
    for name in ran:
        say(f"{name} stopped")
    services.stop(say)


def status() -> None:
    for line in services.status():
        say(line)
    for name in ("runner", *(program.name for program in programs.all_programs())):
        running = process.find(name)
        say(f"{name:20} {'running' if running else 'stopped'}")
    if programs.web_answers():
        say(programs.web_address())


def manage(*arguments: str) -> str:
    """Run a management command with the demo's environment; return what it printed."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        told = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
        raise DemoError(f"manage.py {' '.join(arguments)} failed:\n{told}")
    return done.stdout


def _servers() -> None:
    for line in services.start(say):
        say(line)


def _database() -> None:
    url = os.environ.get("DATABASE_URL") or postgres.MAIN.url()
    made = _holds(url, "to_regclass('accounts_organization') IS NOT NULL")
    mark = digest(ROOT.glob("*/migrations/*.py"), url) if made else ""
    step("Migrations", lambda: manage("migrate", "--noinput", "--verbosity=0"), mark=mark)
    if _has("load_demo") and not _holds(url, "EXISTS (SELECT 1 FROM accounts_organization)"):
        step("Demo college", lambda: manage("load_demo"))


def _holds(url: str, condition: LiteralString) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute(f"SELECT {condition}").fetchone() == (True,)


def _has(command: str) -> bool:
    return any(ROOT.glob(f"*/management/commands/{command}.py"))


def _programs() -> None:
    """Start the programs, or start them again when the code they run has changed since."""
    os.environ.pop("EPOS_DEBUG", None)
    mark_file = make_private(data_dir() / "stamps") / "running-code"
    mark = digest(_sources())
    same_code = mark_file.exists() and mark_file.read_text() == mark
    if same_code and process.find(runner.NAME) and programs.web_answers():
        say(f"Already running: {programs.web_address()}")
        return
    if not same_code:
        runner.stop()
    step("Web server, worker, clock and stand-ins", _start_programs)
    mark_file.write_text(mark)


def _start_programs() -> None:
    runner.start()
    deadline = time.monotonic() + READY_WITHIN
    while not programs.web_answers():
        if time.monotonic() > deadline or process.find(runner.NAME) is None:
            raise DemoError(process.failure("web") + "\n" + process.failure(runner.NAME))
        time.sleep(0.2)
    wanted = int(read("EPOS_PORT"))
    known = process.last_known("web")
    if known and known.port != wanted:
        say(f"port {wanted} is taken, the pages are on {known.port}")


def _sources() -> list[Path]:
    top = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in NOT_OURS]
    return [path for folder in top for kind in SOURCES for path in folder.rglob(kind)]


def _tell() -> None:
    sys.stdout.write(f"\nThe journal is at {programs.web_address()}\n")
    if _has("demo_logins"):
        sys.stdout.write(manage("demo_logins"))
    sys.stdout.write("\nIt stays up in the background. `make status` looks at it, `make stop` ends it;\n")
    sys.stdout.write(f"the logs are in {data_dir() / 'log'}.\n")


def main() -> int:
    actions = {"start": start, "stop": stop, "status": status}
    try:
        actions[sys.argv[1]]()
    except (DemoError, BuildError, process.ServiceError, psycopg.Error) as error:
        sys.stdout.write(f"\n✗ {error}\n\n")
        sys.stdout.write("Put right what it names and run `make demo` again: it goes on from here.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
