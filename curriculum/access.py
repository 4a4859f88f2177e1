"""Which pages of the journal are a person's by delegation (decision 5 of the domain)."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.enums import DelegatedRight
from accounts.models import User
from contingent.access import delegated
from curriculum.models import CourseDelegation


def delegated_courses(user: User, on: date, *rights: DelegatedRight) -> QuerySet[Any]:
    """Return the rows by which pages are the user's to read or to keep on the day; `content_object` is the page."""
    return delegated(CourseDelegation, user, on, *rights)
