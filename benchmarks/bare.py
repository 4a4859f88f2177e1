"""The baselines: the least that would answer the same question, with psycopg and joined strings.

Each page is there twice: open to all, and behind the door through which every page of ours is reached.
"""

import json
from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

GRID = """
    SELECT m.work_id, m.student_id, g.code FROM journal_mark m
    JOIN journal_scalegrade g ON g.id = m.grade_id
    JOIN journal_work w ON w.id = m.work_id WHERE w.course_id = %s
"""
WEEK = """
    SELECT l.date, l.number, s.name, r.topic, r.homework, g.code, a.kind
    FROM contingent_membership me
    JOIN curriculum_course c ON c.study_group_id = me.group_id
    JOIN curriculum_subject s ON s.id = c.subject_id
    JOIN schedule_lesson l ON l.course_id = c.id AND l.date BETWEEN %s AND %s
    LEFT JOIN journal_lessonrecord r ON r.lesson_id = l.id
    LEFT JOIN journal_work w ON w.lesson_id = l.id
    LEFT JOIN journal_mark m ON m.work_id = w.id AND m.student_id = me.student_id
    LEFT JOIN journal_scalegrade g ON g.id = m.grade_id
    LEFT JOIN journal_attendance a ON a.lesson_id = l.id AND a.student_id = me.student_id
    WHERE me.student_id = %s ORDER BY 1, 2
"""
SUBJECT = """
    SELECT w.date, k.name, w.weight, g.code, a.kind FROM schedule_lesson l
    LEFT JOIN journal_work w ON w.lesson_id = l.id
    LEFT JOIN journal_workkind k ON k.id = w.kind_id
    LEFT JOIN journal_mark m ON m.work_id = w.id AND m.student_id = %s
    LEFT JOIN journal_scalegrade g ON g.id = m.grade_id
    LEFT JOIN journal_attendance a ON a.lesson_id = l.id AND a.student_id = %s
    WHERE l.course_id = %s ORDER BY l.date, l.number
"""


TABLE = "bench_mark"
COLUMNS = ("id", "work_id", "student_id", "scale_id", "grade_id", "comment", "author_id", "updated_at")


@cache
def writing(count: int) -> str:
    """Return the statement that writes so many marks: an upsert of many, a bare insert of one."""
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    insert = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if count == 1:
        return insert
    news = ", ".join(f"{name} = excluded.{name}" for name in ("grade_id", "author_id", "updated_at"))
    return f"{insert} ON CONFLICT (work_id, student_id) DO UPDATE SET {news}"


def marks(request: HttpRequest) -> HttpResponse:
    """Write the marks that are sent, by one statement."""
    values: list[Any] = json.loads(request.body)["values"]
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(writing(len(values) // len(COLUMNS)), values)
    return HttpResponse("saved")


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask psycopg itself, past Django's cursor."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        return list(cursor.execute(sql, values).fetchall())


def grid(request: HttpRequest, course: int) -> HttpResponse:
    """Show the marks of a course as a table."""
    cells = {(student, work): code for work, student, code in rows(GRID, course)}
    works = sorted({work for _student, work in cells})
    body = "".join(
        f"<tr><th>{student}</th>"
        + "".join(f"<td>{escape(cells.get((student, work), ''))}</td>" for work in works)
        + "</tr>"
        for student in sorted({student for student, _work in cells})
    )
    return HttpResponse(f"<table>{body}</table>")


def week(request: HttpRequest, student: int, monday: str, sunday: str) -> HttpResponse:
    """Show a student's week as a table."""
    return listed(rows(WEEK, monday, sunday, student))


def subject(request: HttpRequest, student: int, course: int) -> HttpResponse:
    """Show a student's marks in a course as a table."""
    return listed(rows(SUBJECT, student, student, course))


def listed(found: list[tuple[Any, ...]]) -> HttpResponse:
    body = "".join("<tr>" + "".join(f"<td>{escape(str(value or ''))}</td>" for value in row) + "</tr>" for row in found)
    return HttpResponse(f"<table>{body}</table>")


def openly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the view for everybody, so that nothing reads a session or a user for it."""

    def opened(request: HttpRequest, **asked: Any) -> HttpResponse:
        return view(request, **asked)

    return login_not_required(opened)


PAGES: tuple[tuple[str, Callable[..., HttpResponse]], ...] = (
    ("grid/<int:course>/", grid),
    ("week/<int:student>/<str:monday>/<str:sunday>/", week),
    ("subject/<int:student>/<int:course>/", subject),
)
urlpatterns = [
    *(path(address, openly(view)) for address, view in PAGES),
    *(path(f"door/{address}", view) for address, view in PAGES),
    path("door/marks/", marks),
]
