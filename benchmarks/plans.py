"""Whether anything on the fast paths reads a growing table from end to end."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg import ClientCursor, RawCursor

from accounts.enums import Role
from accounts.models import User
from benchmarks.fixtures import Sample
from benchmarks.pages import signed_in
from benchmarks.saves import MANY, Column, Door
from contingent.models import Student
from journal.obligations import find_unfilled
from notifications.deadlines import Term

SMALL = 5000  # rows; reading a table as small as this whole is no fault


@contextmanager
def explained(found: dict[str, str]) -> Iterator[None]:
    """Explain every statement made here; note those that scan a large table."""

    def explain(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string()
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", text) and not many:
            # Statements of common/prepared.py number their values
            bound = RawCursor if "$1" in text else ClientCursor
            with bound(context["connection"].connection) as cursor:
                plan = cursor.execute(f"EXPLAIN {text}", params).fetchall()
            for (line,) in plan:
                match = re.search(r"Seq Scan on (\w+).*rows=(\d+)", line)
                if match and table_rows(match[1]) > SMALL:
                    found.setdefault(match[1], text[:400])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield


def table_rows(table: str) -> int:
    """Return about how many rows a table has."""
    with connection.connection.cursor() as cursor:
        row = cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table]).fetchone()
    return int(row[0]) if row else 0


def check_plans(sample: Sample, student_login: str) -> dict[str, dict[str, str]]:
    """Return, for each page and action, the large tables it scans with the statement that does."""
    student = Student.objects.select_related("user", "organization").get(user__username=student_login)
    teacher = User.objects.get(pk=sample.teacher)
    client, reader, door = signed_in(teacher), signed_in(student.user), Door(sample.entries, teacher)
    door.ready(Column(sample, -1).entries(MANY))
    director = User.objects.get(appointments__role=Role.DIRECTOR, appointments__organization=student.organization)
    diary = f"/diary/{student.pk}/"
    acts: dict[str, Callable[[], object]] = {
        "journal page": lambda: client.get(f"/journal/{sample.course}/?period={sample.period}"),
        "journal list": lambda: client.get("/journal/"),
        "history of a page": lambda: client.get(f"/journal/{sample.course}/history/"),
        "start page of a teacher": lambda: client.get("/"),
        "start page of a director": lambda: signed_in(director).get("/"),
        "search": lambda: client.get("/search/?q=ивано"),
        "save": door.save,
        "diary: week": lambda: reader.get(diary),
        "diary: period": lambda: reader.get(f"{diary}period/"),
        "diary: news": lambda: reader.get(f"{diary}new/"),
        "deadline": lambda: find_unfilled(student.organization, timezone.now(), Term(days=1)),
    }
    found: dict[str, dict[str, str]] = {}
    for name, act in acts.items():
        found[name] = {}
        with explained(found[name]):
            act()
    return found
