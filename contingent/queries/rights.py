"""What a person may see and do and why; who may see a student (E; decision 5 of the domain)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from accounts.access import readable_organizations
from accounts.models import User
from accounts.rights import ReaderFact, RightFact, readers_of, rights_of
from common.sql import sort_key
from contingent.models import Employee, Representative, Student
from contingent.personal_access import explained_people, explained_students

FOUND = 30


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right with the fact behind it; `url` leads to the page of the fact."""

    right: str | Promise
    where: str | Promise
    fact: str | Promise
    since: date
    until: date | None
    url: str


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person to choose, with what they are in the organisations of the reader."""

    id: int
    name: str
    what: str


def find_people(rows: QuerySet[User], reader: User, on: date, text: str) -> list[FoundPerson]:
    """Return the first people whose name holds every word; three queries however many."""
    words = sort_key(text).split()[:6]
    if not words:
        return []
    for word in words:
        rows = rows.filter(sort_key__contains=word)
    found = list(rows.order_by("sort_key", "pk")[:FOUND])
    ids, read = [user.pk for user in found], list(readable_organizations(reader, on).values_list("pk", flat=True))
    what: dict[int, list[str]] = {}
    jobs = Employee.objects.filter(user__in=ids, organization__in=read)
    for user, position, place in jobs.values_list("user", "position", "organization__short_name"):
        what.setdefault(user, []).append(position or place)
    studies = Student.objects.filter(user__in=ids, organization__in=read)
    for user, place in studies.values_list("user", "organization__short_name"):
        what.setdefault(user, []).append(place)
    ties = Representative.objects.filter(user__in=ids, student__organization__in=read).select_related("student__user")
    for tie in ties:
        what.setdefault(tie.user_id, []).append(f"{tie.get_kind_display()}: {tie.student.user.short_name}")
    return [FoundPerson(user.pk, user.full_name, "; ".join(dict.fromkeys(what.get(user.pk, [])))) for user in found]


def find_explained(reader: User, on: date, text: str) -> list[FoundPerson]:
    """Return people whose rights the reader may ask about."""
    return find_people(explained_people(reader, on), reader, on, text)


def explain_rights(reader: User, today: date, person: User, on: date) -> list[RightLine]:
    """Return the person's rights of a day that come from facts of the organisations the reader reads today."""
    read = set(readable_organizations(reader, today).values_list("pk", flat=True))
    return [_line(fact) for fact in rights_of(person, on) if fact.organization in read]


def explain_readers(reader: User, today: date, student: int, on: date) -> list[ReaderFact]:
    """Return who may see the student on the day; nobody when the student is not the reader's to ask about."""
    if not explained_students(reader, today).filter(pk=student).exists():
        return []
    return readers_of(student, on)


def own_students(reader: User, today: date, person: User) -> list[Student]:
    """Return the person's studies of which the reader may ask who sees them."""
    rows = explained_students(reader, today).filter(user=person)
    return list(rows.select_related("organization").order_by("-starts"))


def _line(fact: RightFact) -> RightLine:
    url = reverse(str(fact.link[0]), args=fact.link[1:]) if fact.link else ""
    return RightLine(fact.right, fact.where, fact.fact, fact.since, fact.until, url)
