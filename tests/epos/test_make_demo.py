"""``make demo`` in a clean copy: an ordinary user, an awkward folder, taken ports, and kill -9 of every part."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from epos.embedded.places import ROOT, as_user
from tests.epos.machine import LONG_NAME, Machine, clean_environment, taken

pytestmark = pytest.mark.slow
STAND_INS = ("stand-in-contingent", "stand-in-staff", "stand-in-gosuslugi", "stand-in-rsaag", "stand-in-desk")
SERVED = ("web", "worker", "beat", "postgres", "valkey")
PARTS = ("runner", *STAND_INS, *SERVED)


@dataclass(frozen=True)
class Copy:
    """A clean copy of the project, and who works in it."""

    folder: Path
    home: Path
    user: pwd.struct_passwd | None
    python: str

    @property
    def machine(self) -> Machine:
        return Machine(self.folder / ".data", self.folder)

    def make(self, target: str, seconds: float = 600) -> str:
        done = subprocess.run(
            ["make", target, f"PYTHON={self.python}"],
            cwd=self.folder,
            env=clean_environment(HOME=str(self.home), npm_config_cache=str(self.home / "npm")),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
            **as_user(self.user),
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def log(self, part: str) -> str:
        """Return the end of what the part has told."""
        return (self.folder / ".data" / "log" / f"{part}.log").read_text(errors="replace")[-3000:]

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if str(self.folder) in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    top = Path(tempfile.mkdtemp(prefix="epos-demo-"))
    top.chmod(0o755)
    folder = top / LONG_NAME.strip()
    assert len(str(folder).encode()) > 150
    ask = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(ask, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, told.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    user, python = ordinary_user()
    if user is not None:
        subprocess.run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", str(top)], check=True)
    copy = Copy(folder, top, user, python)
    yield copy
    copy.make("clean")
    shutil.rmtree(top)


def ordinary_user() -> tuple[pwd.struct_passwd | None, str]:
    """Return whom to be when we are root, and a Python that user can run; there must be one."""
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    question = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"
    for name in ("/usr/bin/python3", "/usr/local/bin/python3", shutil.which("python3") or "python3"):
        try:
            if (
                subprocess.run([name, "-c", question], check=False, capture_output=True, **as_user(user)).returncode
                == 0
            ):
                return user, name
        except OSError:
            continue
    raise AssertionError("no Python 3.11 or later here that an ordinary user may run")


def address(told: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/", told)
    assert found, told
    return found[0]


def answers(url: str) -> bool:
    with urlopen(f"{url}health/", timeout=20) as response:  # noqa: S310
        return bool(response.status == 200)


def organizations(copy: Copy) -> int:
    with copy.machine.connect() as connection:
        row = connection.execute("SELECT count(*) FROM accounts_organization").fetchone()
    assert row is not None
    return int(row[0])


def test_demo_from_nothing_twice_and_after_kills(copy: Copy) -> None:
    with taken(8000, 15432, 16379):
        told = copy.make("demo")
    url = address(told)
    assert "port 8000 is taken" in told
    assert "port 15432 is taken" in told
    assert answers(url)
    with urlopen(f"{url}sign-in/", timeout=20) as page:  # noqa: S310
        assert 'lang="ru"' in page.read().decode()
    assert organizations(copy) == 2

    again = copy.make("demo", seconds=60)
    assert "Already running" in again
    assert address(again) == url

    for parts in (STAND_INS, SERVED):
        for part in parts:
            copy.machine.kill(part)
        _until_whole(copy, url)

    for part in PARTS:
        copy.machine.kill(part)
    assert answers(address(copy.make("demo", seconds=120)))
    assert organizations(copy) == 2

    assert "stopped" in copy.make("stop", seconds=120)
    assert copy.processes() == []


def _until_whole(copy: Copy, url: str) -> None:
    """Wait until the runner has everything up again, at the same address."""
    deadline = time.monotonic() + 60
    while True:
        status = copy.make("status")
        running = {line.split()[0] for line in status.splitlines() if line.endswith("running")}
        if set(PARTS) <= running and url in status:
            return
        assert time.monotonic() < deadline, status + copy.log("runner")
        time.sleep(0.5)
