"""What the work programme has for a lesson: what a lesson opens with before anything is written (R69)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from curriculum.models import TopicMaterial
from schedule.models import LessonTopic


@dataclass(frozen=True, slots=True)
class Planned:
    """Topic, content and homework of a lesson by the programme, with the materials of its topics."""

    topic: str
    content: str
    homework: str
    materials: tuple[TopicMaterial, ...] = ()


def planned_lesson(lesson: int) -> Planned | None:
    """Return what the programme has for the lesson; None where nothing was dealt out to it."""
    rows = list(LessonTopic.objects.filter(lesson=lesson).select_related("topic").order_by("position"))
    if not rows:
        return None
    materials = TopicMaterial.objects.filter(topic__in=[row.topic_id for row in rows]).order_by("topic", "pk")
    return Planned(
        topic="; ".join(dict.fromkeys(row.topic.name for row in rows if row.topic.name))[:500],
        content="\n".join(filter(None, (row.topic.content for row in rows))),
        homework="\n".join(filter(None, (row.topic.homework for row in rows))),
        materials=tuple(materials),
    )


def planned_topics(lessons: Collection[int]) -> dict[int, str]:
    """Return the names of the topics of each lesson, as one text."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = LessonTopic.objects.filter(lesson__in=lessons).order_by("lesson", "position")
    for lesson, name in rows.values_list("lesson", "topic__name"):
        found[lesson].append(name)
    return {lesson: "; ".join(dict.fromkeys(names)) for lesson, names in found.items()}
