"""Saving marks with their history against one bare upsert; both are committed to the same disk."""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from accounts.audit import Trace
from accounts.models import User
from benchmarks.bare import TABLE, writing
from benchmarks.fixtures import Sample
from benchmarks.measure import Figure, compare
from benchmarks.pages import signed_in
from curriculum.models import Course
from journal.enums import EntryKind
from journal.models import Mark
from journal.services.cells import Entry
from journal.services.entries import save_entries

MANY = 30


class Column:
    """A column of the page whose marks are changed again and again, from 5 to 4 and back."""

    def __init__(self, sample: Sample, place: int) -> None:
        self.work, self.lesson = sample.works[place], sample.lessons[place]
        marks = Mark.objects.filter(work=self.work)
        self.held = dict(marks.values_list("student", "grade__code"))

    def entries(self, count: int) -> list[Entry]:
        """Return changes of the first `count` students, each away from what the cell holds."""
        changes = []
        for student, code in list(self.held.items())[:count]:
            value = "4" if code == "5" else "5"
            changes.append(Entry(uuid4(), EntryKind.MARK, student, self.lesson, self.work, value, code))
            self.held[student] = value
        return changes


class BareTable:
    """A copy of the marks without guards, written by psycopg with a connection of its own."""

    def __init__(self, sample: Sample) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
            cursor.execute(f"CREATE TABLE {TABLE} (LIKE journal_mark INCLUDING ALL)")
            cursor.execute(
                f"INSERT INTO {TABLE} SELECT * FROM journal_mark WHERE work_id = ANY(%s)",  # noqa: S608
                [sample.works],
            )
        given: dict[str, Any] = settings.DATABASES["default"]
        self.connection = psycopg.connect(
            host=given["HOST"], port=given["PORT"], user=given["USER"], password=given["PASSWORD"],
            dbname=connection.settings_dict["NAME"], autocommit=True,
        )  # fmt: skip
        self.marks = list(Mark.objects.filter(work=sample.works[-1]).order_by("student"))
        self.grades = cycle([self.marks[0].grade_id, self.marks[-1].grade_id])
        self.fresh = iter(range(10**9, 2 * 10**9))
        self.statement, self.values = "", list[Any]()

    def ready(self, count: int) -> None:
        """Take the values to be written next."""
        self.statement, self.values = writing(count), self.made(count)

    def made(self, count: int) -> list[Any]:
        """Return values: changes of many marks that are there, or one mark that is new."""
        grade, now = next(self.grades), timezone.now()
        values: list[Any] = []
        for mark in self.marks[:count]:
            pk = next(self.fresh)
            work = mark.work_id if count > 1 else pk
            values += [pk, work, mark.student_id, mark.scale_id, grade, "", mark.author_id, now]
        return values

    def write(self) -> None:
        """Write them in one statement."""
        self.connection.execute(self.statement, self.values)


class Service:
    """The service alone, given changes."""

    def __init__(self, course: Course, teacher: User) -> None:
        self.course, self.teacher = course, teacher
        self.entries: list[Entry] = []

    def ready(self, entries: list[Entry]) -> None:
        """Take the changes to be saved next."""
        self.entries = entries

    def save(self) -> None:
        """Save them; raise unless everything was saved."""
        trace = Trace(actor=self.teacher, now=timezone.now())
        outcomes = save_entries(course=self.course, entries=self.entries, trace=trace)
        refused = [outcome for outcome in outcomes if outcome.status != "saved"]
        if refused:
            raise RuntimeError(f"not saved: {refused[0]}")


class Door:
    """The whole application as a server of WSGI calls it: bytes in, bytes out, every check made."""

    TOKEN = "b" * 32

    def __init__(self, address: str, teacher: User) -> None:
        self.address = address
        self.application = WSGIHandler()
        cookies = [f"{name}={morsel.value}" for name, morsel in signed_in(teacher).cookies.items()]
        self.headers = {
            "host": "localhost", "accept": "application/json", "x-csrftoken": self.TOKEN,
            "cookie": "; ".join([*cookies, f"csrftoken={self.TOKEN}"]),
        }  # fmt: skip
        self.request: dict[str, Any] = {}
        self.status = ""

    def ready(self, entries: list[Entry]) -> None:
        """Put the changes into the request to be made next."""
        self.carry({"entries": list(wire(entries))})

    def carry(self, told: dict[str, Any]) -> None:
        """Put what is told into the request to be made next."""
        body = DjangoJSONEncoder().encode(told)
        self.request = RequestFactory().post(
            self.address, body, content_type="application/json", headers=self.headers
        ).environ  # fmt: skip

    def save(self) -> None:
        """Make the request; raise unless everything was saved."""
        answer = self.application(self.request, self.begin)
        told = b"".join(answer)
        if not self.status.startswith("200") or told.count(b'"status": "saved"') != told.count(b'"status"'):
            raise RuntimeError(f"not saved: {self.status} {told[:300]!r}")

    def begin(self, status: str, _headers: object, _problem: object = None, /) -> Callable[[bytes], object]:
        """Take the status of the answer; the application writes nothing by hand."""
        self.status = status
        return lambda _text: None


def measure_saves(sample: Sample, runs: int) -> dict[str, Figure]:
    """Measure a batch of 30 marks and one mark: the service alone, and the whole request.

    All are given what they save ready-made.
    """
    course = Course.objects.select_related("organization").get(pk=sample.course)
    teacher = User.objects.get(pk=sample.teacher)
    service, door, bare = Service(course, teacher), Door(sample.entries, teacher), BareTable(sample)
    bare_door = Door("/bare/door/marks/", teacher)
    columns = cycle([Column(sample, place) for place in range(-6, 0)])

    def against(ours: Service | Door, count: int, times: int) -> Figure:
        def before() -> None:
            bare.ready(count)
            bare_door.carry({"values": bare.made(count)})
            ours.ready(next(columns).entries(count))

        return compare(ours.save, bare.write, times, bare_door.save if ours is door else None, before)

    figures = {
        "save 30 marks: service": against(service, MANY, runs),
        "save 30 marks: request": against(door, MANY, runs),
        "save one mark: service": against(service, 1, runs * 3),
        "save one mark: request": against(door, 1, runs * 3),
    }
    bare.connection.execute(f"DROP TABLE {TABLE}")
    bare.connection.close()
    return figures


def wire(entries: list[Entry]) -> Iterator[dict[str, object]]:
    """Return the changes as JSON tells them."""
    for entry in entries:
        yield {
            "id": str(entry.id), "kind": entry.kind.value, "student": entry.student,
            "lesson": entry.lesson, "work": entry.work, "value": entry.value, "was": entry.was,
        }  # fmt: skip
