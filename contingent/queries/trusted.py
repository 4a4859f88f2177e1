"""Who is let into a child's diary (R12)."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from common.dated import ONE_DAY, lasting
from contingent.access import represented_students
from contingent.enums import RepresentativeKind
from contingent.models import Representative


@dataclass(frozen=True, slots=True)
class TrustedLine:
    """A trusted person: who, until when, by whom let in, whether they have a way to sign in."""

    id: int
    name: str
    starts: date
    ends: date | None
    admitted_by: str


def trusted_for(user: User, student: int, on: date) -> list[TrustedLine]:
    """Return the trusted persons of the day, by name; one of them sees themselves alone."""
    rows = Representative.objects.filter(lasting(on - ONE_DAY), student=student, kind=RepresentativeKind.TRUSTED)
    own = rows.filter(user=user)
    rows = own if own.exists() else rows
    return [
        TrustedLine(
            row.pk, row.user.full_name, row.starts, row.ends, row.admitted_by.short_name if row.admitted_by else ""
        )
        for row in rows.select_related("user", "admitted_by").order_by("user__sort_key", "pk")
    ]


def answers_for(user: User, on: date, student: int) -> bool:
    """Whether the user is the student's parent or guardian."""
    return represented_students(user, on).filter(pk=student).exists()
