"""The facts of the contingent behind rights: appointment, group, tie, own study, delegation (decision 5)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import READS_ORGANIZATION, DelegatedRight, Role
from accounts.models import Appointment, User
from accounts.offices import GIVES
from accounts.rights import ReaderFact, RightFact, register_right, register_student_reader
from common.dated import holds_on
from contingent.access import ANSWERS, delegated
from contingent.enums import RepresentativeKind
from contingent.models import (
    Curatorship,
    Employee,
    GroupDelegation,
    Membership,
    Representative,
    Student,
    StudentDelegation,
)

DUTIES = {
    Role.DIRECTOR: gettext_lazy("Reads everything of the organisation"),
    Role.DEPUTY: gettext_lazy("Reads everything of the organisation"),
    Role.JOURNAL_ADMIN: gettext_lazy("Reads everything of the organisation, keeps its lists and settings"),
    Role.IT_SUPPORT: gettext_lazy("Is named as who helps with the journal"),
}


@register_right
def by_appointment(user: User, on: date) -> Iterator[RightFact]:
    """What the roles of the day give (R10, R18–R21)."""
    rows = Appointment.objects.on(on).filter(user=user).select_related("organization", "given_by")
    for row in rows.order_by("organization__short_name", "role"):
        role, place = Role(row.role), row.organization.short_name
        link = ("contingent:appointment", row.pk)
        fact = _("appointed: %(role)s") % {"role": role.label}
        if row.order:
            fact = f"{fact}, {row.order}"
        if row.given_by:
            fact = f"{fact}, {row.given_by.short_name}"
        if role in DUTIES:
            yield RightFact(DUTIES[role], fact, row.starts, row.ends, place, row.organization_id, link)
        if role in GIVES:
            roles = ", ".join(str(given.label) for given in GIVES[role])
            yield RightFact(
                _("Appoints: %(roles)s") % {"roles": roles},
                fact,
                row.starts,
                row.ends,
                place,
                row.organization_id,
                link,
            )
        if role in READS_ORGANIZATION:
            yield RightFact(
                _("Hands over rights for a time"), fact, row.starts, row.ends, place, row.organization_id, link
            )


@register_right
def by_group(user: User, on: date) -> Iterator[RightFact]:
    """The groups of a curator (R11)."""
    held = Curatorship.objects.filter(holds_on(on), holds_on(on, "employee__"), employee__user=user)
    for row in held.select_related("group").order_by("group__sort_key"):
        right = _("Reads the group, its pages and diaries")
        fact = _("curator of the group")
        yield RightFact(right, fact, row.starts, row.ends, row.group.name, row.group.organization_id)


@register_right
def by_family(user: User, on: date) -> Iterator[RightFact]:
    """Own diary, and the diaries of those whom the user represents (R2, R12)."""
    for study in Student.objects.on(on).filter(user=user).select_related("organization"):
        yield RightFact(
            _("Reads the diary"), _("own study"), study.starts, study.ends, study.organization.short_name,
            study.organization_id, ("contingent:person", user.pk),
        )  # fmt: skip
    for tie in ties(on).filter(user=user).select_related("student__user", "admitted_by"):
        rights = [_("Reads the diary")]
        if tie.kind in ANSWERS:
            rights.append(_("Lets trusted persons into the diary"))
        for right in rights:
            yield RightFact(
                right, told(tie), tie.starts, tie.ends, tie.student.user.full_name, tie.student.organization_id,
                ("contingent:person", tie.student.user_id),
            )  # fmt: skip


@register_right
def by_delegation(user: User, on: date) -> Iterator[RightFact]:
    """Groups and students handed over for a time (decision 5)."""
    for row in delegated(GroupDelegation, user, on, DelegatedRight.READ_GROUP).select_related(*DELEGATED):
        right, group = _("Reads the group, its pages and diaries"), row.content_object
        yield RightFact(right, handed(row), row.starts, row.ends, group.name, group.organization_id, HANDED)
    rows = delegated(StudentDelegation, user, on, DelegatedRight.READ_STUDENT)
    for row in rows.select_related(*DELEGATED, "content_object__user"):
        right = _("Reads the card and the diary")
        study = row.content_object
        yield RightFact(right, handed(row), row.starts, row.ends, study.user.full_name, study.organization_id, HANDED)


DELEGATED = ("content_object", "given_by")
HANDED = ("curriculum:delegations",)


def handed(row: Any) -> str:
    """Say who handed a right over and why."""
    return _("handed over by %(person)s: %(reason)s") % {"person": row.given_by.short_name, "reason": row.reason}


def told(tie: Representative) -> str:
    """Say how a person is tied to a student, and who let a trusted person in."""
    kind = str(RepresentativeKind(tie.kind).label)
    return f"{kind}, {tie.admitted_by.short_name}" if tie.admitted_by else kind


def ties(on: date) -> Any:
    """Return the ties that open diaries on the day, as `diary_students` takes them."""
    trusting = Representative.objects.filter(
        holds_on(on), kind__in=ANSWERS, user=OuterRef("admitted_by"), student=OuterRef("student")
    )
    rows = Representative.objects.filter(holds_on(on), holds_on(on, "student__"))
    return rows.filter(admitted_by=None) | rows.filter(Exists(trusting))


@register_student_reader
def family_of(student: int, on: date) -> Iterator[ReaderFact]:
    """The student, their representatives and trusted persons."""
    for study in Student.objects.on(on).filter(pk=student).select_related("user"):
        yield reader(study.user, _("own study"), study)
    for tie in ties(on).filter(student=student).select_related("user", "admitted_by"):
        yield reader(tie.user, told(tie), tie)


@register_student_reader
def staff_of(student: int, on: date) -> Iterator[ReaderFact]:
    """The administration, the curators of the day's groups, and those to whom a right is handed."""
    place = Student.objects.filter(pk=student).values("organization")
    appointed = Appointment.objects.on(on).filter(organization__in=place, role__in=READS_ORGANIZATION)
    for row in appointed.select_related("user"):
        yield reader(row.user, str(Role(row.role).label), row)
    groups = Membership.objects.filter(holds_on(on), student=student).values("group")
    held = Curatorship.objects.filter(holds_on(on), holds_on(on, "employee__"), group__in=groups)
    for curator in held.select_related("employee__user", "group"):
        why = _("curator of %(group)s") % {"group": curator.group.name}
        yield reader(curator.employee.user, why, curator)
    yield from readers_by(GroupDelegation.objects.filter(content_object__in=groups), on)
    yield from readers_by(StudentDelegation.objects.filter(content_object=student), on)


def readers_by(rows: Any, on: date) -> Iterable[ReaderFact]:
    """Return those to whom such rights are handed and who are still on the staff."""
    staff = Employee.objects.on(on).filter(user=OuterRef("user"), organization=OuterRef("content_object__organization"))
    return [
        reader(row.user, handed(row), row)
        for row in rows.filter(holds_on(on), Exists(staff)).select_related("user", "given_by")
    ]


def reader(user: User, why: str, fact: Any) -> ReaderFact:
    """Return who reads by a dated fact."""
    return ReaderFact(user.pk, user.full_name, why, fact.starts, fact.ends)
