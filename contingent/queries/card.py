"""A person's card: who they are and every tie of theirs that the reader may see."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format

from accounts.access import administered_organizations, readable_organizations
from accounts.enums import DelegatedRight, OutsideSystem, Role
from accounts.models import Appointment, OutsideIdentity, User
from common.dated import holds_on
from contingent.access import carded_representatives, carded_students, changing_organizations, listed_employees
from contingent.enums import BulkKind, GroupKind, RepresentativeKind
from contingent.models import GroupDelegation, Membership, PersonChange, StudentDelegation
from contingent.queries.students import show_phone
from contingent.ties import staff_ties, student_ties

SOURCES = (OutsideSystem.CONTINGENT, OutsideSystem.STAFF)


@dataclass(frozen=True)
class Span:
    """A dated fact in words."""

    title: str
    starts: date
    ends: date | None
    holds: bool
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Tie:
    """A representative of the person, or a child whom the person represents."""

    id: int
    user: int
    name: str
    kind: str
    phone: str
    email: str
    span: Span


@dataclass(frozen=True)
class Study:
    id: int
    organization: str
    form: str
    outside_id: str
    span: Span
    places: tuple[Span, ...]
    ties: tuple[Span, ...]
    representatives: tuple[Tie, ...]
    is_kept: bool
    is_moved: bool
    order: str


@dataclass(frozen=True)
class Job:
    id: int
    organization: str
    span: Span
    roles: tuple[Span, ...]
    held: tuple[str, ...]
    handed: tuple[Span, ...]
    is_kept: bool
    order: str


@dataclass(frozen=True)
class Change:
    """One change of the name or contacts: what, when, by whom; the values are gone once the person is anonymised."""

    at: datetime
    field: str
    before: str
    after: str
    by: str
    reason: str


CHANGES = 50


@dataclass(frozen=True)
class Card:
    """`sign_in` and `identities` are told to who reads the whole organisation only."""

    id: int
    name: str
    birth_date: date | None
    phone: str
    email: str
    studies: tuple[Study, ...]
    children: tuple[Tie, ...]
    jobs: tuple[Job, ...]
    identities: tuple[tuple[str, str], ...]
    is_synced: bool
    tells_sign_in: bool
    login: str
    has_password: bool
    last_login: datetime | None
    kept_ties: frozenset[int]
    changes: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.studies or self.children or self.jobs)


def read_card(reader: User, on: date, person: User) -> Card:
    """Return the card as the reader may see it; empty when no tie of the person is theirs to see.

    The number of queries does not grow with the ties.
    """
    kept = frozenset(administered_organizations(reader, on).values_list("pk", flat=True))
    read = set(readable_organizations(reader, on).values_list("pk", flat=True))
    moved = frozenset(changing_organizations(reader, on, BulkKind.TRANSFER).values_list("pk", flat=True))
    studies, tied_in = _studies(reader, on, person, kept, moved)
    children, child_places = _children(reader, on, person)
    jobs, job_places = _jobs(reader, on, person, kept)
    identities = list(OutsideIdentity.objects.filter(user=person).order_by("system", "key"))
    whole = bool(read & (tied_in | set(child_places.values()) | job_places))
    return Card(
        id=person.pk,
        name=person.full_name,
        birth_date=person.birth_date,
        phone=show_phone(person.phone),
        email=person.email,
        studies=studies,
        children=children,
        jobs=jobs,
        identities=tuple(_told(identity) for identity in identities) if whole else (),
        is_synced=any(identity.system in SOURCES for identity in identities),
        tells_sign_in=whole,
        login=person.username if whole else "",
        has_password=person.has_usable_password(),
        last_login=person.last_login,
        kept_ties=frozenset(tie for tie, place in child_places.items() if place in kept),
        changes=_changes(person) if kept & (tied_in | set(child_places.values()) | job_places) else (),
    )


def _changes(person: User) -> tuple[Change, ...]:
    """Return the latest changes of the person's name and contacts."""
    rows = PersonChange.objects.filter(person=person).select_related("by").order_by("-at", "-pk")[:CHANGES]
    return tuple(
        Change(
            row.at,
            str(User._meta.get_field(row.field).verbose_name),  # type: ignore[union-attr]
            _written(row.field, row.before),
            _written(row.field, row.after),
            row.by.short_name if row.by else "",
            row.reason,
        )
        for row in rows
    )


def _written(field: str, value: str) -> str:
    """Return a kept value as people read it."""
    if field == "phone":
        return show_phone(value)
    return date_format(date.fromisoformat(value), "d.m.Y") if field == "birth_date" and value else value


def _told(identity: OutsideIdentity) -> tuple[str, str]:
    """Return the system and, where it is a number of the contingent or the staff, the number."""
    return str(OutsideSystem(identity.system).label), identity.key if identity.system in SOURCES else ""


