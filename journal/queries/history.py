"""Who changed what on a page, when, from what to what (R64)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course
from journal.row_access import Seen

# Before is what the same cell, column or lesson held at its previous change. A cleared mark comes
# back under another number, so cells are followed by their place and not by the number of a row.
CHANGES = """
    WITH works AS (
        SELECT DISTINCT ON (id) id, kind_id, title, date, lesson_id
        FROM journal_historicalwork WHERE course_id = %(course)s ORDER BY id, history_id DESC
    ), lessons AS (
        SELECT id, date FROM schedule_lesson WHERE course_id = %(course)s
    ), changes AS (
        SELECT 'mark' AS what, h.history_date, h.history_id, h.history_user_id, h.history_type,
               h.history_change_reason, h.history_address, h.student_id, h.work_id, w.lesson_id, w.date,
               jsonb_build_object('mark', g.code, 'comment', h.comment) AS value,
               ARRAY[h.work_id, h.student_id] AS place
        FROM journal_historicalmark h
        JOIN works w ON w.id = h.work_id
        LEFT JOIN journal_scalegrade g ON g.id = h.grade_id
        UNION ALL
        SELECT 'attendance', h.history_date, h.history_id, h.history_user_id, h.history_type,
               h.history_change_reason, h.history_address, h.student_id, NULL, h.lesson_id, l.date,
               jsonb_build_object('attendance', h.kind, 'minutes', h.minutes),
               ARRAY[h.lesson_id, h.student_id]
        FROM journal_historicalattendance h JOIN lessons l ON l.id = h.lesson_id
        UNION ALL
        SELECT 'work', h.history_date, h.history_id, h.history_user_id, h.history_type,
               h.history_change_reason, h.history_address, NULL, h.id, h.lesson_id, h.date,
               jsonb_build_object('kind', k.name, 'title', h.title, 'weight', trim_scale(h.weight),
                                  'date', h.date, 'due', h.due),
               ARRAY[h.id]
        FROM journal_historicalwork h LEFT JOIN journal_workkind k ON k.id = h.kind_id
        WHERE h.course_id = %(course)s
        UNION ALL
        SELECT 'record', h.history_date, h.history_id, h.history_user_id, h.history_type,
               h.history_change_reason, h.history_address, NULL, NULL, h.lesson_id, l.date,
               jsonb_build_object('topic', h.topic, 'content', h.content, 'homework', h.homework,
                                  'taken', h.attendance_taken_at IS NOT NULL),
               ARRAY[h.lesson_id]
        FROM journal_historicallessonrecord h JOIN lessons l ON l.id = h.lesson_id
    ), told AS (
        SELECT *, CASE WHEN lag(history_type) OVER spot <> '-' THEN lag(value) OVER spot END AS before
        FROM changes
        WHERE (%(student)s::bigint IS NULL OR student_id = %(student)s)
          AND (%(seen)s::bigint[] IS NULL OR student_id IS NULL OR student_id = ANY(%(seen)s::bigint[]))
          AND (%(what)s = '' OR what = %(what)s)
          AND (
            (%(lesson)s::bigint IS NULL AND %(work)s::bigint IS NULL)
            OR work_id = %(work)s
            OR (lesson_id = %(lesson)s AND (%(work)s::bigint IS NULL OR what = 'attendance'))
          )
        WINDOW spot AS (PARTITION BY what, place ORDER BY history_id)
    )
    SELECT t.what, t.history_date, t.history_type, t.history_change_reason, t.history_address,
           t.date, t.before, t.value, u.last_name, u.first_name, u.patronymic,
           s.last_name, s.first_name, w.title, k.name
    FROM told t
    LEFT JOIN accounts_user u ON u.id = t.history_user_id
    LEFT JOIN contingent_student c ON c.id = t.student_id
    LEFT JOIN accounts_user s ON s.id = c.user_id
    LEFT JOIN works w ON w.id = t.work_id
    LEFT JOIN journal_workkind k ON k.id = w.kind_id
    ORDER BY t.history_date DESC, t.what, t.history_id DESC
    LIMIT %(limit)s OFFSET %(offset)s
"""


FIELDS = (
    "mark",
    "comment",
    "attendance",
    "minutes",
    "kind",
    "title",
    "weight",
    "date",
    "due",
    "topic",
    "content",
    "homework",
    "taken",
)


class What(TextChoices):
    """What a change was of."""

    MARK = "mark", _("Mark")
    ATTENDANCE = "attendance", _("Attendance")
    WORK = "work", _("Work")
    RECORD = "record", _("Lesson record")


class Scope(NamedTuple):
    """Which changes of a page are asked for; None and empty: all of them."""

    student: int | None = None
    lesson: int | None = None
    work: int | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `before` and `after` are the values by field; None: there was nothing."""

    what: What
    at: datetime
    reason: str
    address: str
    date: Any
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    author: str
    student: str
    work: str

    def differing(self) -> Iterator[tuple[str, Any, Any]]:
        """Yield each field that changed with its values before and after."""
        before, after = self.before or {}, self.after or {}
        for name in FIELDS:
            if before.get(name) != after.get(name):
                yield name, before.get(name), after.get(name)


def page_changes(course: Course, scope: Scope, seen: Seen | None, *, offset: int = 0, limit: int = 50) -> list[Change]:
    """Return the changes of a page and of those of its rows that are `seen`, the latest first; one statement."""
    rows = None if seen is None else list(seen.students)
    asked = scope._asdict() | {"course": course.pk, "seen": rows, "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, asked)
        return [change(row) for row in cursor.fetchall()]


def change(row: tuple[Any, ...]) -> Change:
    """Return one change out of what the statement gives."""
    what, at, kind, reason, address, day, before, value, last, first, middle, s_last, s_first, title, work = row
    initials = "".join(f" {name[0]}." for name in (first, middle) if name)
    return Change(
        what=What(what),
        at=at,
        reason=reason or "",
        address=str(address or ""),
        date=day,
        before=loaded(before),
        after=None if kind == "-" else loaded(value),
        author=f"{last}{initials}" if last else "",
        student=f"{s_last} {s_first}" if s_last else "",
        work=", ".join(filter(None, (work, title))),
    )


def loaded(value: Any) -> dict[str, Any] | None:
    """Return a value of the database's JSON, which the plain cursor gives as text."""
    told: dict[str, Any] | None = json.loads(value) if isinstance(value, str) else value
    return told
