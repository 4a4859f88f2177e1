"""The page that a batch of changes names, with all that saving asks of it."""

from typing import Any

from accounts.models import Organization
from common.prepared import Prepared
from curriculum.models import Course
from journal.models import EntryPolicy
from journal.queries.pages import POLICY, columns_of, taken

DAYS = "organization__entry_policy__entry_days"
PAGE = Prepared(
    lambda pk: Course.objects.filter(pk=pk).values_list(
        *columns_of(Course), *columns_of(Organization, "organization__"), DAYS
    )
)


def page_to_fill(pk: int) -> Course | None:
    """Return the page, whoever asks: whether it is theirs to fill, and to know of, is for the saving to check."""
    rows = PAGE(pk)
    if not rows:
        return None
    row = list(rows[0])
    course: Any = taken(Course, row)
    course.organization = organization = taken(Organization, row)
    (days,) = row
    policy = None if days is None else EntryPolicy(organization=organization, entry_days=days)
    POLICY.set_cached_value(organization, policy)
    found: Course = course
    return found
