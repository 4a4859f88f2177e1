"""What the database holds of an organisation, as the outside systems would tell it."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from accounts.enums import OutsideSystem
from accounts.models import Organization, OutsideIdentity
from common.dated import holds_on
from contingent.enums import GroupKind, RepresentativeKind
from contingent.feeds.records import tie_key
from contingent.feeds.stand_in import keys
from contingent.models import Curatorship, Employee, Membership, Representative, Student, StudyGroup

ORDER = re.compile(r"Приказ № (.+) от (\d\d\.\d\d\.\d{4})")
PERSON = ("last_name", "first_name", "patronymic", "email", "phone", "birth_date")
Raw = dict[str, Any]


def organizations() -> list[tuple[str, int]]:
    """Return every organisation's number outside and its id."""
    ids = Organization.objects.order_by("pk").values_list("pk", flat=True)
    return [(keys.organization_key(pk), pk) for pk in ids]


def records(system: str, organization_id: int, today: date) -> Iterator[Raw]:
    """Yield the raw records that the system would send of the organisation today."""
    if system == OutsideSystem.STAFF:
        yield from _employees(organization_id, today)
        return
    yield from _groups(organization_id, today)
    yield from _students(organization_id, today)
    yield from _families(organization_id, today)


def _groups(organization_id: int, today: date) -> Iterator[Raw]:
    staff = _numbers(OutsideSystem.STAFF)
    curators = dict(
        Curatorship.objects.on(today)
        .filter(group__organization_id=organization_id)
        .values_list("group_id", "employee__user_id")
    )
    groups = StudyGroup.objects.filter(organization_id=organization_id, kind=GroupKind.HOME, closed_on=None)
    for group in groups.order_by("pk"):
        curator = curators.get(group.pk)
        yield {
            "type": "group",
            "key": keys.group_key(organization_id, group.pk),
            "name": group.name,
            "level": group.level,
            "specialty": group.specialty,
            "curator": staff.get(curator) or keys.person_key("staff", curator) if curator else "",
        }


def _students(organization_id: int, today: date) -> Iterator[Raw]:
    numbers = _numbers(OutsideSystem.CONTINGENT)
    places = {
        student: (group, order, starts)
        for student, group, order, starts in Membership.objects.on(today)
        .filter(student__organization_id=organization_id, group_kind=GroupKind.HOME)
        .values_list("student_id", "group_id", "order", "starts")
    }
    students = Student.objects.on(today).filter(organization_id=organization_id).order_by("pk")
    for pk, outside_id, form, begun, user_id, *person in students.values_list(
        "pk", "outside_id", "form", "starts", "user_id", *(f"user__{name}" for name in PERSON)
    ):
        group, order, starts = places.get(pk, (None, "", begun))
        yield {
            "type": "student",
            "key": outside_id or f"{keys.organization_key(organization_id)}-S{pk:06}",
            "person": numbers.get(user_id) or keys.person_key("contingent", user_id),
            **_person(person),
            "form": form,
            "group": keys.group_key(organization_id, group) if group else "",
            **_order(order),
            "starts": starts.isoformat(),
            "ends": "",
        }


def _families(organization_id: int, today: date) -> Iterator[Raw]:
    """Yield each representative once, then the ties; trusted persons are the parents' own affair (R12)."""
    numbers = _numbers(OutsideSystem.CONTINGENT)
    rows = (
        Representative.objects.on(today)
        .filter(holds_on(today, "student__"), student__organization_id=organization_id)
        .exclude(kind=RepresentativeKind.TRUSTED)
        .order_by("pk")
        .values_list(
            "student_id", "student__outside_id", "kind", "starts", "user_id", *(f"user__{n}" for n in PERSON)
        )
    )  # fmt: skip
    people: dict[str, Raw] = {}
    ties: dict[str, Raw] = {}
    for student_id, outside_id, kind, starts, user_id, *person in rows:
        number = numbers.get(user_id) or keys.person_key("contingent", user_id)
        student = outside_id or f"{keys.organization_key(organization_id)}-S{student_id:06}"
        people.setdefault(number, {"type": "representative", "person": number, **_person(person), "kind": kind})
        ties[tie_key(student, number)] = {
            "type": "tie",
            "student": student,
            "representative": number,
            "kind": kind,
            "starts": starts.isoformat(),
            "ends": "",
        }
    yield from people.values()
    yield from ties.values()


def _employees(organization_id: int, today: date) -> Iterator[Raw]:
    numbers = _numbers(OutsideSystem.STAFF)
    rows = Employee.objects.on(today).filter(organization_id=organization_id).order_by("pk")
    for pk, position, starts, user_id, *person in rows.values_list(
        "pk", "position", "starts", "user_id", *(f"user__{name}" for name in PERSON)
    ):
        yield {
            "type": "employee",
            "key": keys.employment_key(organization_id, pk),
            "person": numbers.get(user_id) or keys.person_key("staff", user_id),
            **_person(person),
            "position": position,
            "starts": starts.isoformat(),
            "ends": "",
        }


def _numbers(system: OutsideSystem) -> dict[int, str]:
    """Return the number of every person whom the system knows."""
    return dict(OutsideIdentity.objects.filter(system=system).order_by("pk").values_list("user_id", "key"))


def _person(values: list[Any]) -> Raw:
    *texts, born = values
    return dict(zip(PERSON, texts, strict=False)) | {"birth_date": born.isoformat() if born else ""}


def _order(wording: str) -> Raw:
    if found := ORDER.fullmatch(wording):
        day = datetime.strptime(found[2], "%d.%m.%Y").date()  # noqa: DTZ007
        return {"order_number": found[1], "order_date": day.isoformat()}
    return {"order": wording}
