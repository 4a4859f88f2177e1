"""What the log of accesses tells of the journal's pages (152-ФЗ, R5)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access_log import SubjectKind, register_subject
from accounts.models import User
from contingent.models import Membership
from contingent.personal import while_in
from curriculum.models import Course

COURSE = "course"


def page_names(ids: Iterable[int]) -> dict[int, str]:
    """Return how lists call the pages."""
    rows = Course.objects.filter(pk__in=ids).select_related("study_group", "subject")
    return {row.pk: f"{row.study_group.name} · {row.subject.short_name}" for row in rows}


def on_page(user: User) -> Q:
    """A page shows the students of its group on the days they are in it."""
    found = Q(pk__in=[])
    for group, starts, ends in Membership.objects.filter(student__user=user).values_list("group", "starts", "ends"):
        pages = list(Course.objects.filter(study_group=group).values_list("pk", flat=True))
        found |= Q(subject_id__in=pages) & while_in(starts, ends)
    return found


register_subject(SubjectKind(COURSE, _("Journal page"), page_names, on_page))
