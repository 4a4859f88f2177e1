"""How far the programmes of courses are fulfilled: hours due, held, covered (R69, R98)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from common.sql import numbers
from curriculum.enums import HoursKind
from curriculum.models import Course, Topic
from journal.queries.dealing import EARLIER
from schedule.enums import TAKES_RECORD, LessonStatus

PLAIN = "regexp_replace(lower(translate({}, 'Ёё', 'Ее')), '[^[:alnum:]]+', '', 'g')"
FACTS = f"""
    WITH told AS (
        SELECT l.id, l.course_id, l.hours, l.date, l.status = ANY(%(given)s) AS takes, l.status,
               coalesce(r.topic, '') AS topic
        FROM schedule_lesson l LEFT JOIN journal_lessonrecord r ON r.lesson_id = l.id
        WHERE l.course_id = ANY(%(courses)s::bigint[])
    ), planned AS (
        SELECT told.id, sum(d.hours) AS hours,
               bool_or(position({PLAIN.format("t.name")} IN {PLAIN.format("told.topic")}) > 0
                       OR position({PLAIN.format("told.topic")} IN {PLAIN.format("t.name")}) > 0) AS same
        FROM told JOIN schedule_lessontopic d ON d.lesson_id = told.id JOIN curriculum_topic t ON t.id = d.topic_id
        GROUP BY told.id
    ), before AS ({EARLIER})
    SELECT course_id,
           coalesce(sum(told.hours) FILTER (WHERE date < %(today)s AND status <> %(moved)s), 0),
           coalesce(sum(told.hours) FILTER (WHERE date < %(today)s AND takes), 0),
           coalesce(sum(told.hours) FILTER (WHERE takes AND topic <> ''), 0),
           coalesce(sum(told.hours) FILTER (WHERE date >= %(today)s AND takes AND topic = ''), 0),
           coalesce(sum(planned.hours) FILTER (WHERE takes AND topic <> ''), 0),
           count(*) FILTER (WHERE takes AND topic <> '' AND NOT coalesce(planned.same, true)),
           coalesce(sum(planned.hours), 0),
           count(*) FILTER (WHERE NOT takes AND planned.hours > 0),
           count(*) FILTER (WHERE date >= %(today)s AND takes AND topic = '' AND planned.hours IS NULL),
           EXISTS (SELECT FROM curriculum_courseitem i WHERE i.course_id = told.course_id AND i.ends IS NOT NULL),
           coalesce((
               SELECT sum(d.hours) FROM before b JOIN schedule_lesson l ON l.course_id = b.earlier
               JOIN schedule_lessontopic d ON d.lesson_id = l.id
               WHERE b.course_id = told.course_id AND l.status = ANY(%(given)s)
           ), 0)
    FROM told LEFT JOIN planned ON planned.id = told.id GROUP BY course_id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """How a course stands on a day, in academic hours.

    `program`: of the work programme; of the part of it that is this page's where another has taken over.
    `due`: of all lessons before the day, those cancelled too; `given`: of those that took place;
    `recorded`: with a topic written; `left`: of the lessons still to come; `covered`: of the
    programme's topics in recorded lessons; `differs`: how many recorded topics are not the planned;
    `dealt`: of topics that have a lesson; `off`: how many lessons have topics and do not take place;
    `empty`: how many to come have none.
    """

    program: Decimal
    due: Decimal
    given: Decimal
    recorded: Decimal
    left: Decimal
    covered: Decimal
    differs: int
    dealt: Decimal
    off: int
    empty: int

    @property
    def is_stale(self) -> bool:
        """Whether lessons have changed since the topics were dealt out: some have lost their day."""
        return bool(self.off or (self.empty and 0 < self.dealt < self.program))

    @property
    def is_off(self) -> bool:
        """Whether something here is for a person to see to."""
        return bool(self.lag or self.unwritten or self.differs or self.is_stale or not self.program)

    @property
    def lag(self) -> Decimal:
        """Hours that the timetable had given by the day and that were not held."""
        return max(self.due - self.given, Decimal(0))

    @property
    def unwritten(self) -> Decimal:
        """Hours held of which no topic is written."""
        return max(self.given - self.recorded, Decimal(0))

    @property
    def short(self) -> Decimal:
        """Hours of the programme for which no lessons are left in the timetable there is."""
        return max(self.program - self.covered - self.left - self.unwritten, Decimal(0))

    @property
    def percent(self) -> int:
        """How much of the programme is covered."""
        return round(100 * self.covered / self.program) if self.program else 0


def fulfilment(courses: Sequence[Course], on: date) -> dict[int, Fulfilment]:
    """Return how each of the courses stands on the day; two statements for any number of them."""
    hours = taught_hours({course.program_id for course in courses if course.program_id})
    values: dict[str, Any] = {
        "courses": numbers(sorted(course.pk for course in courses)),
        "given": [str(status) for status in TAKES_RECORD],
        "moved": str(LessonStatus.MOVED),
        "today": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    told = {}
    for course in courses:
        due, given, recorded, left, covered, differs, dealt, off, empty, is_over, before = found.get(
            course.pk, (0,) * 11
        )
        program = Decimal(dealt) if is_over else hours.get(course.program_id or 0, Decimal(0)) - before
        told[course.pk] = Fulfilment(
            program, Decimal(due), Decimal(given), Decimal(recorded), Decimal(left), Decimal(covered), differs,
            Decimal(dealt), off, empty,
        )  # fmt: skip
    return told


def taught_hours(programs: Collection[int]) -> dict[int, Decimal]:
    """Return the hours of each programme that are taught in lessons: all but independent work."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    rows = Topic.objects.filter(program__in=programs).exclude(kind=HoursKind.INDEPENDENT)
    for program, hours in rows.values_list("program", "hours"):
        found[program] += hours
    return found
