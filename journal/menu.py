"""The journal's places in the top bar."""

from datetime import date
from typing import Any

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.access import readable_organizations
from accounts.menu import PREPARATION, Entry, register
from accounts.models import User
from contingent.access import diary_students, followed_groups
from contingent.ties import register_group_tie
from curriculum.access import delegated_courses
from curriculum.models import Course
from journal.access import READS_PAGE, near_lessons, own_loads


def keeps_or_reads(user: User, on: date) -> Any:
    """Whether any page of the journal may be the user's to open."""
    return (
        Exists(own_loads(user, on))
        | Exists(near_lessons(user, on))
        | Exists(delegated_courses(user, on, *READS_PAGE))
        | Exists(followed_groups(user, on))
        | Exists(readable_organizations(user, on))
    )


def has_diary(user: User, on: date) -> Any:
    """Whether the user is a student or represents one."""
    return Exists(diary_students(user, on))


def tell_pages(group: int, on: date) -> list[tuple[str, str]]:
    """Return how many pages of the years that are not over the group has, with the list of them."""
    n = Course.objects.filter(study_group=group, academic_year__ends__gte=on).count()
    words = ngettext("%(n)d page of the journal", "%(n)d pages of the journal", n) % {"n": n}
    return [(words, f"{reverse('journal:courses')}?group={group}")] if n else []


register_group_tie(tell_pages)
register(Entry("journal:courses", _("Journal"), position=10, shown=keeps_or_reads, with_search=True))
register(
    Entry("journal:control_works", _("Control works"), position=67, shown=keeps_or_reads, section=PREPARATION),
)
register(Entry("diary:week", _("Diary"), position=20, shown=has_diary))
