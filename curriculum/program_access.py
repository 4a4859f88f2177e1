"""Whose a work programme is: its author's to write, the deputies' to decide, the staff's to read (R50, R52)."""

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import organizations_as, readable_organizations
from accounts.enums import Role
from accounts.models import Organization, User
from common.dated import holds_on
from contingent.access import employments
from curriculum.enums import DocumentState
from curriculum.errors import NotAllowed
from curriculum.models import ContentElement, Course, Subject, TeachingLoad, WorkProgram

WRITTEN = (DocumentState.DRAFT, DocumentState.RETURNED)
"""States in which an author writes."""
DECIDED = (DocumentState.APPROVED, DocumentState.ARCHIVED)
DECIDERS = (Role.DIRECTOR, Role.DEPUTY)


def programmed_loads(user: User, on: date) -> QuerySet[TeachingLoad]:
    """Return the user's load that has not ended: the programmes of its courses are theirs to write.

    A load that begins on the first of September counts in August: programmes are due by then (R50).
    """
    # Nothing is counted here: the menu asks it of a prepared statement.
    not_over = Q(ends=None) | Q(ends__gte=on) & Q(ends__gte=F("starts"))
    return TeachingLoad.objects.filter(not_over, holds_on(on, "employee__"), employee__user=user)


def programmed_courses(user: User, on: date) -> QuerySet[Course]:
    """Return the courses whose programme is the user's to write."""
    return Course.objects.filter(pk__in=programmed_loads(user, on).values("course"))


def planned_courses(user: User, on: date) -> QuerySet[Course]:
    """Return the courses whose programmes are listed: one's own, and those of an organisation read whole."""
    read = Course.objects.filter(organization__in=readable_organizations(user, on)).values("pk")
    return Course.objects.filter(pk__in=programmed_courses(user, on).values("pk").union(read))


def visible_programs(user: User, on: date) -> QuerySet[WorkProgram]:
    """Return the programmes the user may read.

    Written by them; followed by a course of theirs; all of an organisation read whole; and what an
    organisation that employs them has approved or put into its library.
    """
    staff = employments(user, on).values("organization")
    ways = (
        WorkProgram.objects.filter(courses__in=programmed_courses(user, on).values("pk")).values("pk"),
        WorkProgram.objects.filter(organization__in=readable_organizations(user, on)).values("pk"),
        WorkProgram.objects.filter(organization__in=staff, state__in=DECIDED).values("pk"),
        WorkProgram.objects.filter(organization__in=staff, is_shared=True).values("pk"),
    )
    authored = WorkProgram.objects.filter(author__in=employments(user, on).values("pk"))
    return WorkProgram.objects.filter(pk__in=authored.values("pk").union(*ways))


def authored_programs(user: User, on: date) -> QuerySet[WorkProgram]:
    """Return the programmes whose author the user is."""
    return WorkProgram.objects.filter(author__in=employments(user, on).values("pk"))


def deciding_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations in which the user approves work programmes or returns them."""
    return organizations_as(user, on, *DECIDERS)


def visible_codifiers(user: User, on: date) -> QuerySet[Subject]:
    """Return the subjects whose codifier the user may read: of what they teach, of an organisation read whole."""
    taught = programmed_courses(user, on).values("subject")
    read = Subject.objects.filter(organization__in=readable_organizations(user, on)).values("pk")
    return Subject.objects.filter(pk__in=taught.union(read))


def visible_elements(user: User, on: date) -> QuerySet[ContentElement]:
    """Return the elements of these codifiers."""
    return ContentElement.objects.filter(subject__in=visible_codifiers(user, on).values("pk"))


def decides_on(user: User, organization: int, on: date) -> bool:
    """Whether the user approves or returns programmes of the organisation."""
    return deciding_organizations(user, on).filter(pk=organization).exists()


def check_writes(user: User, program: WorkProgram, on: date) -> None:
    """Raise `NotAllowed` unless the user writes the programme now."""
    if not authored_programs(user, on).filter(pk=program.pk).exists():
        raise NotAllowed(_("A programme is written by its author. Make your own of it, or leave a remark."))
    if program.state not in WRITTEN:
        raise NotAllowed(
            _("A programme that is being decided on or is approved is not edited: take it back or make a new version.")
        )


def check_author(user: User, program: WorkProgram, on: date) -> None:
    """Raise `NotAllowed` unless the user is the programme's author."""
    if not authored_programs(user, on).filter(pk=program.pk).exists():
        raise NotAllowed(_("This is for the author of the programme to do."))


def check_decides(user: User, program: WorkProgram, on: date) -> None:
    """Raise `NotAllowed` unless the user approves or returns programmes of the organisation."""
    if not decides_on(user, program.organization_id, on):
        raise NotAllowed(_("Programmes are approved by the director and the deputies."))


def check_teaches(user: User, course: Course, on: date) -> None:
    """Raise `NotAllowed` unless the course is of the user's load."""
    if not programmed_courses(user, on).filter(pk=course.pk).exists():
        raise NotAllowed(_("The programme of a course is made by its teacher."))


def check_codifier(user: User, subject: Subject, on: date) -> None:
    """Raise `NotAllowed` unless the user keeps the codifier: who teaches the subject, deputies, the administrator."""
    keeps = organizations_as(user, on, *DECIDERS, Role.JOURNAL_ADMIN).filter(pk=subject.organization_id)
    if not keeps.exists() and not programmed_courses(user, on).filter(subject=subject).exists():
        raise NotAllowed(_("A codifier is kept by the subject's teachers and the deputies."))
