"""Writing a programme whole, as its editor holds it: only over what the editor saw (R52)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from curriculum.errors import ProgramRefused
from curriculum.models import ContentElement, PlannedWork, ProgramSection, Topic, TopicMaterial, WorkProgram
from curriculum.program_access import check_writes
from curriculum.programs import Document, SectionRow, TopicRow, WorkRow
from curriculum.queries.programs.document import load_document, load_works, version_of
from curriculum.services.programs.files import drop_unused

FIELDS = ("section", "name", "kind", "hours", "content", "homework", "position")


class ProgramChanged(ProgramRefused):
    """Somebody wrote the programme since the editor read it: `program` is what is there now."""

    def __init__(self, program: WorkProgram) -> None:
        super().__init__(_("The programme was changed meanwhile. Nothing has been overwritten."))
        self.program = program


@transaction.atomic
def save_program(*, program: int, document: Document, seen: str, trace: Trace) -> WorkProgram:
    """Write the programme as the document says; raise `NotAllowed`, `ProgramRefused` or `ProgramChanged`.

    A document that is there already is answered as saved, so sending it twice is harmless.
    """
    row = lock_program(program)
    check_writes(trace.actor, row, row.organization.local_day(trace.now))
    held = load_document(row)
    document = with_known_elements(row, document)
    if held == document:
        return row
    if seen != version_of(row):
        raise ProgramChanged(row)
    write_rows(row, document)
    row.title, row.aims, row.is_shared = document.title, document.aims, document.is_shared
    row.study_year = document.study_year
    touch(row, trace)
    return row


def lock_program(program: int) -> WorkProgram:
    """Return the programme, locked until the transaction ends."""
    found = WorkProgram.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("organization", "author__user", "changed_by", "subject").get(pk=program)


def touch(row: WorkProgram, trace: Trace) -> None:
    """Save the programme's own fields as changed now: never the same moment twice."""
    row.changed_at = max(trace.now, _after(row.changed_at))
    row.changed_by = trace.actor
    row.save()


def _after(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond + 1) if moment.microsecond < 999_999 else moment


def with_known_elements(row: WorkProgram, document: Document) -> Document:
    """Return the document without elements that are not of the subject's codifier (they were deleted meanwhile)."""
    asked = {pk for topic in document.topics for pk in topic.elements}
    asked |= {pk for topic in document.topics for work in topic.works for pk in work.elements}
    if not asked:
        return document
    known = set(ContentElement.objects.filter(subject=row.subject_id, pk__in=asked).values_list("pk", flat=True))
    if asked == known:
        return document
    rows = tuple(_with_known(each, known) if isinstance(each, TopicRow) else each for each in document.rows)
    return replace(document, rows=rows)


def _with_known(row: TopicRow, known: set[int]) -> TopicRow:
    works = tuple(replace(work, elements=tuple(pk for pk in work.elements if pk in known)) for work in row.works)
    return replace(row, elements=tuple(pk for pk in row.elements if pk in known), works=works)


def write_rows(program: WorkProgram, document: Document) -> None:
    """Make the sections and topics of the programme those of the document, by their keys."""
    sections = _write_sections(program, document)
    topics = {topic.key: topic for topic in Topic.objects.filter(program=program)}
    wanted = document.topics
    gone = topics.keys() - {row.key for row in wanted}
    held = TopicMaterial.objects.filter(topic__program=program, topic__key__in=gone)
    files = list(held.values_list("file", flat=True))
    Topic.objects.filter(program=program, key__in=gone).delete()
    drop_unused(files)
    fresh, changed = [], []
    over: int | None = None
    for position, row in enumerate(document.rows):
        if isinstance(row, SectionRow):
            over = sections[row.key].pk
            continue
        topic = topics.get(row.key)
        values: dict[str, Any] = {
            "section_id": over, "name": row.name, "kind": row.kind, "hours": row.hours,
            "content": row.content, "homework": row.homework, "position": position,
        }  # fmt: skip
        if topic is None:
            fresh.append(Topic(program=program, key=row.key, **values))
        elif any(getattr(topic, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(topic, name, value)
            changed.append(topic)
    Topic.objects.bulk_create(fresh)
    Topic.objects.bulk_update(changed, FIELDS, batch_size=200)
    kept = {section.pk for section in sections.values()}
    ProgramSection.objects.filter(program=program).exclude(pk__in=kept).delete()
    ids = dict(Topic.objects.filter(program=program).values_list("key", "pk"))
    _write_elements(program, {ids[row.key]: set(row.elements) for row in wanted})
    _write_works(program, {ids[row.key]: list(row.works) for row in wanted})


def _write_sections(program: WorkProgram, document: Document) -> dict[Any, ProgramSection]:
    sections = {section.key: section for section in ProgramSection.objects.filter(program=program)}
    found = {}
    for position, row in enumerate(document.rows):
        if isinstance(row, SectionRow):
            section = sections.get(row.key) or ProgramSection(program=program, key=row.key)
            if section.pk is None or (section.name, section.position) != (row.name, position):
                section.name, section.position = row.name, position
                section.save()
            found[row.key] = section
    return found


def _write_elements(program: WorkProgram, wanted: dict[int, set[int]]) -> None:
    through = Topic.elements.through
    held = set(through.objects.filter(topic__program=program).values_list("topic", "contentelement"))
    asked = {(topic, element) for topic, elements in wanted.items() for element in elements}
    for topic in {topic for topic, _element in held - asked}:
        through.objects.filter(topic=topic).exclude(contentelement__in=wanted[topic]).delete()
    through.objects.bulk_create(
        [through(topic_id=topic, contentelement_id=element) for topic, element in sorted(asked - held)]
    )


def _write_works(program: WorkProgram, wanted: dict[int, list[WorkRow]]) -> None:
    held = load_works(program)
    other = [topic for topic, works in wanted.items() if works != held.get(topic, [])]
    PlannedWork.objects.filter(topic__in=other).delete()
    asked = [(topic, work) for topic in other for work in wanted[topic]]
    rows = [(work, PlannedWork(topic_id=topic, kind=work.kind, title=work.title)) for topic, work in asked]
    PlannedWork.objects.bulk_create([made for _work, made in rows])
    through = PlannedWork.elements.through
    through.objects.bulk_create(
        [through(plannedwork_id=made.pk, contentelement_id=element) for work, made in rows for element in work.elements]
    )
