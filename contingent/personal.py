"""What the log of accesses tells of the contingent's rows (152-ФЗ, R5)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access_log import GROUP, ORGANIZATION, STUDENT, SubjectKind, register_subject
from accounts.models import Organization, User
from contingent.models import Employee, Membership, Representative, Student, StudyGroup


def student_names(ids: Iterable[int]) -> dict[int, str]:
    """Return the students' full names."""
    return {row.pk: row.user.full_name for row in Student.objects.filter(pk__in=ids).select_related("user")}


def student_owners(ids: Iterable[int]) -> dict[int, int]:
    """Return whose own study it is."""
    return dict(Student.objects.filter(pk__in=ids).values_list("pk", "user"))


def as_student(user: User) -> Q:
    """A diary opened is the student's own."""
    return Q(subject_id__in=list(Student.objects.filter(user=user).values_list("pk", flat=True)))


def in_group(user: User) -> Q:
    """A list of a group shows its students and whom they have behind them, on the days they were in it."""
    own = Q(student__user=user) | Q(student__representatives__user=user)
    found = Q(pk__in=[])
    rows = Membership.objects.filter(own).distinct()
    for group, starts, ends in rows.values_list("group", "starts", "ends"):
        found |= Q(subject_id=group) & while_in(starts, ends)
    return found


def while_in(starts: object, ends: object) -> Q:
    """Return the condition that a record is of these days."""
    return Q(at__date__gte=starts) & (Q(at__date__lte=ends) if ends else Q())


def in_organization(user: User) -> Q:
    """A list of all of an organisation shows everyone who is or was tied to it."""
    places = (
        Student.objects.filter(user=user).values_list("organization", flat=True),
        Employee.objects.filter(user=user).values_list("organization", flat=True),
        Representative.objects.filter(user=user).values_list("student__organization", flat=True),
    )
    return Q(subject_id__in=list(places[0].union(*places[1:])))


register_subject(SubjectKind(STUDENT, _("Diary"), student_names, as_student, student_owners))
register_subject(
    SubjectKind(
        GROUP,
        _("Group or class"),
        lambda ids: dict(StudyGroup.objects.filter(pk__in=ids).values_list("pk", "name")),
        in_group,
    )
)
register_subject(
    SubjectKind(
        ORGANIZATION,
        _("Whole organisation"),
        lambda ids: dict(Organization.objects.filter(pk__in=ids).values_list("pk", "short_name")),
        in_organization,
    )
)
