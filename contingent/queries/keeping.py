"""Whose term is over in an organisation, and how the term has changed (152-ФЗ, art. 5 part 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import DateField, Exists, F, Func, Max, OuterRef, Q, QuerySet

from accounts.models import KeepingChange, Organization, User
from contingent.models import Employee, Representative, Student
from contingent.personal_access import answered_organizations, tied_people

ON_PAGE = 50


@dataclass(frozen=True)
class Keeping:
    """An organisation's term with its changes, and how many people are past it."""

    id: int
    name: str
    years: int
    past: int
    changes: tuple["TermChange", ...]


@dataclass(frozen=True, slots=True)
class TermChange:
    """One change of the term."""

    at: datetime
    by: str
    before: int
    after: int
    reason: str


@dataclass(frozen=True, slots=True)
class PastLine:
    """A person whose last tie ended longer ago than anybody keeps them; `ended` is its last day."""

    user: int
    name: str
    ended: date


def kept_until(years: str) -> Func:
    """Return the last day on which a tie keeps its person by name: so many years after its end."""
    return Func(
        F("ends"), F(years), template="(%(expressions)s::int))::date", arg_joiner=" + make_interval(years => ",
        output_field=DateField(),
    )  # fmt: skip


def past_term(organization: int, on: date) -> QuerySet[User]:
    """Return those tied to the organisation whom no organisation keeps by name any longer.

    Every tie everywhere is over, and of each the term of its organisation has passed.
    """
    people = tied_people(Organization.objects.filter(pk=organization)).filter(anonymised_at=None)
    ties = (
        (Student.objects.filter(user=OuterRef("pk")), "organization__keeps_years"),
        (Employee.objects.filter(user=OuterRef("pk")), "organization__keeps_years"),
        (Representative.objects.filter(user=OuterRef("pk")), "student__organization__keeps_years"),
    )
    for rows, years in ties:
        holds = Q(ends=None) | Q(ends__gte=on) | Q(until__gt=on)
        people = people.filter(~Exists(rows.annotate(until=kept_until(years)).filter(holds)))
    return people


def keepings_of(user: User, on: date) -> list[Keeping]:
    """Return the terms of the organisations for whose personal data the user answers."""
    places = answered_organizations(user, on).order_by("short_name", "pk")
    rows = KeepingChange.objects.filter(organization__in=places).select_related("by")
    changes: dict[int, list[TermChange]] = {}
    for row in rows:
        told = TermChange(row.at, row.by.short_name, row.before, row.after, row.reason)
        changes.setdefault(row.organization_id, []).append(told)
    found = []
    for place in places:
        past = past_term(place.pk, on).count()
        found.append(Keeping(place.pk, place.short_name, place.keeps_years, past, tuple(changes.get(place.pk, ()))))
    return found


def list_past(places: Sequence[int], on: date, page: str) -> Page[Any]:
    """Return a page of the people past their term in these organisations, by name."""
    people = (past_term(place, on).values("pk") for place in places)
    rows = User.objects.filter(pk__in=next(people, User.objects.none().values("pk")).union(*people))
    found: Any = Paginator(rows.order_by("sort_key", "pk"), ON_PAGE).get_page(page)
    ended = last_days([user.pk for user in found.object_list])
    found.object_list = [PastLine(user.pk, user.full_name, ended[user.pk]) for user in found.object_list]
    return found  # type: ignore[no-any-return]


def last_days(users: Sequence[int]) -> dict[int, date]:
    """Return the last day of the last tie of each."""
    found: dict[int, date] = {}
    for model in (Student, Employee, Representative):
        rows: Any = model.objects.filter(user__in=users).order_by().values_list("user").annotate(last=Max("ends"))
        for user, last in rows:
            found[user] = max(last, found.get(user, last))
    return found
