"""Who and what an organisation has already, as the matching needs it: read whole, in a few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Appointment, Organization, User
from common.dated import holds_on
from common.sql import sort_key
from contingent.enums import GroupKind
from contingent.models import Employee, Membership, Representative, Student, StudyGroup
from contingent.services.people_import.names import group_key

PERSON = ("last_name", "first_name", "patronymic", "email", "phone")


@dataclass(slots=True)
class KnownPerson:
    """A user as they are; `fixed` when a workbook of this organisation may not change them."""

    pk: int
    last_name: str
    first_name: str
    patronymic: str
    email: str
    phone: str
    fixed: bool = False

    @property
    def key(self) -> str:
        return name_key(self.last_name, self.first_name, self.patronymic)

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))


@dataclass(slots=True)
class KnownStudent:
    pk: int
    person: KnownPerson
    outside_id: str
    birth_date: str
    form: str
    starts: date
    ends: date | None


@dataclass(slots=True)
class KnownPlace:
    """A membership in a home group."""

    pk: int
    group: int
    group_name: str
    starts: date
    ends: date | None


@dataclass
class Existing:
    by_number: dict[str, KnownStudent] = field(default_factory=dict)
    by_name: dict[str, list[KnownStudent]] = field(default_factory=dict)
    representatives: dict[int, list[KnownPerson]] = field(default_factory=dict)
    by_contact: dict[tuple[str, str], KnownPerson] = field(default_factory=dict)
    groups: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    places: dict[int, list[KnownPlace]] = field(default_factory=dict)

    def group_of(self, student: int, on: date) -> str:
        """Return the name of the home group that the student is in on the day."""
        for place in self.places.get(student, ()):
            if place.starts <= on and (place.ends is None or on <= place.ends):
                return place.group_name
        return ""


def name_key(*parts: str) -> str:
    """Return what two spellings of one name share."""
    return sort_key(" ".join(parts))


def digits(phone: str) -> str:
    """Return the last ten digits of a number: what two spellings of it share."""
    return "".join(sign for sign in phone if sign.isdigit())[-10:]


def read_existing(organization: Organization, on: date, *, lock: bool = False) -> Existing:
    """Return the students, representatives, staff and home groups of the organisation.

    With `lock`, what a workbook may change stays as it was read until the transaction ends.
    """
    found = Existing()
    people: dict[int, KnownPerson] = {}
    fixed = _fixed(organization, on)
    students = Student.objects.filter(organization=organization).order_by("pk")
    if lock:
        _lock(organization)
    for pk, outside_id, birth, form, starts, ends, user, *told in students.values_list(
        "pk", "outside_id", "user__birth_date", "form", "starts", "ends", "user", *(f"user__{name}" for name in PERSON)
    ):
        person = people.setdefault(user, _person(user, told, fixed=user in fixed))
        student = KnownStudent(pk, person, outside_id, birth.isoformat() if birth else "", form, starts, ends)
        found.by_name.setdefault(name_key(person.last_name, person.first_name), []).append(student)
        if outside_id:
            found.by_number[outside_id] = student
    ties = Representative.objects.filter(holds_on(on), student__organization=organization).order_by("pk")
    for student_pk, user, *told in ties.values_list("student", "user", *(f"user__{name}" for name in PERSON)):
        person = people.setdefault(user, _person(user, told, fixed=user in fixed))
        found.representatives.setdefault(student_pk, []).append(person)
        _remember(found, person)
    staff = Employee.objects.filter(organization=organization).order_by("pk")
    for user, *told in staff.values_list("user", *(f"user__{name}" for name in PERSON)):
        _remember(found, people.setdefault(user, _person(user, told, fixed=True)))
    _read_groups(organization, found)
    return found


def _person(pk: int, told: Sequence[str], *, fixed: bool) -> KnownPerson:
    last_name, first_name, patronymic, email, phone = told
    return KnownPerson(pk, last_name, first_name, patronymic, email, phone, fixed)


def _remember(found: Existing, person: KnownPerson) -> None:
    for contact in contacts(person.phone, person.email):
        found.by_contact.setdefault((person.key, contact), person)


def contacts(phone: str, email: str) -> Iterable[str]:
    """Return what a person of the same name is known by."""
    if phone:
        yield digits(phone)
    if email:
        yield email.lower()


def _fixed(organization: Organization, on: date) -> set[int]:
    """Return the users tied to this organisation whom its workbook may not change.

    Staff, holders of an appointment anywhere, and people of another organisation: by changing
    an e-mail one could take over their sign-in.
    """
    ours = User.objects.filter(
        Q(pk__in=Student.objects.filter(organization=organization).values("user"))
        | Q(pk__in=Representative.objects.filter(student__organization=organization).values("user"))
    )
    elsewhere = (
        Q(pk__in=Appointment.objects.values("user"))
        | Q(pk__in=Employee.objects.values("user"))
        | Q(pk__in=Student.objects.exclude(organization=organization).values("user"))
        | Q(pk__in=Representative.objects.exclude(student__organization=organization).values("user"))
        | Q(is_staff=True)
        | Q(is_superuser=True)
    )
    return set(ours.filter(elsewhere).values_list("pk", flat=True))


def _lock(organization: Organization) -> None:
    def hold(rows: QuerySet[User] | QuerySet[Student] | QuerySet[Membership]) -> None:
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))

    students = Student.objects.filter(organization=organization)
    hold(students)
    hold(Membership.objects.filter(student__in=students, group_kind=GroupKind.HOME))
    ties = Representative.objects.filter(student__in=students)
    hold(User.objects.filter(Q(pk__in=students.values("user")) | Q(pk__in=ties.values("user"))))


def _read_groups(organization: Organization, found: Existing) -> None:
    for pk, name, kind in (
        StudyGroup.objects.filter(organization=organization, closed_on=None)
        .order_by("pk")
        .values_list("pk", "name", "kind")
    ):
        known = found.groups.get(group_key(name))
        if known is None or known[2] != GroupKind.HOME:
            found.groups[group_key(name)] = (pk, name, kind)
    places = Membership.objects.filter(student__organization=organization, group_kind=GroupKind.HOME).order_by("starts")
    for student, *told in places.values_list("student", "pk", "group", "group__name", "starts", "ends"):
        found.places.setdefault(student, []).append(KnownPlace(*told))
