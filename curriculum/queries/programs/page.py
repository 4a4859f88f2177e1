"""What the page of one programme shows beside its rows: hours, courses, versions, elements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from accounts.models import User
from curriculum.enums import DocumentState
from curriculum.models import ContentElement, Course, WorkProgram
from curriculum.program_access import authored_programs, decides_on, programmed_courses
from curriculum.programs import Document
from curriculum.queries.programs.hours import Hours, greatest, planned_hours

MOST_FORMER = 40


@dataclass(frozen=True, slots=True)
class May:
    """What the person may do with the programme now."""

    write: bool
    take_back: bool
    decide: bool
    renew: bool
    delete: bool


def may(user: User, program: WorkProgram, on: date) -> May:
    """Return what the user may do with the programme on the day."""
    is_author = authored_programs(user, on).filter(pk=program.pk).exists()
    is_open = program.state in (DocumentState.DRAFT, DocumentState.RETURNED)
    waits = program.state == DocumentState.SUBMITTED
    follows = not is_author and programmed_courses(user, on).filter(program=program).exists()
    return May(
        write=is_author and is_open,
        take_back=is_author and waits,
        decide=waits and decides_on(user, program.organization_id, on),
        renew=(is_author or follows) and program.state == DocumentState.APPROVED,
        delete=is_author and is_open,
    )


def following_courses(program: WorkProgram) -> list[Course]:
    """Return the courses that follow the programme, or will when this version is approved."""
    rows = Course.objects.filter(program__in=[pk for pk in (program.pk, waited_for(program)) if pk])
    return list(rows.select_related("study_group", "subject").order_by("study_group__sort_key", "pk"))


def own_courses(user: User, on: date, program: WorkProgram) -> list[Course]:
    """Return the courses of the user's load that follow the programme."""
    rows = programmed_courses(user, on).filter(program=program)
    return list(rows.select_related("study_group").order_by("study_group__sort_key", "pk"))


def waited_for(program: WorkProgram) -> int | None:
    """Return the version before, while its courses wait for this one."""
    return None if program.state in (DocumentState.APPROVED, DocumentState.ARCHIVED) else program.previous_id


def needed_hours(courses: Sequence[Course]) -> Hours:
    """Return the hours that the curricula give to the courses, by kind: the most of any."""
    return greatest(planned_hours([course.pk for course in courses]).values())


def versions_of(program: WorkProgram) -> list[WorkProgram]:
    """Return the programme's versions, the newest first."""
    found, older = [program], program.previous_id
    while older:
        row = WorkProgram.objects.select_related("author__user").get(pk=older)
        found.append(row)
        older = row.previous_id
    newer = program
    while following := WorkProgram.objects.filter(previous=newer).select_related("author__user").first():
        found.insert(0, following)
        newer = following
    return found


def elements_of(subject: int) -> list[ContentElement]:
    """Return the subject's codifier."""
    return list(ContentElement.objects.filter(subject=subject).order_by("kind", "position", "code"))


def untaught(document: Document, codifier: Sequence[ContentElement]) -> list[ContentElement]:
    """Return the elements of the codifier that no topic of the programme teaches (R51)."""
    taught = {pk for topic in document.topics for pk in topic.elements}
    return [element for element in codifier if element.pk not in taught]


def former_programs(user: User, on: date) -> list[WorkProgram]:
    """Return the user's own programmes that no course of a year that is not over follows: the newest first."""
    running = Course.objects.filter(academic_year__ends__gte=on, program=OuterRef("pk"))
    begun = Course.objects.filter(academic_year__ends__gte=on, program=OuterRef("previous"))
    rows = authored_programs(user, on).filter(~Exists(running), ~Exists(begun))
    rows = rows.select_related("academic_year").order_by("-academic_year__starts", "title", "-version")
    return list(rows[:MOST_FORMER])
