"""Which topics of the work programme fall to which lessons (R69).

A course's topics and its lessons are two runs of hours laid side by side, in order. Cut wherever
one of either ends, each piece belongs to one lesson and one topic, told by how many of each ended
before it: one statement does it for any number of courses, without comparing each with each. What
is recorded or put there by hand stays, and its hours count for the topic in every later version. A
page that took over from another goes on where that one stopped.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from common.sql import numbers
from curriculum.enums import DocumentState, HoursKind
from curriculum.models import Course, Topic
from schedule.enums import TAKES_RECORD
from schedule.models import LessonTopic

KEPT = """
    SELECT d.lesson_id, l.course_id, d.topic_id, d.hours
    FROM schedule_lessontopic d JOIN schedule_lesson l ON l.id = d.lesson_id
    WHERE l.course_id = ANY(%(courses)s::bigint[]) AND l.status = ANY(%(given)s) AND (
        EXISTS (SELECT FROM journal_lessonrecord r WHERE r.lesson_id = l.id AND r.topic <> '')
        OR NOT %(afresh)s AND EXISTS (SELECT FROM schedule_lessontopic m WHERE m.lesson_id = l.id AND m.is_manual)
    )
"""
EARLIER = """
    SELECT DISTINCT n.course_id, o.course_id AS earlier
    FROM curriculum_courseitem n JOIN curriculum_courseitem o
        ON o.item_id = n.item_id AND o.home_group_id = n.home_group_id AND o.ends = n.starts - 1
    WHERE n.course_id = ANY(%(courses)s::bigint[]) AND n.starts IS NOT NULL
"""
"""The pages from which courses have taken over during the year."""
MOST = 100_000
"""More lessons or topics than any course has: a course and a place in it are one number to join by."""
DEALT = f"""
    WITH asked AS MATERIALIZED (
        SELECT c.id AS course_id, c.program_id FROM curriculum_course c
        JOIN curriculum_workprogram p ON p.id = c.program_id AND p.state = %(approved)s
        WHERE c.id = ANY(%(courses)s::bigint[])
    ), kept AS MATERIALIZED ({KEPT}), before AS ({EARLIER}), used AS (
        SELECT taught.course_id, t.key, sum(taught.hours) AS hours
        FROM (
            SELECT course_id, topic_id, hours FROM kept
            UNION ALL SELECT b.course_id, d.topic_id, d.hours
            FROM before b JOIN schedule_lesson l ON l.course_id = b.earlier AND l.status = ANY(%(given)s)
            JOIN schedule_lessontopic d ON d.lesson_id = l.id
        ) taught JOIN curriculum_topic t ON t.id = taught.topic_id GROUP BY 1, 2
    ), owed AS (
        SELECT a.course_id, t.id, t.position, (10 * (t.hours - coalesce(u.hours, 0)))::int AS size
        FROM asked a JOIN curriculum_topic t ON t.program_id = a.program_id AND t.kind <> %(alone)s
        LEFT JOIN used u ON u.course_id = a.course_id AND u.key = t.key
    ), topics AS (
        SELECT *, sum(size) OVER (PARTITION BY course_id ORDER BY position, id) AS until FROM owed WHERE size > 0
    ), lessons AS (
        SELECT l.id, l.course_id, 10 * l.hours AS size,
               sum(10 * l.hours) OVER (PARTITION BY l.course_id ORDER BY l.date, l.number) AS until
        FROM schedule_lesson l JOIN asked a ON a.course_id = l.course_id
        WHERE l.status = ANY(%(given)s) AND NOT EXISTS (SELECT FROM kept WHERE kept.lesson_id = l.id)
    ), sides AS (
        SELECT course_id, until, 1 AS of_lesson, 0 AS of_topic FROM lessons
        UNION ALL SELECT course_id, until, 0, 1 FROM topics
    ), cuts AS (
        SELECT course_id, until, until - coalesce(lag(until) OVER w, 0) AS size,
               coalesce(sum(lessons) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) + 1
                   + course_id * %(most)s AS lesson,
               coalesce(sum(topics) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) + 1
                   + course_id * %(most)s AS topic
        FROM (
            SELECT course_id, until, sum(of_lesson) AS lessons, sum(of_topic) AS topics
            FROM sides GROUP BY course_id, until
        ) s WINDOW w AS (PARTITION BY course_id ORDER BY until)
    )
    SELECT l.id AS lesson_id, t.id AS topic_id,
           (row_number() OVER (PARTITION BY l.id ORDER BY c.until) - 1)::smallint AS position,
           (c.size / 10.0)::numeric(4, 1) AS hours
    FROM cuts c
    JOIN (
        SELECT id, row_number() OVER (PARTITION BY course_id ORDER BY until) + course_id * %(most)s AS n FROM lessons
    ) l ON l.n = c.lesson
    JOIN (
        SELECT id, row_number() OVER (PARTITION BY course_id ORDER BY until) + course_id * %(most)s AS n FROM topics
    ) t ON t.n = c.topic
"""  # noqa: S608


def dealing_of(courses: Collection[int], *, afresh: bool) -> dict[str, Any]:
    """Return the values of the statements; `afresh` lets what was put by hand be dealt out too."""
    return {
        "courses": numbers(sorted(courses)),
        "given": [str(status) for status in TAKES_RECORD],
        "approved": str(DocumentState.APPROVED),
        "alone": str(HoursKind.INDEPENDENT),
        "afresh": afresh,
        "most": MOST,
    }


@dataclass(frozen=True, slots=True)
class Dealt:
    """A topic of a lesson with its hours."""

    topic: int
    name: str
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Redealt:
    """A lesson that would get other topics than it has."""

    lesson: int
    date: date
    number: int
    now: list[Dealt]
    then: list[Dealt]


def proposal(course: Course, *, afresh: bool = False) -> list[Redealt]:
    """Return the lessons whose topics would be others if the course were dealt out again now."""
    values = dealing_of([course.pk], afresh=afresh)
    wanted: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT lesson_id, topic_id, hours FROM ({DEALT}) d ORDER BY lesson_id, position", values)  # noqa: S608
        for lesson, topic, hours in cursor.fetchall():
            wanted[lesson].append((topic, hours))
        cursor.execute(f"SELECT DISTINCT lesson_id FROM ({KEPT}) kept", values)  # noqa: S608
        kept = {lesson for (lesson,) in cursor.fetchall()}
    held: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    rows = LessonTopic.objects.filter(lesson__course=course).exclude(lesson__in=kept).order_by("lesson", "position")
    for lesson, topic, hours in rows.values_list("lesson", "topic", "hours"):
        held[lesson].append((topic, hours))
    other = [lesson for lesson in wanted.keys() | held.keys() if wanted[lesson] != held[lesson]]
    return _told(course, other, held, wanted)


def _told(course: Course, lessons: list[int], held: Any, wanted: Any) -> list[Redealt]:
    topics = {topic for lesson in lessons for topic, _hours in [*held[lesson], *wanted[lesson]]}
    names = dict(Topic.objects.filter(pk__in=topics).values_list("pk", "name"))
    days = {
        pk: (day, number)
        for pk, day, number in course.lessons.filter(pk__in=lessons).values_list("pk", "date", "number")
    }
    told = [
        Redealt(lesson, *days[lesson], *([Dealt(topic, names[topic], hours) for topic, hours in side[lesson]]
                                         for side in (held, wanted)))
        for lesson in lessons
    ]  # fmt: skip
    return sorted(told, key=lambda row: (row.date, row.number))
