"""Copying all approved programmes of a year at once: a handful of statements, however many there are."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from accounts.audit import Trace
from curriculum.models import PlannedWork, ProgramSection, Topic, TopicMaterial, WorkProgram

AT_ONCE = 1000
Tell = Callable[[int], None]


def copy_programs(programs: Sequence[int], year: int, trace: Trace, tell: Tell) -> list[int]:
    """Copy the programmes as drafts of their authors for the year; `tell` gets the percent that is done."""
    drafts = _copied(
        WorkProgram.objects.filter(pk__in=programs),
        lambda row: WorkProgram(
            organization_id=row.organization_id, academic_year_id=year, subject_id=row.subject_id, item_id=row.item_id,
            study_year=row.study_year, author_id=row.author_id, title=row.title, aims=row.aims,
            changed_at=trace.now, changed_by=trace.actor,
        ),
    )  # fmt: skip
    tell(10)
    sections = _copied(
        ProgramSection.objects.filter(program__in=programs),
        lambda row: ProgramSection(
            key=uuid4(), program_id=drafts[row.program_id], name=row.name, position=row.position
        ),
    )  # fmt: skip
    topics = _copied(
        Topic.objects.filter(program__in=programs),
        lambda row: Topic(
            key=uuid4(), program_id=drafts[row.program_id], section_id=sections.get(row.section_id), name=row.name,
            kind=row.kind, hours=row.hours, content=row.content, homework=row.homework, position=row.position,
        ),
    )  # fmt: skip
    tell(60)
    works = _copied(
        PlannedWork.objects.filter(topic__program__in=programs),
        lambda row: PlannedWork(topic_id=topics[row.topic_id], kind=row.kind, title=row.title),
    )
    _copied(
        TopicMaterial.objects.filter(topic__program__in=programs),
        lambda row: TopicMaterial(topic_id=topics[row.topic_id], title=row.title, url=row.url, file=row.file.name),
    )
    _link(Topic.elements.through, "topic_id", topics)
    _link(PlannedWork.elements.through, "plannedwork_id", works)
    tell(100)
    return list(drafts.values())


def delete_programs(programs: Sequence[int]) -> None:
    """Delete the copies that nobody uses with all that is within them: a statement a table."""
    for rows in (
        Topic.elements.through.objects.filter(topic__program__in=programs),
        PlannedWork.elements.through.objects.filter(plannedwork__topic__program__in=programs),
        PlannedWork.objects.filter(topic__program__in=programs),
        TopicMaterial.objects.filter(topic__program__in=programs),
        Topic.objects.filter(program__in=programs),
        ProgramSection.objects.filter(program__in=programs),
        WorkProgram.objects.filter(pk__in=programs),
    ):
        rows._raw_delete(rows.db)


def _copied(rows: Any, copy: Callable[[Any], Any]) -> dict[int, int]:
    """Write a copy of each row; return the new number of each."""
    found = list(rows.order_by("pk"))
    made = [copy(row) for row in found]
    rows.model._default_manager.bulk_create(made, batch_size=AT_ONCE)
    return {row.pk: copied.pk for row, copied in zip(found, made, strict=True)}


def _link(through: Any, column: str, copies: dict[int, int]) -> None:
    """Give the copies the content elements of what they were made from."""
    pairs = through.objects.filter(**{f"{column}__in": list(copies)}).values_list(column, "contentelement_id")
    made = [through(**{column: copies[row], "contentelement_id": element}) for row, element in pairs]
    through.objects.bulk_create(made, batch_size=AT_ONCE)
