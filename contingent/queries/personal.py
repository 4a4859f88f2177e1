"""What the pages of personal data read (152-ФЗ, R5)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.access_log import PERSON, STUDENT
from accounts.models import AccessRecord, Consent, User
from contingent.access import represented_students
from contingent.models import Student
from contingent.queries.accesses import AccessLine, told

LATEST = 100
READ = 2000


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent with who gave it and when it was withdrawn."""

    id: int
    kind: str
    given_by: str
    given_at: datetime
    withdrawn_at: datetime | None
    document: str
    text: str
    is_ours: bool


@dataclass(frozen=True)
class OwnPerson:
    """The person themself or a child they answer for, with who has looked."""

    id: int
    name: str
    lines: list[AccessLine]


def consents_of(person: User) -> list[ConsentLine]:
    """Return the consents given of the person, the latest first."""
    rows = Consent.objects.filter(person=person).select_related("given_by").order_by("-given_at", "-pk")
    return [
        ConsentLine(
            row.pk, row.get_kind_display(), row.given_by.full_name, row.given_at, row.withdrawn_at, row.document,
            row.text, row.recorded_by_id is not None and row.withdrawn_at is None,
        )
        for row in rows
    ]  # fmt: skip


def own_people(user: User, on: date) -> list[User]:
    """Return the person and the children they answer for by law."""
    children = represented_students(user, on).values("user")
    return [user, *User.objects.filter(pk__in=children).exclude(pk=user.pk).order_by("sort_key")]


def who_looked(reader: User, people: list[User]) -> list[OwnPerson]:
    """Return who else has opened or exported the card or the diary of each, once a day, the latest first (art. 14)."""
    found = []
    for person in people:
        studies = list(Student.objects.filter(user=person).values_list("pk", flat=True))
        own = Q(subject_kind=PERSON, subject_id=person.pk) | Q(subject_kind=STUDENT, subject_id__in=studies)
        others = AccessRecord.objects.filter(own).exclude(user_id=reader.pk)
        rows: dict[Any, Any] = {}
        for row in others.order_by("-at")[:READ]:
            rows.setdefault((row.user_id, timezone.localdate(row.at), row.action, row.page), row)
        found.append(OwnPerson(person.pk, person.full_name, told(list(rows.values())[:LATEST])))
    return found
