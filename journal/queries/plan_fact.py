"""The programme beside what was held: hours, lag, topics that differ in words (R69, R70, R98)."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from common.sql import numbers
from curriculum.enums import HoursKind
from curriculum.models import Course, Topic
from journal.queries.dealing import EARLIER
from journal.queries.plan_days import works_beside
from schedule.enums import TAKES_RECORD, LessonStatus
from schedule.models import Lesson, LessonTopic

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


@dataclass(frozen=True, slots=True)
class PlannedTopic:
    """A topic of a lesson by the programme."""

    topic: int
    name: str
    kind: str
    hours: Decimal
    works: list[str]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A lesson with what was planned and what was written."""

    lesson: Lesson
    topics: list[PlannedTopic]
    written: str
    is_manual: bool
    is_past: bool
    differs: bool
    beside: Sequence[str] = ()
    """Subjects of the group with a control work on the day of one here."""

    @property
    def is_open(self) -> bool:
        """Whether topics may still be arranged here."""
        return self.lesson.takes_record and not self.written

    @property
    def overfull(self) -> Decimal:
        """Hours of topics beyond those of the lesson."""
        return max(sum((topic.hours for topic in self.topics), Decimal(0)) - self.lesson.hours, Decimal(0))


@dataclass
class CoursePlan:
    """The plan of a course beside the fact; `undealt` are topics for which there was no lesson, with hours."""

    lines: list[PlanLine]
    undealt: list[tuple[str, Decimal]] = field(default_factory=list)


def course_plan(course: Course, on: date) -> CoursePlan:
    """Return the lessons of the course with their topics, in a bounded number of queries."""
    lessons = Lesson.objects.filter(course=course).select_related("record", "room").order_by("date", "number")
    topics: dict[int, list[PlannedTopic]] = defaultdict(list)
    manual = set()
    dealt: dict[object, Decimal] = defaultdict(Decimal)
    rows = (
        LessonTopic.objects.filter(lesson__course=course)
        .select_related("topic")
        .prefetch_related("topic__planned_works")
    )
    for row in rows.order_by("lesson", "position"):
        works = [work.title for work in row.topic.planned_works.all()]
        topics[row.lesson_id].append(PlannedTopic(row.topic_id, row.topic.name, row.topic.kind, row.hours, works))
        dealt[row.topic.key] += row.hours
        if row.is_manual:
            manual.add(row.lesson_id)
    lines = []
    days = [lesson.date for lesson in lessons]
    beside = works_beside(course, days[0], days[-1]) if days else {}
    for lesson in lessons:
        record = getattr(lesson, "record", None)
        written = record.topic if record else ""
        planned = topics[lesson.pk]
        differs = bool(written and planned) and not any(is_same(topic.name, written) for topic in planned)
        others = beside.get(lesson.date, []) if any(topic.works for topic in planned) and not written else ()
        lines.append(PlanLine(lesson, planned, written, lesson.pk in manual, lesson.date < on, differs, others))
    return CoursePlan(lines, _undealt(course, dealt))


def _undealt(course: Course, dealt: dict[object, Decimal]) -> list[tuple[str, Decimal]]:
    rows = Topic.objects.filter(program=course.program_id).exclude(kind=HoursKind.INDEPENDENT).order_by("position")
    left = [(row.name, row.hours - dealt[row.key]) for row in rows]
    return [(name, hours) for name, hours in left if hours > 0]


def is_same(planned: str, written: str) -> bool:
    """Whether a topic written is the one planned: one's words are in the other's, whatever the signs between."""
    one, other = plain(planned), plain(written)
    return one in other or other in one


def plain(text: str) -> str:
    """Return the letters and digits of a text, lower, ё as е."""
    return re.sub(r"[\W_]+", "", text.lower().replace("ё", "е"))
