"""Eight teachers who save without a pause; then the marks are counted against what they were told."""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

from accounts.models import User
from benchmarks.fixtures import Sample, make_sample
from benchmarks.measure import p95
from benchmarks.pages import signed_in
from journal.models import Mark

TEACHERS, LESSONS = 8, 5


@dataclass
class Desk:
    """One teacher with a page, a connection, and what the server has told so far."""

    port: int
    sample: Sample
    session: str
    random: Random
    told: dict[tuple[int, int], str] = field(default_factory=dict)
    changes: int = 0
    errors: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def work(self, seconds: float) -> None:
        """Save batches of one to eight marks; now and then send one again, as after a lost answer."""
        until = time.monotonic() + seconds
        door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while time.monotonic() < until:
            entries = [self._change() for _ in range(self.random.randint(1, 8))]
            entries = list({(row["work"], row["student"]): row for row in entries}.values())
            for _ in range(2 if self.random.random() < 0.1 else 1):
                self._post(door, entries)
            self.changes += len(entries)
        door.close()

    def _change(self) -> dict[str, Any]:
        place = self.random.randrange(LESSONS)
        student = self.random.choice(self.sample.students)
        work = self.sample.works[place]
        held = self.told.get((work, student), "")
        value = self.random.choice([code for code in "5432" if code != held])
        return {"id": str(uuid4()), "kind": "mark", "student": student, "work": work,
                "lesson": self.sample.lessons[place], "value": value, "was": held}  # fmt: skip

    def _post(self, door: http.client.HTTPConnection, entries: list[dict[str, Any]]) -> None:
        token = "a" * 32
        started = time.perf_counter()
        door.request(
            "POST", self.sample.entries, json.dumps({"entries": entries}),
            {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token,
             "Cookie": f"sessionid={self.session}; csrftoken={token}"},
        )  # fmt: skip
        answer = door.getresponse()
        body = answer.read()
        self.times.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            self.errors.append(f"{answer.status} {body[:200]!r}")
            return
        for entry, result in zip(entries, json.loads(body)["results"], strict=True):
            if result["status"] != "saved":
                self.errors.append(str(result))
            self.told[entry["work"], entry["student"]] = result["value"]


def measure_load(port: int, seconds: float) -> dict[str, float]:
    """Let them work; count errors, marks lost and marks doubled."""
    desks = [desk(port, number) for number in range(TEACHERS)]
    with ThreadPoolExecutor(TEACHERS) as pool:
        for done in [pool.submit(each.work, seconds) for each in desks]:
            done.result()
    works = [work for each in desks for work in each.sample.works]
    kept = {
        (work, student): code
        for work, student, code in Mark.objects.filter(work__in=works).values_list("work", "student", "grade__code")
    }
    told = {cell: code for each in desks for cell, code in each.told.items()}
    changes = sum(each.changes for each in desks)
    times = sorted(moment for each in desks for moment in each.times)
    return {
        "seconds": seconds,
        "requests": len(times),
        "changes": changes,
        "errors": sum(len(each.errors) for each in desks),
        "lost": sum(kept.get(cell) != code for cell, code in told.items()),
        "never told": len(kept.keys() - told.keys()),
        "history beyond the changes": Mark.history.filter(work__in=works).count() - changes,
        "median": times[len(times) // 2],
        "p95": p95(times),
    }


def desk(port: int, number: int) -> Desk:
    """Give a teacher a page without marks; the first two teachers have sign-ins of their own."""
    sample = make_sample(f"teacher{number + 3}", lessons=LESSONS, marked=False)
    client = signed_in(User.objects.get(pk=sample.teacher))
    return Desk(port, sample, client.cookies["sessionid"].value, Random(number))  # noqa: S311
