"""One programme whole: for its editor, for whoever reads it, for comparing its versions."""

from collections import defaultdict
from datetime import UTC
from typing import Any

from curriculum.models import PlannedWork, ProgramRemark, ProgramSection, Topic, TopicMaterial, WorkProgram
from curriculum.programs import Document, Row, SectionRow, TopicRow, WorkRow, plain


def load_document(program: WorkProgram) -> Document:
    """Return the programme's rows in order, in five queries."""
    rows: list[tuple[int, int, Row]] = [
        (section.position, 0, SectionRow(section.key, section.name))
        for section in ProgramSection.objects.filter(program=program)
    ]
    elements: dict[int, list[int]] = defaultdict(list)
    for pk, element in Topic.elements.through.objects.filter(topic__program=program).values_list(
        "topic", "contentelement"
    ):
        elements[pk].append(element)
    works = load_works(program)
    for topic in Topic.objects.filter(program=program).order_by("position", "pk"):
        row = TopicRow(
            topic.key, topic.name, topic.kind, topic.hours, topic.content, topic.homework,
            tuple(sorted(elements[topic.pk])), tuple(works[topic.pk]),
        )  # fmt: skip
        rows.append((topic.position, 1, row))
    ordered = tuple(row for _place, _kind, row in sorted(rows, key=lambda row: row[:2]))
    return Document(program.title, program.aims, program.study_year, program.is_shared, ordered)


def load_works(program: WorkProgram) -> dict[int, list[WorkRow]]:
    """Return the control works of the programme's topics, in two queries."""
    checked: dict[int, list[int]] = defaultdict(list)
    through = PlannedWork.elements.through.objects.filter(plannedwork__topic__program=program)
    for work, element in through.order_by("contentelement").values_list("plannedwork", "contentelement"):
        checked[work].append(element)
    works: dict[int, list[WorkRow]] = defaultdict(list)
    for row in PlannedWork.objects.filter(topic__program=program).order_by("pk"):
        works[row.topic_id].append(WorkRow(row.kind, row.title, tuple(checked[row.pk])))
    return works


def wired(document: Document) -> dict[str, Any]:
    """Return the document as JSON takes it."""
    return {
        "title": document.title,
        "aims": document.aims,
        "study_year": document.study_year,
        "is_shared": document.is_shared,
        "rows": [wired_row(row) for row in document.rows],
    }


def wired_row(row: Row) -> dict[str, Any]:
    """Return one row as JSON takes it."""
    if isinstance(row, SectionRow):
        return {"t": "section", "key": str(row.key), "name": row.name}
    return {
        "t": "topic",
        "key": str(row.key),
        "name": row.name,
        "kind": row.kind,
        "hours": plain(row.hours),
        "content": row.content,
        "homework": row.homework,
        "elements": list(row.elements),
        "works": [{"kind": work.kind, "title": work.title, "elements": list(work.elements)} for work in row.works],
    }


def load_materials(program: WorkProgram) -> dict[str, list[TopicMaterial]]:
    """Return the materials of the programme's topics by the topic's key."""
    found: dict[str, list[TopicMaterial]] = defaultdict(list)
    for row in TopicMaterial.objects.filter(topic__program=program).select_related("topic").order_by("pk"):
        found[str(row.topic.key)].append(row)
    return dict(found)


def load_remarks(program: WorkProgram) -> list[ProgramRemark]:
    """Return what was remarked on the programme and its topics: open ones first."""
    rows = ProgramRemark.objects.filter(program=program).select_related("author", "topic")
    return sorted(rows, key=lambda row: (row.settled_at is not None, row.made_at))


def version_of(program: WorkProgram) -> str:
    """Return what an editor saw: a save that began from something older is refused."""
    return program.changed_at.astimezone(UTC).isoformat()