def _span(row: Any, on: date, title: str, note: str = "", url: str = "") -> Span:
    holds = row.starts <= on and (row.ends is None or on <= row.ends)
    return Span(title, row.starts, row.ends, holds, note, url)


def _studies(
    reader: User, on: date, person: User, kept: frozenset[int], moved: frozenset[int]
) -> tuple[tuple[Study, ...], set[int]]:
    rows = list(
        carded_students(reader, on).filter(user=person).select_related("organization").order_by("-starts", "pk")
    )
    ids = [row.pk for row in rows]
    places, ties = defaultdict(list), defaultdict(list)
    for place in Membership.objects.filter(student__in=ids).select_related("group").order_by("-starts", "pk"):
        kind = "" if place.group_kind == GroupKind.HOME else str(GroupKind(place.group_kind).label)
        places[place.student_id].append(
            _span(place, on, place.group.name, " · ".join(filter(None, (kind, place.order))))
        )
    found = carded_representatives(reader, on).filter(student__in=ids).select_related("user")
    for tie in found.order_by("user__sort_key", "-starts", "pk"):
        ties[tie.student_id].append(_tie(tie, tie.user, on))
    held: dict[int, list[Span]] = defaultdict(list)
    for tell in student_ties() if rows else ():
        for pk, told in tell(reader, ids, on).items():
            held[pk].extend(_span(tied, on, tied.words, url=tied.url) for tied in told)
    studies = tuple(
        Study(
            row.pk,
            row.organization.short_name,
            row.get_form_display(),
            row.outside_id,
            _span(row, on, row.organization.short_name),
            tuple(places[row.pk]),
            tuple(held[row.pk]),
            tuple(ties[row.pk]),
            row.organization_id in kept,
            row.organization_id in moved,
            row.leaving_order if row.ends else "",
        )
        for row in rows
    )
    return studies, {row.organization_id for row in rows}


def _tie(tie: Any, other: User, on: date, group: str = "") -> Tie:
    kind = str(RepresentativeKind(tie.kind).label)
    span = _span(tie, on, kind, group)
    return Tie(tie.pk, other.pk, other.full_name, kind, show_phone(other.phone), other.email, span)


def _children(reader: User, on: date, person: User) -> tuple[tuple[Tie, ...], dict[int, int]]:
    home = Membership.objects.filter(holds_on(on), student=OuterRef("student"), group_kind=GroupKind.HOME)
    rows = (
        carded_representatives(reader, on)
        .filter(user=person)
        .annotate(group_name=Subquery(home.values("group__name")[:1]))
        .select_related("student__user")
        .order_by("student__user__sort_key", "-starts", "pk")
    )
    found: list[Any] = list(rows)
    ties = tuple(_tie(tie, tie.student.user, on, tie.group_name or "") for tie in found)
    return ties, {tie.pk: tie.student.organization_id for tie in found}


def _jobs(reader: User, on: date, person: User, kept: frozenset[int]) -> tuple[tuple[Job, ...], set[int]]:
    rows = list(
        listed_employees(reader, on).filter(user=person).select_related("organization").order_by("-starts", "pk")
    )
    places = {row.organization_id for row in rows}
    roles = defaultdict(list)
    held = Appointment.objects.filter(user=person, organization__in=places)
    for appointment in held.order_by("-starts", "role"):
        span = _span(appointment, on, str(Role(appointment.role).label), appointment.order)
        roles[appointment.organization_id].append(span)
    words: dict[int, list[str]] = defaultdict(list)
    for tie in staff_ties() if rows else ():
        for pk, told in tie.tell([row.pk for row in rows], on).items():
            words[pk].extend(told)
    handed = _handed(person, places, on)
    return tuple(
        Job(
            row.pk,
            row.organization.short_name,
            _span(row, on, row.position or row.organization.short_name, row.organization.short_name),
            tuple(roles[row.organization_id]),
            tuple(words[row.pk]),
            tuple(handed[row.organization_id]),
            row.organization_id in kept,
            row.leaving_order if row.ends else "",
        )
        for row in rows
    ), places


def _handed(person: User, places: set[int], on: date) -> dict[int, list[Span]]:
    """Return the rights to groups and students that were handed over to the person, by organisation."""
    found: dict[int, list[Span]] = defaultdict(list)
    groups = GroupDelegation.objects.filter(user=person, content_object__organization__in=places)
    for right in groups.select_related("content_object", "permission").order_by("-starts", "pk"):
        found[right.content_object.organization_id].append(_right(right, right.content_object.name, on))
    students = StudentDelegation.objects.filter(user=person, content_object__organization__in=places)
    for right in students.select_related("content_object__user", "permission").order_by("-starts", "pk"):
        found[right.content_object.organization_id].append(_right(right, right.content_object.user.short_name, on))
    return found


def _right(right: Any, where: str, on: date) -> Span:
    return _span(right, on, f"{DelegatedRight(right.permission.codename).label}: {where}", right.reason)
