"""What the cells of a batch hold now: one statement for all of them, whatever their number.

The database answers in the order asked, and keeps the plan.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from psycopg.types.numeric import Int8

from common.prepared import ask
from common.sql import ids, numbers, words
from journal.services.cells import Column, Entry
from schedule.models import Lesson

ASKED = """
    FROM unnest(
        (SELECT %(entries)s::uuid[]), (SELECT %(places)s::bigint[]), (SELECT %(students)s::bigint[]),
        (SELECT %(days)s::date[]), (SELECT %(values)s::text[]), (SELECT %(scales)s::bigint[])
    ) WITH ORDINALITY AS asked (entry, place, student, day, value, scale, turn)
"""
CONTEXT = """
    EXISTS (
        SELECT 1 FROM contingent_membership m WHERE m.group_id = %(group)s::bigint AND m.student_id = asked.student
        AND m.starts <= asked.day AND (m.ends IS NULL OR m.ends >= asked.day)
    ),
    EXISTS (
        SELECT 1 FROM {history} h WHERE h.history_entry = asked.entry
        AND h.{place} = asked.place AND h.student_id = asked.student
    )
"""
MARKS = f"""
    SELECT fact.id, coalesce(grade.code, ''), coalesce(fact.comment, ''), fact.grade_id, wanted.id,
        {CONTEXT.format(history="journal_historicalmark", place="work_id")}
    {ASKED}
    LEFT JOIN journal_scalegrade wanted ON wanted.scale_id = asked.scale AND wanted.code = asked.value
    LEFT JOIN journal_mark fact ON fact.work_id = asked.place AND fact.student_id = asked.student
    LEFT JOIN journal_scalegrade grade ON grade.id = fact.grade_id
    ORDER BY asked.turn
"""
ATTENDANCE = f"""
    SELECT fact.id, coalesce(fact.kind || coalesce(':' || fact.minutes, ''), ''), '', NULL::bigint, NULL::bigint,
        {CONTEXT.format(history="journal_historicalattendance", place="lesson_id")}
    {ASKED}
    LEFT JOIN journal_attendance fact
        ON fact.lesson_id = asked.place AND fact.student_id = asked.student
    ORDER BY asked.turn
"""


class Held(NamedTuple):
    """What a cell holds, and whether the change may go in at all.

    `code` and `comment` are empty where there is nothing; `wanted` is the grade that the new value
    names on the work's scale. `replayed` tells that the change's id is in the history already.
    """

    pk: int | None
    code: str
    comment: str
    grade: int | None
    wanted: int | None
    in_group: bool
    replayed: bool

    @property
    def outsider(self) -> str:
        """Why the student has no cell on the day; empty when they have one."""
        return "" if self.in_group else _("The student was not in the group on that day.")


def held_marks(group: int, asked: Sequence[tuple[Entry, Column]]) -> dict[UUID, Held]:
    """Return what each change would replace."""
    places = [(work.pk, work.day, work.scale) for _entry, work in asked]
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
    pks, days, scales = zip(*places, strict=True)
    rows = ask(
        query,
        {
            "group": Int8(group),
            "entries": ids(entry.id for entry in entries),
            "places": numbers(pks),
            "students": numbers(entry.student for entry in entries),
            "days": words(days),
            "values": words(entry.value for entry in entries),
            "scales": numbers(scales),
        },
    )
    return {entry.id: Held(*row) for entry, row in zip(entries, rows, strict=True)}
