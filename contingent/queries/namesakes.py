"""Whom a person who is being added may be already: known in the same organisation by name, e-mail or phone."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Func, Q, TextField, Value
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from common.sql import sort_key
from contingent.models import Employee, Representative, Student
from contingent.queries.students import show_phone

MOST = 10


@dataclass(frozen=True)
class Namesake:
    """A known person and what they have in common with the one being added."""

    user: int
    name: str
    birth_date: date | None
    phone: str
    email: str
    alike: str
    ties: str


def people_of(organization: Organization) -> Q:
    """Return the condition that a user is or was a student, a representative or staff of the organisation."""
    students = Student.objects.filter(organization=organization).values("user")
    ties = Representative.objects.filter(student__organization=organization).values("user")
    return Q(pk__in=students.union(ties, Employee.objects.filter(organization=organization).values("user")))


def find_namesakes(
    *, organization: Organization, name: str, birth_date: date | None, email: str, phone: str
) -> list[Namesake]:
    """Return those who may be the same person, most alike first; people of other organisations are not shown.

    A name is alike by surname and name, ё as е; two known and different dates of birth are two people.
    """
    key = sort_key(name)
    alike = Q(sort_key=key) | Q(sort_key__startswith=" ".join(key.split()[:2]) + " ")
    if email:
        alike |= Q(email__iexact=email)
    digits = "".join(sign for sign in phone if sign.isdigit())[-10:]
    rows = User.objects.alias(digits=_digits()).filter(people_of(organization))
    if digits:
        alike |= Q(digits__endswith=digits)
    found = []
    for user in rows.filter(alike).order_by("sort_key", "pk")[: MOST * 3]:
        same = [
            _("name") if user.sort_key.strip() == key else "",
            _("date of birth") if birth_date and user.birth_date == birth_date else "",
            _("e-mail") if email and user.email.lower() == email.lower() else "",
            _("phone") if digits and "".join(s for s in user.phone if s.isdigit()).endswith(digits) else "",
        ]
        differs = birth_date and user.birth_date and birth_date != user.birth_date
        if differs and not (same[2] or same[3]):
            continue
        found.append((user, [word for word in same if word]))
    found.sort(key=lambda pair: -len(pair[1]))
    told = _ties([user.pk for user, _same in found], organization)
    return [
        Namesake(
            user.pk, user.full_name, user.birth_date, show_phone(user.phone), user.email,
            ", ".join(same), ", ".join(told.get(user.pk, ())),
        )
        for user, same in found[:MOST]
    ]  # fmt: skip


def _digits() -> Func:
    return Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())


def _ties(users: list[int], organization: Organization) -> dict[int, list[str]]:
    """Return what the people are here, in words."""
    found: dict[int, list[str]] = {}
    for words, rows in (
        (_("student"), Student.objects.filter(organization=organization)),
        (_("representative"), Representative.objects.filter(student__organization=organization)),
        (_("employee"), Employee.objects.filter(organization=organization)),
    ):
        for user in rows.filter(user__in=users).values_list("user", flat=True).distinct():
            found.setdefault(user, []).append(words)
    return found
