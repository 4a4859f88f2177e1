"""The programme of a course beside what was held, lesson by lesson: topics that differ in words (R69, R70)."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from curriculum.enums import HoursKind
from curriculum.models import Course, Topic
from journal.queries.plan_days import works_beside
from schedule.models import Lesson, LessonTopic


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
