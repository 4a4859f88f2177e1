"""What the programme gives a student for their lessons: links and files of the topics dealt out (R52, R70)."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, When
from django.db.models.functions import JSONObject

from curriculum.models import TopicMaterial
from curriculum.program_access import DECIDED
from journal.queries.diary_courses import in_group
from schedule.enums import TAKES_RECORD
from schedule.models import LessonTopic


@dataclass(frozen=True, slots=True)
class Material:
    """A link, or without an address a file that is kept here."""

    id: int
    topic: str
    title: str
    url: str
    file: str

    @property
    def ending(self) -> str:
        """What kind of file it is; empty of a link."""
        return self.file.rpartition(".")[2]


@dataclass(slots=True)
class Handout:
    """A topic with its materials and the days of its lessons, in order."""

    topic: str
    days: list[date] = field(default_factory=list)
    materials: dict[int, Material] = field(default_factory=dict)


def dealt_materials() -> Case:
    """Return the expression for the materials of the outer lesson, in the order of its topics; null where none are.

    Most lessons have none, and that is told by two indexes alone.
    """
    told = {name: f"topic__materials__{name}" for name in ("id", "title", "url", "file")}
    rows = LessonTopic.objects.filter(
        lesson=OuterRef("pk"), topic__materials__isnull=False, topic__program__state__in=DECIDED
    )
    ordered = rows.order_by("position", "topic__materials__id")
    listed = ArraySubquery(ordered.values(json=JSONObject(topic="topic__name", **told)))
    return Case(When(with_materials(), then=listed))


def with_materials() -> Exists:
    """Return the condition that a topic of the outer lesson has materials."""
    has = Exists(TopicMaterial.objects.filter(topic=OuterRef("topic")))
    return Exists(LessonTopic.objects.filter(has, lesson=OuterRef("pk")))


def read_materials(texts: Iterable[str] | None) -> tuple[Material, ...]:
    """Return the materials that the expression told."""
    return tuple(Material(**json.loads(text)) for text in texts) if texts else ()


def handouts(lessons: Iterable[tuple[date, Collection[str]]]) -> list[Handout]:
    """Return the topics that have materials, each once, in the order of their lessons."""
    found: dict[str, Handout] = {}
    for day, texts in lessons:
        for material in read_materials(texts):
            handout = found.setdefault(material.topic, Handout(material.topic))
            handout.materials[material.id] = material
            if day not in handout.days:
                handout.days.append(day)
    return list(found.values())


def split(found: Sequence[Handout], on: date) -> tuple[list[Handout], list[Handout]]:
    """Return those that have begun by the day, the latest first, and those that are to come."""
    begun = [handout for handout in reversed(found) if handout.days[0] <= on]
    return begun, [handout for handout in found if handout.days[0] > on]


def find_material(student: int, pk: int) -> TopicMaterial | None:
    """Return a material of an approved programme dealt out to a lesson of a course of the student's; None else.

    The student was in the course's group on the lesson's day.
    """
    dealt = LessonTopic.objects.filter(
        in_group(student, "lesson__date", "lesson__course__"),
        topic=OuterRef("topic"),
        lesson__status__in=TAKES_RECORD,
    )
    return TopicMaterial.objects.filter(Exists(dealt), pk=pk, topic__program__state__in=DECIDED).first()
