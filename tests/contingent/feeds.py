"""Outside systems for the tests: a real stand-in in a thread, with made-up people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread
from typing import Any

from contingent.feeds.http import Limits
from contingent.feeds.records import Source, tie_key
from contingent.feeds.stand_in.server import StandIn
from contingent.feeds.stand_in.world import World

ORGANIZATION = "59-0001"
TOKEN = "не для чужих глаз".encode().hex()
TODAY = date(2026, 11, 20)
QUICK = Limits(connect=2, read=2, total=5, page_records=10, tries=3, pause=0.01, longest_pause=2)


def student(number: int, **values: Any) -> dict[str, Any]:
    return {
        "type": "student",
        "key": f"{ORGANIZATION}-{number:06}",
        "person": f"P{number:08}",
        "last_name": "Иванова",
        "first_name": "Анна",
        "patronymic": "Петровна",
        "email": f"student{number}@example.org",
        "phone": f"+79{number:09}",
        "birth_date": "2008-05-03",
        "form": "in_person",
        "group": "G1" if number % 2 else "G2",
        "order_number": "214-с",
        "order_date": "2026-08-28",
        "starts": "2026-09-01",
        "ends": "",
    } | values


def people(students: int) -> Iterator[dict[str, Any]]:
    """Yield two groups, the students, a mother for every two of them, the ties."""
    for number in (1, 2):
        yield {
            "type": "group",
            "key": f"G{number}",
            "name": f"ИС-2{number}",
            "level": 2,
            "specialty": "",
            "curator": "",
        }
    for number in range(students):
        yield student(number)
    for number in range(0, students, 2):
        person = student(number, type="representative", person=f"M{number:08}", kind="parent")
        yield {name: person[name] for name in person if name not in {"key", "group", "form", "starts", "ends"}}
    for number in range(students):
        yield {"type": "tie", "student": student(number)["key"], "representative": f"M{number - number % 2:08}"}


@contextmanager
def standing_in(students: int = 25) -> Iterator[StandIn]:
    """Serve the people by the contract on a free port."""
    world = World.of(ORGANIZATION, people(students), TODAY)
    server = StandIn({ORGANIZATION: world}, TOKEN)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(5)


def source_of(server: StandIn, token: str = TOKEN, organization: str = ORGANIZATION) -> Source:
    return Source("contingent", organization, server.address, token)


__all__ = ["ORGANIZATION", "QUICK", "TODAY", "TOKEN", "people", "source_of", "standing_in", "student", "tie_key"]
