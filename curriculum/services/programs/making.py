"""Where programmes come from: from scratch, from another one, as a new version; courses that follow one (R52, R68)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from contingent.access import employments
from contingent.models import Employee
from curriculum.enums import DocumentState
from curriculum.errors import NotAllowed, ProgramRefused
from curriculum.followers import tell_followers
from curriculum.models import Course, CourseItem, TopicMaterial, WorkProgram
from curriculum.program_access import (
    WRITTEN,
    check_author,
    check_teaches,
    programmed_courses,
    visible_programs,
)
from curriculum.programs import Document
from curriculum.queries.programs.document import load_document
from curriculum.services.programs.files import drop_unused
from curriculum.services.programs.saving import lock_program, touch, with_known_elements, write_rows


@transaction.atomic
def make_program(*, course: Course, source: WorkProgram | None, trace: Trace) -> WorkProgram:
    """Make a draft for the course, empty or from another programme; the course follows it at once.

    Raises `NotAllowed` unless the course is of the actor's load and the source theirs to read,
    `ProgramRefused` where the course has a programme already.
    """
    on = course.organization.local_day(trace.now)
    check_teaches(trace.actor, course, on)
    course = Course.objects.select_for_update(of=("self",)).select_related("study_group", "subject").get(pk=course.pk)
    if course.program_id is not None:
        raise ProgramRefused(_("The course has a programme already."))
    if source and not visible_programs(trace.actor, on).filter(pk=source.pk).exists():
        raise NotAllowed(_("This programme is not yours to read."))
    item = CourseItem.objects.filter(course=course).order_by("pk").first()
    made = WorkProgram(
        organization_id=course.organization_id,
        academic_year_id=course.academic_year_id,
        subject_id=course.subject_id,
        item_id=item.item_id if item else None,
        study_year=course.study_group.level or 1,
        author=_author(trace, course.organization_id, on),
        title=course.subject.name[:300],
        changed_at=trace.now - timedelta(microseconds=1),
    )
    made.save()
    if source:
        copy_rows(source, made, fresh=True)
        made.aims = source.aims
    touch(made, trace)
    course.program = made
    course.save(update_fields=["program"])
    return made


def copy_rows(source: WorkProgram, made: WorkProgram, *, fresh: bool) -> None:
    """Copy sections, topics, works and materials; `fresh` gives new keys: another programme and no version."""
    document = load_document(source)
    keys = {row.key: uuid4() if fresh else row.key for row in document.rows}
    rows = tuple(replace(row, key=keys[row.key]) for row in document.rows)
    copied = Document(document.title, document.aims, document.study_year, False, rows)
    write_rows(made, with_known_elements(made, copied))
    _copy_materials(source, made, keys)


def _copy_materials(source: WorkProgram, made: WorkProgram, keys: dict[UUID, UUID]) -> None:
    ids = dict(made.topics.values_list("key", "pk"))
    TopicMaterial.objects.bulk_create(
        [
            TopicMaterial(topic_id=ids[keys[row.topic.key]], title=row.title, url=row.url, file=row.file.name)
            for row in TopicMaterial.objects.filter(topic__program=source).select_related("topic")
        ]
    )


@transaction.atomic
def make_version(*, program: WorkProgram, reason: str, trace: Trace) -> WorkProgram:
    """Make a new version of an approved programme, to be approved in its turn; courses follow the old one till then.

    The author does it, or who teaches a course that follows it: they are the new version's author (R68).
    """
    row = lock_program(program.pk)
    on = row.organization.local_day(trace.now)
    is_author = row.author.user_id == trace.actor.pk
    if not is_author and not programmed_courses(trace.actor, on).filter(program=row).exists():
        raise NotAllowed(_("A new version is made by the author or by a teacher whose course follows the programme."))
    if row.state != DocumentState.APPROVED:
        raise ProgramRefused(_("A new version is made of an approved programme."))
    if not reason.strip():
        raise ProgramRefused(_("Say why the programme is changed."))
    begun = WorkProgram.objects.filter(previous=row).exclude(state=DocumentState.ARCHIVED).first()
    if begun is not None:
        name = begun.author.user.short_name
        raise ProgramRefused(_("A new version has been begun already: %(name)s.") % {"name": name})
    made = WorkProgram(
        organization_id=row.organization_id, academic_year_id=row.academic_year_id, subject_id=row.subject_id,
        item_id=row.item_id, study_year=row.study_year, author=_author(trace, row.organization_id, on),
        title=row.title, aims=row.aims, is_shared=row.is_shared, version=row.version + 1, previous=row,
        reason=reason.strip()[:300], changed_at=trace.now - timedelta(microseconds=1),
    )  # fmt: skip
    made.save()
    copy_rows(row, made, fresh=False)
    touch(made, trace)
    return made


@transaction.atomic
def follow_program(*, course: Course, program: WorkProgram, trace: Trace) -> None:
    """Let a course follow a programme of its subject and year, a parallel group's for one (R52)."""
    on = course.organization.local_day(trace.now)
    check_teaches(trace.actor, course, on)
    row = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    program = lock_program(program.pk)
    if not visible_programs(trace.actor, on).filter(pk=program.pk).exists():
        raise NotAllowed(_("This programme is not yours to read."))
    same = (program.subject_id, program.academic_year_id, program.organization_id)
    if same != (row.subject_id, row.academic_year_id, row.organization_id):
        raise ProgramRefused(_("A course follows a programme of its own subject and year. Copy this one instead."))
    if program.state == DocumentState.ARCHIVED:
        raise ProgramRefused(_("This version is in the archive: follow the one that took its place."))
    row.program = program
    row.save(update_fields=["program"])
    if program.state == DocumentState.APPROVED:
        tell_followers([row.pk], trace)


@transaction.atomic
def leave_program(*, course: Course, trace: Trace) -> None:
    """Let a course follow no programme; what was dealt out to lessons not recorded is taken back."""
    check_teaches(trace.actor, course, course.organization.local_day(trace.now))
    row = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    row.program = None
    row.save(update_fields=["program"])
    tell_followers([row.pk], trace)


@transaction.atomic
def delete_draft(*, program: WorkProgram, trace: Trace) -> None:
    """Delete a draft; courses that wait for it have none. An approved programme is never deleted."""
    row = lock_program(program.pk)
    check_author(trace.actor, row, row.organization.local_day(trace.now))
    if row.state not in WRITTEN:
        raise ProgramRefused(_("Only a draft is deleted."))
    files = list(TopicMaterial.objects.filter(topic__program=row).values_list("file", flat=True))
    Course.objects.filter(program=row).update(program=None)
    row.delete()
    drop_unused(files)


def _author(trace: Trace, organization: int, on: date) -> Employee:
    found = employments(trace.actor, on).filter(organization=organization).first()
    if found is None:
        raise NotAllowed(_("Programmes are made by the staff of the organisation."))
    return found
