"""Saving marks with their history against one bare upsert; both are committed to the same disk."""

import json
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.audit import Trace
from accounts.models import User
from benchmarks.fixtures import Sample
from benchmarks.measure import Figure, compare
from benchmarks.pages import signed_in
from curriculum.models import Course
from journal.enums import EntryKind
from journal.models import Mark
from journal.services.cells import Entry
from journal.services.entries import save_entries

TABLE = "bench_mark"


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

    def upsert(self, count: int) -> None:
        """Write so many marks in one statement."""
        grade, now = next(self.grades), timezone.now()
        values: list[object] = []
        for mark in self.marks[:count]:
            values += [next(self.fresh), mark.work_id, mark.student_id, mark.scale_id, grade, "",
                       mark.author_id, now]  # fmt: skip
        places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * count)
        self.connection.execute(
            f"INSERT INTO {TABLE} (id, work_id, student_id, scale_id, grade_id, comment, author_id,"  # noqa: S608
            f" updated_at) VALUES {places} ON CONFLICT (work_id, student_id) DO UPDATE SET"
            " grade_id = excluded.grade_id, author_id = excluded.author_id,"
            " updated_at = excluded.updated_at",
            values,
        )

    def insert(self) -> None:
        """Write one new mark."""
        mark = self.marks[0]
        pk = next(self.fresh)
        self.connection.execute(
            f"INSERT INTO {TABLE} (id, work_id, student_id, scale_id, grade_id, comment, author_id,"  # noqa: S608
            " updated_at) VALUES (%s, %s, %s, %s, %s, '', %s, now())",
            [pk, pk, mark.student_id, mark.scale_id, mark.grade_id, mark.author_id],
        )


def measure_saves(sample: Sample, runs: int) -> dict[str, Figure]:
    """Measure a batch of 30 marks and one mark: the service alone, and the whole request."""
    course = Course.objects.select_related("organization").get(pk=sample.course)
    teacher = User.objects.get(pk=sample.teacher)
    client = signed_in(teacher)
    bare = BareTable(sample)
    columns = cycle([Column(sample, place) for place in range(-6, 0)])

    def service(count: int) -> Callable[[], None]:
        def save() -> None:
            entries = next(columns).entries(count)
            outcomes = save_entries(course=course, entries=entries, trace=Trace(actor=teacher, now=timezone.now()))
            refused = [outcome for outcome in outcomes if outcome.status != "saved"]
            if refused:
                raise RuntimeError(f"not saved: {refused[0]}")

        return save

    def request(count: int) -> Callable[[], None]:
        return lambda: post(client, sample.course, next(columns).entries(count))

    figures = {
        "save 30 marks: service": compare(service(30), lambda: bare.upsert(30), runs),
        "save 30 marks: request": compare(request(30), lambda: bare.upsert(30), runs),
        "save one mark: service": compare(service(1), bare.insert, runs * 3),
        "save one mark: request": compare(request(1), bare.insert, runs * 3),
    }
    bare.connection.execute(f"DROP TABLE {TABLE}")
    bare.connection.close()
    return figures


def post(client: Client, course: int, entries: list[Entry]) -> None:
    """Save over HTTP, as the page does; raise unless everything was saved."""
    answer = client.post(
        f"/journal/{course}/entries/", json.dumps({"entries": list(wire(entries))}),
        content_type="application/json", headers={"accept": "application/json"},
    )  # fmt: skip
    results = answer.json().get("results", [])
    if answer.status_code != 200 or any(result["status"] != "saved" for result in results):
        raise RuntimeError(f"not saved: {answer.status_code} {answer.content[:300]!r}")


def wire(entries: list[Entry]) -> Iterator[dict[str, object]]:
    """Return the changes as JSON tells them."""
    for entry in entries:
        yield {
            "id": str(entry.id), "kind": entry.kind.value, "student": entry.student,
            "lesson": entry.lesson, "work": entry.work, "value": entry.value, "was": entry.was,
        }  # fmt: skip
