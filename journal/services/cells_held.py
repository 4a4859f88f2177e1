"""What the cells of a batch hold now: one statement for all of them, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from journal.models import Work
from journal.services.cells import Entry
from schedule.models import Lesson

ASKED = """
    FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::bigint[])
        AS asked (entry, place, student, day, value, scale)
"""
CONTEXT = """
    person.last_name, person.first_name, person.patronymic, fact.updated_at,
    EXISTS (
        SELECT 1 FROM contingent_membership m WHERE m.group_id = %s AND m.student_id = asked.student
        AND m.starts <= asked.day AND (m.ends IS NULL OR m.ends >= asked.day)
    ),
    EXISTS (
        SELECT 1 FROM {history} h WHERE h.history_entry = asked.entry
        AND h.{place} = asked.place AND h.student_id = asked.student
    )
"""
MARKS = f"""
    SELECT asked.entry, fact.id, grade.code, fact.comment, fact.grade_id, wanted.id,
        {CONTEXT.format(history="journal_historicalmark", place="work_id")}
    {ASKED}
    LEFT JOIN journal_scalegrade wanted ON wanted.scale_id = asked.scale AND wanted.code = asked.value
    LEFT JOIN journal_mark fact ON fact.work_id = asked.place AND fact.student_id = asked.student
    LEFT JOIN journal_scalegrade grade ON grade.id = fact.grade_id
    LEFT JOIN accounts_user person ON person.id = fact.author_id
"""
ATTENDANCE = f"""
    SELECT asked.entry, fact.id,
        fact.kind || coalesce(':' || fact.minutes, ''), '', NULL, NULL,
        {CONTEXT.format(history="journal_historicalattendance", place="lesson_id")}
    {ASKED}
    LEFT JOIN journal_attendance fact
        ON fact.lesson_id = asked.place AND fact.student_id = asked.student
    LEFT JOIN accounts_user person ON person.id = fact.author_id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds, whose hand it was, and whether the change may go in at all.

    `code` and `comment` are empty where there is nothing; `wanted` is the grade that the new value
    names on the work's scale. `replayed` tells that the change's id is in the history already.
    """

    pk: int | None
    code: str
    comment: str
    grade: int | None
    wanted: int | None
    author: str
    at: datetime | None
    in_group: bool
    replayed: bool

    @property
    def outsider(self) -> str:
        """Why the student has no cell on the day; empty when they have one."""
        return "" if self.in_group else _("The student was not in the group on that day.")

    def hand(self, history: QuerySet[Any]) -> tuple[str, datetime | None]:
        """Return whose hand the value is and since when; of an emptied cell, who emptied it."""
        if self.pk is not None:
            return self.author, self.at
        last = history.select_related("history_user").order_by("history_id").last()
        return (last.history_user.short_name, last.history_date) if last else ("", None)


def held_marks(group: int, asked: Sequence[tuple[Entry, Work]]) -> dict[UUID, Held]:
    """Return what each change would replace."""
    places = [(work.pk, work.date, work.scale_id) for _entry, work in asked]
    return _held(MARKS, group, [entry for entry, _work in asked], places)


def held_attendance(group: int, asked: Sequence[tuple[Entry, Lesson]]) -> dict[UUID, Held]:
    """Return what each change would replace; codes as clients write them."""
    places = [(lesson.pk, lesson.date, None) for _entry, lesson in asked]
    return _held(ATTENDANCE, group, [entry for entry, _lesson in asked], places)


def _held(
    query: str, group: int, entries: Sequence[Entry], places: Sequence[tuple[int, date, int | None]]
) -> dict[UUID, Held]:
    if not entries:
        return {}
    pks, days, scales = (list(column) for column in zip(*places, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            [
                group,
                [entry.id for entry in entries],
                pks,
                [entry.student for entry in entries],
                days,
                [entry.value for entry in entries],
                scales,
            ],
        )
        return {row[0]: _read(row) for row in cursor.fetchall()}


def _read(row: tuple[Any, ...]) -> Held:
    _entry, pk, code, comment, grade, wanted, last, first, patronymic, at, in_group, replayed = row
    author = User(last_name=last, first_name=first, patronymic=patronymic).short_name if last else ""
    return Held(pk, code or "", comment or "", grade, wanted, author, at, in_group, replayed)
