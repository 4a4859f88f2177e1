"""The web server and the database are killed in the middle of saves; then the marks are counted.

What a client was told is saved must be there, once, with one history row; what it was not told it
asks for again under the same ids, as the grid does.
"""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from epos.embedded import ports, postgres
from tests.template import template

ROOT = Path(__file__).resolve().parents[2]
CLIENTS, DEADLINE = 4, 120
CODES = "5432"
SEED = """
import json
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from accounts.sessions import SessionStore
from django.utils import timezone
from tests.factories import LessonFactory, MembershipFactory, TeachingLoadFactory, make_work

load = TeachingLoadFactory()
today = timezone.localdate()
lesson = LessonFactory(course=load.course, teacher=load.employee, date=today)
works = [make_work(lesson, due=today + timedelta(days=7)).pk for _ in range(8)]
people = MembershipFactory.create_batch(25, group=load.course.study_group)
session = SessionStore()
user = load.employee.user
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "accounts.backends.PersonBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(json.dumps({
    "session": session.session_key, "course": load.course.pk, "lesson": lesson.pk,
    "works": works, "students": [m.student_id for m in people],
}))
"""
COUNT = """
import json
from journal.models import Mark
print(json.dumps({
    "marks": [[m.work_id, m.student_id, m.grade.code] for m in Mark.objects.select_related("grade")],
    "history": Mark.history.count(),
}))
"""


@dataclass
class Machine:
    """A database server and a web server of its own, in a folder of its own."""

    environment: dict[str, str]
    port: int
    web: subprocess.Popen[bytes] | None = None
    seed: dict[str, Any] = field(default_factory=dict)

    def manage(self, *words: str, code: str | None = None) -> str:
        return subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            input=code,
            text=True,
            check=True,
            stdout=subprocess.PIPE,
            timeout=120,
        ).stdout

    def run(self, code: str) -> Any:
        """Run the code inside the project and return the JSON of its last line."""
        return json.loads(self.manage("shell", "--no-imports", "-c", code).strip().splitlines()[-1])

    def fill(self) -> None:
        """Put in the tables as the migrations make them: from the template of the tests, which is sooner."""
        server = postgres.TEST
        server.start(lambda line: print(line, file=sys.stderr))
        url = self.manage("shell", "--no-imports", "-c", "from epos.embedded.postgres import MAIN; print(MAIN.url())")
        tables = self.environment["EPOS_DATA_DIR"] + "/tables.sql"
        source, into = server.url(template(server)), url.strip().splitlines()[-1]
        for words in (
            ["pg_dump", f"--file={tables}", source],
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-f", tables, into],
        ):
            command = [str(server.program(words[0])), *words[1:]]
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)

    def start_web(self) -> None:
        self.web = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "epos.wsgi",
                f"--bind=127.0.0.1:{self.port}",
                "--workers=2",
                "--worker-class=gthread",
                "--threads=4",
                "--log-level=critical",
            ],
            cwd=ROOT,
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )

    def kill_web(self) -> None:
        assert self.web is not None
        kill_all([psutil.Process(self.web.pid), *psutil.Process(self.web.pid).children(recursive=True)])
        self.web.wait(10)

    def kill_database(self) -> None:
        folder = self.environment["EPOS_DATA_DIR"]
        state = json.loads((Path(folder) / "run" / "postgres.json").read_text())
        server = psutil.Process(state["pid"])
        kill_all([server, *server.children()])


def kill_all(processes: list[psutil.Process]) -> None:
    """Kill each of them; one that has gone since the list was made is dead already."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    environment = {
        **{k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}},
        "EPOS_DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "epos.settings",
        "PYTHONPATH": str(ROOT),
        "EPOS_STATIC_ROOT": str(tmp_path / "static"),
        "EPOS_DEBUG": "1",
    }
    machine = Machine(environment, ports.pick(18400))
    try:
        machine.manage("services", "start")
        machine.fill()
        machine.seed = machine.run(SEED)
        machine.start_web()
        yield machine
    finally:
        if machine.web and machine.web.poll() is None:
            machine.kill_web()
        machine.manage("services", "stop")


@dataclass
class Client:
    """One teacher's browser: it keeps a change until it has been answered."""

    machine: Machine
    told: dict[tuple[int, int], str] = field(default_factory=dict)
    retries: int = 0

    def fill(self, works: list[int], until: float) -> None:
        """Give every student a mark for each of the works, then change it, five at a time."""
        seed = self.machine.seed
        for work in works:
            for was, shift in (("", 0), (None, 1)):
                for first in range(0, len(seed["students"]), 5):
                    self.send(work, seed["students"][first : first + 5], was, shift, until)

    def send(self, work: int, students: list[int], was: str | None, shift: int, until: float) -> None:
        entries = [
            {
                "id": str(uuid4()),
                "kind": "mark",
                "student": student,
                "work": work,
                "lesson": self.machine.seed["lesson"],
                "value": CODES[(student + shift) % 4],
                "was": self.told[work, student] if was is None else was,
            }
            for student in students
        ]
        while time.monotonic() < until:
            answer = self.post(entries)
            if answer is not None:
                break
            self.retries += 1
            time.sleep(0.1)
        else:
            pytest.fail("the servers did not come back in time")
        assert [result["status"] for result in answer] == ["saved"] * len(entries)
        self.told |= {(work, entry["student"]): str(entry["value"]) for entry in entries}

    def post(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """Send the batch; None when it was not answered with 200."""
        token = "a" * 32
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": token,
            "Connection": "close",
            "Cookie": f"sessionid={self.machine.seed['session']}; csrftoken={token}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.machine.port, timeout=10)
        try:
            connection.request(
                "POST",
                f"/journal/{self.machine.seed['course']}/entries/",
                json.dumps({"entries": entries}),
                headers,
            )
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        assert response.status == 200 or response.status >= 500, (response.status, body[:200])
        return json.loads(body)["results"] if response.status == 200 else None


@pytest.mark.slow
def test_no_mark_is_lost_or_doubled_by_a_kill(machine: Machine) -> None:
    until = time.monotonic() + DEADLINE
    clients = [Client(machine) for _ in range(CLIENTS)]
    works = machine.seed["works"]
    with ThreadPoolExecutor(CLIENTS) as pool:
        filling = [pool.submit(c.fill, works[n::CLIENTS], until) for n, c in enumerate(clients)]
        for _round in range(2):
            wait_for_marks(clients, until)
            machine.kill_web()
            machine.start_web()
            wait_for_marks(clients, until)
            machine.kill_database()
            machine.manage("services", "start")
        for client in filling:
            client.result(timeout=DEADLINE)

    told = {cell: code for client in clients for cell, code in client.told.items()}
    kept = machine.run(COUNT)
    assert {(work, student): code for work, student, code in kept["marks"]} == told
    assert len(kept["marks"]) == len(told) == len(works) * len(machine.seed["students"])
    assert kept["history"] == 2 * len(told)
    assert sum(client.retries for client in clients) > 0


def wait_for_marks(clients: list[Client], until: float) -> None:
    """Wait until some more marks have been acknowledged, so that the kill falls among saves."""
    before = sum(len(client.told) for client in clients)
    while sum(len(client.told) for client in clients) < before + 10 and time.monotonic() < until:
        if all(len(client.told) == 50 for client in clients):
            return
        time.sleep(0.02)
