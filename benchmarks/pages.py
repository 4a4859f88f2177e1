"""Pages as the server renders them, through every middleware, against two baselines.

The first is a bare view through no middleware at all; the second the same view behind the same
door: every middleware, the session and the user.
"""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from accounts.models import User
from benchmarks.fixtures import Sample
from benchmarks.measure import Figure, compare
from contingent.models import Student
from curriculum.models import Course


def bare_client() -> Client:
    """Return a client of the bare views: no middleware at all stands before them."""
    client = Client(headers={"host": "localhost"})
    with override_settings(MIDDLEWARE=[]):
        client.handler.load_middleware()
    return client


def bare_get(client: Client, address: str) -> None:
    """Ask a baseline; an address that begins with /door is behind sign-in."""
    answer = client.get(f"/bare{address}")
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")


def signed_in(user: User) -> Client:
    """Return the client of a person with a session of their own."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def page(client: Client, address: str, bare: str, runs: int) -> Figure:
    """Measure one page against the baseline at `bare`; count its statements and bytes."""
    nobody = bare_client()

    def get() -> bytes:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        return answer.content

    statements: list[str] = []

    def note(execute: Any, sql: str, *asked: Any) -> Any:
        statements.append(sql)
        return execute(sql, *asked)

    get()
    with connection.execute_wrapper(note):
        size = len(get())
    figure = compare(get, lambda: bare_get(nobody, bare), runs, lambda: bare_get(client, f"/door{bare}"))
    return figure | {"queries": len(statements), "bytes": size}


def measure_pages(sample: Sample, student_login: str, runs: int) -> dict[str, Figure]:
    """Measure the journal page, the diary's week and subject."""
    teacher = User.objects.get(pk=sample.teacher)
    student = Student.objects.get(user__username=student_login)
    reader = signed_in(student.user)
    course = Course.objects.filter(study_group__memberships__student=student, subject__code="МДК.01.01").get()
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday() + 7)
    diary = f"/diary/{student.pk}/"
    span = f"{monday}/{monday + timedelta(days=6)}"
    return {
        "journal page 30 × 60": page(
            signed_in(teacher), f"/journal/{sample.course}/?period={sample.period}",
            f"/grid/{sample.course}/", runs,
        ),
        "diary: week": page(
            reader, f"{diary}?week={monday}",
            f"/week/{student.pk}/{span}/", runs,
        ),
        "diary: subject": page(
            reader, f"{diary}subjects/{course.pk}/",
            f"/subject/{student.pk}/{course.pk}/", runs,
        ),
    }  # fmt: skip
